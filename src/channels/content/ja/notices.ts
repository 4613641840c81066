import type { Catalogue } from '../catalogue.ts';
import { CAUTION, download, tokens, upload, VERIFY } from './blocks.ts';

export const EXPIRING: Catalogue['expiring'] = {
  titleOne: (when) => {
    if (when === 'today') return 'VPP トークンが本日、期限切れ';
    return when === 'tomorrow' ? 'VPP トークンが明日、期限切れ' : `VPP トークンの期限切れまで ${when} 日`;
  },
  titleMany: (count) => `${tokens(count)}が期限切れ間近`,
  titleRenewed: (count) => `${tokens(count)}を更新済み`,
  one: (date) => `トークンの有効期限は ${date}です。`,
  many: (name, date) => `最も早いのは ${name} (${date}) です。`,
  renewedToo: (count) => `以前に通知した ${tokens(count)}は更新されました。`,
  renewedOnly: (date, isSame) => `有効期限は ${date}${isSame ? '' : '以降'}です。対応は不要です。`,
  row: (date, days) => `残り ${days} 日 (${date})`,
  renewedRow: (date) => `更新済み (有効期限 ${date})`,
  impact: '現時点で影響はありません。期限が切れると、ライセンスの割り当てと VPP アプリの更新ができなくなります。',
  caution: CAUTION,
  guide: (only) => ({
    title: only ? 'トークンを更新する' : '各トークンを更新する',
    steps: [
      only
        ? '期限前に更新します。早めに更新しても利用は中断されません。'
        : 'トークンごとに次の手順を行います。早めに更新しても利用は中断されません。',
      download(only ?? {}),
      upload(only ?? {}),
      VERIFY,
    ],
  }),
};

export const SETTINGS: Catalogue['settings'] = {
  title: 'VPP トークンの監視が停止: 設定エラー',
  message: '報告の受信と監視が停止しています。',
  guide: (app) => ({
    title: '設定を修正する',
    steps: [
      `Azure portal で関数アプリ${app === undefined ? '' : `「${app}」`}の環境変数を開き、下記の設定を修正します。`,
      '再起動後、/api/health の status が ok になることを確認します。',
    ],
  }),
};
