import type { Catalogue } from '../catalogue.ts';
import { CAUTION, download, HEALTH, tenants, terms, tokens, upload, VERIFY } from './blocks.ts';

const inTenants = (count: number) => (count > 1 ? ` (${tenants(count)})` : '');

/** Of many tokens in one cause. */
export const OUTBREAK: Catalogue['outbreak'] = {
  title: (kind, many, tenantCount, count) =>
    kind === 'resolved'
      ? `【復旧】${tokens(count)}すべて`
      : `${kind === 'updated' ? '【更新】' : ''}${many}${inTenants(tenantCount)}`,
  message: (count, open, tenantCount) =>
    `15 分以内に ${tokens(count)}${inTenants(tenantCount)}で発生しました。${count} 個中 ${open} 個で続いています。`,
  resolved: (_count, at, lasted) => `${at} に最後の 1 個が復旧しました (発生から ${lasted})。`,
  outage: 'Apple の障害、または Apple の新しい利用規約への未同意の可能性があります。',
  outageGuide: (tenantCount) => ({
    title: '障害情報と利用規約を確認する',
    steps: [
      HEALTH,
      '障害が公開されている場合は待ちます。復旧後の自動同期で解消します。',
      `障害がない場合は${tenantCount > 1 ? '、組織ごとに利用規約を確認します' : '利用規約を確認します'}。${terms({})}`,
      '解消しなければ 1 個を個別に調べます。',
    ],
  }),
  tokensOf: (count, names) => {
    const rest = count - names.length;
    return `${tokens(count)}: ${names.join('、')}${rest > 0 ? `、ほか ${rest} 個` : ''}`;
  },
};

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

export const BASELINE: Catalogue['baseline'] = {
  title: (faults, count) =>
    faults === 0
      ? `監視を開始: ${tokens(count)}、すべて正常`
      : `初回チェック: ${tokens(count)}中 ${faults} 個に対応が必要`,
  message: (faults) =>
    faults === 0 ? '今後は変化があったときに通知します。' : '重大度順に表示します。以前からの問題も含みます。',
  row: (state, severity) => `${state} (${severity})`,
  guideTitle: '「重大」のトークンから対応する',
  firstStep: (headline, step) => `${headline}: ${step}`,
  seePage: '各トークンの手順はステータス ページで確認できます。',
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
