import type { Catalogue, GroupWords } from '../catalogue.ts';
import { HEALTH, tenants, terms, tokens } from './blocks.ts';

interface Nouns {
  /** What is counted, with its counter: `VPP トークン 9 個`, `9 テナント`. */
  things(count: number): string;
  /** The counter alone, for how many of them are left. */
  readonly counter: string;
  many(count: number): string;
  /** A clause of what happened to them, and a noun for what they are since. */
  readonly began: string;
  readonly still: string;
  over(count: number): string;
  readonly lastOver: string;
  readonly hint?: string;
}

/** The sentences that are the same for every cause. */
function group({ things, counter, many, began, still, over, lastOver, hint }: Nouns): GroupWords {
  // Only of tokens it says something in how many tenants they are.
  const where = (count: number) => (things === tokens ? inTenants(count) : '');
  const left = (open: number, all: number) => `${things(all)}中 ${open} ${counter}が${still}`;
  return {
    many: (count, tenantCount) => `${many(count)}${where(tenantCount)}`,
    began: (count, tenantCount) => `${things(count)}${where(tenantCount) && `${where(tenantCount)} `}${began}。`,
    left,
    still: (lasted, open, all) => ({ mark: `【継続 ${lasted}】`, title: left(open, all) }),
    reportedBefore: (open, before) => `合計 ${open} ${counter}が${still}で、うち ${before} ${counter}は通知済みです。`,
    longest: (name, lasted) => `最長は ${name} の ${lasted}です。`,
    stillOpen: (names) => `${still}: ${names}。`,
    over: (count) => ({ mark: '【復旧】', title: over(count) }),
    partOver: partOver(things, counter),
    lastOver: (at, lasted) => `${at} に${lastOver} (発生から ${lasted})。`,
    ...(hint !== undefined && { hint }),
  };
}

const partOver = (things: (count: number) => string, counter: string) => (recovered: number, all: number) =>
  recovered === 0
    ? { mark: '【更新】', title: `${things(all)}が別の問題に変化` }
    : { mark: '【一部復旧】', title: `${things(all)}中 ${recovered} ${counter}が復旧` };
const inTenants = (count: number) => (count > 1 ? ` (${tenants(count)})` : '');
const TOKENS = { things: tokens, counter: '個', over: (count: number) => `${tokens(count)}すべて` };
const TENANTS = { things: tenants, counter: 'テナント' };
const SYNC = { ...TOKENS, lastOver: '最後の 1 個の同期が完了しました' };
const STATE = { ...TOKENS, lastOver: '最後の 1 個が復旧しました' };

export const EXPIRED = group({
  ...STATE,
  many: (count) => `${tokens(count)}が期限切れ`,
  began: 'の有効期限が切れました',
  still: '期限切れ',
  hint: '1 個ずつ更新します。',
});
export const EXTERNAL = group({
  ...STATE,
  many: (count) => `${tokens(count)}が他の MDM に割り当て済み`,
  began: 'が他の MDM に割り当てられました',
  still: '他の MDM に割り当て済み',
});
export const DUPLICATE = group({
  ...STATE,
  many: (count) => `${tokens(count)}が重複`,
  began: 'の重複が見つかりました',
  still: '重複',
});
export const INVALID = group({
  ...STATE,
  many: (count) => `${tokens(count)}が無効`,
  began: 'が 15 分以内に無効になりました',
  still: '無効',
});
export const FAILED = group({
  ...SYNC,
  many: (count) => `${tokens(count)}の同期に失敗`,
  began: 'の同期が 15 分以内に失敗しました',
  still: '失敗中',
});
export const STUCK = group({
  ...SYNC,
  many: (count) => `${tokens(count)}の同期が完了しない`,
  began: 'の同期が完了しません',
  still: '同期中のまま',
});
export const OVERDUE = group({
  ...SYNC,
  many: (count) => `${tokens(count)}の同期が遅延`,
  began: 'の同期が遅延しています',
  still: '遅延中',
});
export const SILENT = group({
  ...TOKENS,
  many: (count) => `報告なし: ${tokens(count)}`,
  began: 'の報告が届いていません',
  still: '報告なし',
  over: (count) => `報告の再開: ${tokens(count)}すべて`,
  lastOver: '最後の 1 個の報告が届きました',
  hint: 'ほかのトークンの報告は届いています。対象のトークンについて、変更された点を確認します。',
});
export const SILENT_TENANTS = group({
  ...TENANTS,
  many: (count) => `${tenants(count)}の報告なし`,
  began: 'の報告が届いていません',
  still: '報告なし',
  over: (count) => `報告の再開: ${tenants(count)}すべて`,
  lastOver: '最後のテナントの報告が届きました',
  hint: 'トークンではなく、送信元の停止の可能性があります。',
});
export const REFUSED = group({
  ...TENANTS,
  many: (count) => `VPP トークンの報告を拒否: ${tenants(count)}`,
  began: 'の報告をすべて拒否しています',
  still: '報告を拒否中',
  over: (count) => `VPP トークンの報告: ${tenants(count)}すべて`,
  lastOver: '最後のテナントの報告の拒否が解消しました',
});
export const CHANNELS = group({
  things: (count) => `通知チャネル ${count} 件`,
  counter: '件',
  many: (count) => `通知チャネル ${count} 件の配信に失敗`,
  began: 'の配信に失敗しています',
  still: '失敗中',
  over: (count) => `通知チャネル ${count} 件すべて`,
  lastOver: '最後の 1 件が復旧しました',
});

export const REMOVED = group({
  ...STATE,
  many: (count) => `${tokens(count)}が Intune から削除済み`,
  began: 'が Intune から削除されました',
  still: '削除済み',
});
export const CHANGED = group({
  ...STATE,
  many: (count) => `${tokens(count)}が更新時に変化`,
  began: 'のアカウント、組織名、「場所」のいずれかが、更新時に変わりました',
  still: '変化あり',
});
export const APPS_MISSING = group({
  ...STATE,
  many: (count) => `${tokens(count)}のアプリの不足`,
  began: 'のアプリが半分以下に減りました',
  still: 'アプリの不足',
});
export const UNREADABLE = group({
  ...TENANTS,
  many: (count) => `${tenants(count)}の VPP トークンを取得できない`,
  began: 'の VPP トークンを Microsoft Graph から取得できません',
  still: '取得できない状態',
  over: (count) => `VPP トークンの取得: ${tenants(count)}すべて`,
  lastOver: '最後のテナントの情報を取得できました',
});
const ENROLLMENT = {
  things: (count: number) => `登録プログラム トークン ${count} 個`,
  counter: '個',
  over: (count: number) => `登録プログラム トークン ${count} 個すべて`,
  lastOver: '最後の 1 個が復旧しました',
};
export const ENROLLMENTS_EXPIRED = group({
  ...ENROLLMENT,
  many: (count) => `登録プログラム トークン ${count} 個が期限切れ`,
  began: 'の有効期限が切れました',
  still: '期限切れ',
});
export const ENROLLMENTS_FAILING = group({
  ...ENROLLMENT,
  many: (count) => `登録プログラム トークン ${count} 個の同期に失敗`,
  began: 'の同期に失敗しました',
  still: '失敗中',
});
export const CERTIFICATES_EXPIRED = group({
  things: (count) => `Apple MDM プッシュ証明書 ${count} 件`,
  counter: '件',
  many: (count) => `Apple MDM プッシュ証明書 ${count} 件が期限切れ`,
  began: 'の有効期限が切れました',
  still: '期限切れ',
  over: (count) => `Apple MDM プッシュ証明書 ${count} 件すべて`,
  lastOver: '最後の 1 件が復旧しました',
});

/** How a group goes on, whatever its cause. */
export const GROUPS: Catalogue['groups'] = {
  updated: '【更新】',
  escalated: '【重大化】',
  partlyOver: '【一部復旧】',
  joined: (count, names) => `前回の通知から ${count} 個増えました: ${names}。`,
  becameCritical: (count, names) => `${count} 個が「重大」になりました: ${names}。`,
  alsoFailing: (count, names) => `${count} 個は同期も失敗しました: ${names}。`,
  better: (count, names) => `${count} 個が改善しました: ${names}。`,
  recovered: (count) => `${count} 個が復旧しました。`,
  stopped: (count) => `${count} 個は監視を終了したか、この通知先には今後通知しません。`,
  ended: '【終了】',
  moved: (count, what) => `${count} 個は別の問題${what === '' ? '' : ` (${what}) `}に変わったため、別途通知します。`,
  stateOf: (state, count) => `${state} ${count} 個`,
  unchanged: (since) => `${since}から変化はありません。`,
  outage:
    'Apple の障害、または Apple の新しい利用規約への未同意の可能性があります。利用規約には組織ごとに同意が必要です。',
  outageCaution: '障害中はトークンを更新・削除しないでください。',
  outageGuide: (tenantCount, token) => ({
    title: '障害情報と利用規約を確認する',
    steps: [
      HEALTH,
      '障害が公開されている場合は待ちます。復旧後の自動同期で解消します。',
      `障害がない場合は${tenantCount > 1 ? '、組織ごとに' : ''}利用規約を確認します。${terms(token)}`,
      '解消しなければ 1 個を個別に調べます。',
    ],
  }),
  forEach: '「重大」のトークンから順に、トークンごとに次の手順を行います。',
  seeOthers: { title: 'ほかの通知を確認する', steps: [] },
  of: (name, tenant) => `${name} (${tenant})`,
  list: (names, rest) => `${names.join('、')}${rest > 0 ? `、ほか ${rest} 個` : ''}`,
  tokensOf: (count, names) => `${tokens(count)}${names === '' ? '' : `: ${names}`}`,
  moreTenants: (count) => `ほか ${count} テナント`,
};

/** All that a first check found. */
export const BASELINE: Catalogue['baseline'] = {
  many: (count) => `初回チェック: ${tokens(count)}に対応が必要`,
  began: () => '重大度順に表示します。以前からの問題も含みます。',
  left: (left, all) => `初回チェック: ${tokens(all)}中 ${left} 個に対応が必要`,
  still: (lasted, left, all) => ({
    mark: `【継続 ${lasted}】`,
    title: `初回チェック: ${tokens(all)}中 ${left} 個に対応が必要`,
  }),
  reportedBefore: (open, before) => `合計 ${open} 個に対応が必要で、うち ${before} 個は通知済みです。`,
  longest: (name, lasted) => `最長は ${name} の ${lasted}です。`,
  stillOpen: (names) => `対応が必要: ${names}。`,
  over: (count) => ({ mark: '【復旧】', title: `初回チェック: ${tokens(count)}すべて` }),
  partOver: partOver(tokens, '個'),
  lastOver: (at, lasted) => `${at} に最後の 1 個が復旧しました (チェックから ${lasted})。`,
  row: (state, severity) => `${state} (${severity})`,
  guideTitle: '「重大」のトークンから対応する',
  firstStep: (headline, step) => `${headline}: ${step}`,
  seePage: '各トークンの手順はステータス ページで確認できます。',
};

/** Several notices of one morning. */
export const DIGEST: Catalogue['digest'] = {
  title: (open, expiring, renewed, kinds) => {
    const counter = kinds.every((kind) => kind === 'token') ? '個' : '件';
    const parts = [
      ...(open > 0 ? [`発生中 ${open} 件`] : []),
      ...(expiring > 0 ? [`期限切れ間近 ${expiring} ${counter}`] : []),
      ...(renewed > 0 ? [`更新済み ${renewed} ${counter}`] : []),
    ];
    return `まとめ: ${parts.join('、')}`;
  },
  message: '継続中の問題と有効期限をまとめて通知します。',
  guideTitle: '「重大」の項目から対応する',
  firstStep: (guide, step) => `${guide}: ${step}`,
};
