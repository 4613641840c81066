import type { Catalogue, Guide, RenewalWords } from '../catalogue.ts';
import type { Expiring } from '../expiring-words.ts';
import { CAUTION, connections, download, spaced, upload, VERIFY } from './blocks.ts';
import { KEEP, renewCertificate, renewEnrollment, SAME_ACCOUNT } from './connections.ts';

const NAMES: Readonly<Record<Expiring, string>> = {
  token: 'VPP トークン',
  enrollment: '登録プログラム トークン',
  push: 'Apple MDM プッシュ証明書',
};

const IMPACTS: Readonly<Record<Expiring, string>> = {
  token: '期限が切れると、ライセンスの割り当てと VPP アプリの更新ができなくなります。',
  enrollment: '登録プログラム トークンの期限が切れると、新しいデバイスの自動登録ができなくなります。',
  push: 'プッシュ証明書の期限が切れると、Intune で Apple デバイスを管理できなくなります。',
};
const CAUTIONS: Readonly<Record<Expiring, string>> = { token: CAUTION, enrollment: KEEP, push: SAME_ACCOUNT };
/** What costs most first. */
const ORDER = ['push', 'enrollment', 'token'] as const;
const inOrder = (kinds: readonly Expiring[]) => ORDER.filter((kind) => kinds.includes(kind));

const renewToken = (words: RenewalWords, isNamed = false) => [download(words, isNamed), upload(words), VERIFY];
const EARLY = '期限前に更新します。早めに更新しても利用は中断されません。';

function guideOfOne(kind: Expiring, words: RenewalWords): Guide {
  if (kind === 'token') return { title: 'トークンを更新する', steps: [EARLY, ...renewToken(words)] };
  if (kind === 'push') return { title: 'プッシュ証明書を更新する', steps: [EARLY, ...renewCertificate(words)] };
  return { title: '登録プログラム トークンを更新する', steps: [EARLY, ...renewEnrollment(words)] };
}

/** Of several each kind has its steps; those of tokens alone are told one by one. */
function guideOfMany(kinds: readonly Expiring[]): Guide {
  const each = 'トークンごとに次の手順を行います。早めに更新しても利用は中断されません。';
  if (kinds.every((kind) => kind === 'token'))
    return { title: '各トークンを更新する', steps: [each, ...renewToken({})] };
  const isNamed = kinds.includes('enrollment');
  const steps: Readonly<Record<Expiring, readonly string[]>> = {
    push: renewCertificate({}),
    enrollment: renewEnrollment({}),
    token: renewToken({}, isNamed),
  };
  return {
    title: 'それぞれを更新する',
    steps: inOrder(kinds).map((kind) => `${NAMES[kind]}: ${steps[kind].join('')}`),
  };
}

export const EXPIRING: Catalogue['expiring'] = {
  titleOne: (kind, when) => {
    if (when === 'today') return `${NAMES[kind]}が本日、期限切れ`;
    return when === 'tomorrow' ? `${NAMES[kind]}が明日、期限切れ` : `${NAMES[kind]}の期限切れまで ${when} 日`;
  },
  titleMany: (kinds, count) => `${connections(kinds, count)}が期限切れ間近`,
  titleRenewed: (kinds, count) => `${connections(kinds, count)}を更新済み`,
  one: (kind, date, { account }) => {
    if (kind === 'token') return `トークンの有効期限は ${date}です。`;
    if (kind === 'enrollment') return `登録プログラム トークンの有効期限は ${date}です。`;
    const same = account === undefined ? '' : ` (${account}) `;
    return `Apple MDM プッシュ証明書の有効期限は ${date}です。同じ Apple アカウント${same}で更新してください。`;
  },
  many: (kind, name, date) => {
    const first = kind === 'token' ? (name ?? '') : [NAMES[kind], ...(name === undefined ? [] : [name])].join(' ');
    return `最も早いのは${kind === 'token' ? ` ${first}` : spaced(first)} (${date}) です。`;
  },
  connection: (kind, name) => (name === undefined ? NAMES[kind] : `${NAMES[kind]} ${name}`),
  renewedToo: (kinds, count) => `以前に通知した${spaced(connections(kinds, count))}は更新されました。`,
  renewedOnly: (date, isSame) => `有効期限は ${date}${isSame ? '' : '以降'}です。対応は不要です。`,
  row: (date, days) => `残り ${days} 日 (${date})`,
  renewedRow: (date) => `更新済み (有効期限 ${date})`,
  impact: (kinds) => ['現時点で影響はありません。', ...inOrder(kinds).map((kind) => IMPACTS[kind])].join(''),
  caution: (kinds) =>
    inOrder(kinds)
      .map((kind) => CAUTIONS[kind])
      .join(''),
  guide: (kinds, only) => (only && kinds[0] ? guideOfOne(kinds[0], only) : guideOfMany(kinds)),
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
