import type { Catalogue } from '../catalogue.ts';

export const mark: Catalogue['mark'] = (kind, lasted) => {
  if (kind === 'escalated') return '【重大化】';
  if (kind === 'reminder') return `【継続 ${lasted}】`;
  return kind === 'unstable' ? '【不安定】' : '';
};

/** How an incident goes on and ends. */
export const INCIDENT: Catalogue['incident'] = {
  unnamedToken: 'VPP トークン',
  allTokens: 'すべての VPP トークン',
  unstableHeadline: 'VPP トークンの同期',
  nowCritical: '重大度を「重大」に変更しました。',
  secondFailure: (after) => `1 回目から ${after}後に 2 回目の同期も失敗したため、「重大」に変更しました。`,
  nowWarning: '重大度を「警告」に変更しました。',
  before: (state) => `前回の通知時は「${state}」でした。`,
  renewed: 'トークンは更新されました。',
  alsoFailing: (since) => (since === undefined ? '同期も失敗しています。' : `同期も ${since} 以降、失敗しています。`),
  nowAlsoFailing: (since) => (since === undefined ? '同期も失敗しました。' : `同期も失敗しました (${since})。`),
  noLongerFailing: '同期は成功するようになりました。',
  unchanged: (lastAlert) => `前回の通知 (${lastAlert}) から変化はありません。`,
  noReportSince: (since) => `${since} 以降、新しい報告がないため、復旧済みの可能性もあります。`,
  acknowledged: (by, at) => `${by} さんが ${at} から対応中です。`,
  unstable: (times, within) => `${within}で ${times} 回、失敗と復旧を繰り返しています。`,
  recoveryMustLast: (window) => `復旧は ${window}続いた時点で通知します。`,
  ends: {
    completed: { mark: '【復旧】', headline: 'VPP トークンの同期' },
    renewed: { mark: '【復旧】', headline: 'VPP トークンを更新済み' },
    reported: { mark: '【復旧】', headline: 'VPP トークンの報告が再開' },
    corrected: { mark: '【復旧】', headline: 'VPP トークン' },
    retired: { mark: '【終了】', headline: '監視を終了' },
    elsewhere: { mark: '【終了】', headline: 'この通知先への通知を終了' },
  },
  elsewhere: '問題は続いています。重大度または通知ルートが変わったため、この通知先には今後通知しません。',
  withSpan: (sentence, span) => `${sentence.replace(/。$/, '')} (${span})。`,
  completed: (at) => `${at} に同期が完了しました。`,
  hadFailed: (lasted) => `停止期間: ${lasted}`,
  hadLasted: (lasted) => `発生から ${lasted}`,
  validUntil: (date) => (date === undefined ? 'トークンは有効になりました。' : `有効期限は ${date}になりました。`),
  hadBeenExpired: (lasted) => `期限切れの期間: ${lasted}`,
  reported: (at, after, status) =>
    `${at} に報告が届きました${after === undefined ? '' : ` (${after}ぶり)`}。${status === undefined ? '' : `同期の状態は「${status}」です。`}`,
  corrected: 'Intune 側で問題が解消しました。',
  retired: (by, state) =>
    `${by === undefined ? '監視対象から外されました。' : `${by} さんが監視対象から外しました。`}最後の状態は「${state}」です。`,
};
