import type { CauseWords, Story } from '../catalogue.ts';
import { CAUTION, inTenant, open, tokens } from './blocks.ts';
import { CHANNELS, REFUSED, SILENT, SILENT_TENANTS } from './groups.ts';

// Words of what is wrong with reports and with channels, rather than with a token.

const REPORTS_STOPPED = '報告が止まった原因を確認する';
const UNNOTICED = '同期が失敗しても検知できません。';

/** The page has a button for it; where there is none, there is the address. */
export function stopMonitoring({ path, hasStatusPage }: Story): readonly string[] {
  if (path === undefined) return [];
  const how = hasStatusPage ? `[監視を終了] を選択します (または DELETE ${path})` : `監視を終了します (DELETE ${path})`;
  return [`意図して削除した場合は、${how}。`];
}

export const REPORTER_SILENT: CauseWords = {
  headline: 'VPP トークンの報告なし',
  state: '報告なし',
  summary: ({ lastReport }) => [
    lastReport === undefined ? '報告が届いていません。' : `${lastReport} 以降、報告が届いていません。`,
    'トークンに問題はない可能性がありますが、同期が失敗しても検知できません。',
  ],
  impact: '',
  caution: CAUTION,
  guide: (story) => ({
    title: REPORTS_STOPPED,
    steps: [
      '報告を送るフローやスクリプトの実行履歴を確認します (エラー、キーの期限切れ、URL の変更)。',
      `${open(story)}それまでは、最後の同期を直接確認します。`,
      ...stopMonitoring(story),
    ],
  }),
  escalated: ({ lastReportAge, lasted }) =>
    `${lastReportAge ?? lasted}、報告が届いていないため、重大度を「重大」に変更しました。`,
  group: SILENT,
};

/** Of a tenant none of whose tokens is reported. */
export const TENANT_SILENT: CauseWords = {
  ...REPORTER_SILENT,
  summary: ({ lastReport, tokenCount }) => [
    `${lastReport === undefined ? '' : `${lastReport} 以降、`}このテナントの${tokenCount === undefined ? 'トークン' : `トークン ${tokenCount} 個`}の報告が届いていません。`,
    'トークンではなく、送信元の停止の可能性があります。',
  ],
  impact: UNNOTICED,
  caution: '',
  guide: () => ({
    title: REPORTS_STOPPED,
    steps: [
      'このテナントの報告を送るフローやスクリプトの実行履歴を確認します (エラー、キーの期限切れ、URL の変更)。',
      'それまでは、Intune 管理センターの [テナント管理] > [コネクタとトークン] > [Apple VPP トークン] で最後の同期を直接確認します。',
    ],
  }),
  group: SILENT_TENANTS,
  whole: {
    title: (tenant, { tokenCount }) =>
      `${inTenant(tenant)}報告なし: ${tokenCount === undefined ? 'すべての VPP トークン' : tokens(tokenCount)}`,
    endTitle: (tenant) => `【復旧】${inTenant(tenant)}報告の再開`,
    ended: ({ lastReport }) => [
      lastReport === undefined ? '報告が再び届いています。' : `${lastReport} に報告が届きました。`,
      '報告が届かないトークンは、個別に通知します。',
    ],
  },
};

/** Of a tenant whose reports come, but none of which this app can accept. */
export const REPORTS_REFUSED: CauseWords = {
  headline: 'VPP トークンの報告を拒否',
  state: '報告を拒否',
  summary: ({ began, lastReport, tenant }) => [
    `${began} 以降、${tenant} からの報告をすべて拒否しています。`,
    ...(lastReport === undefined ? [] : [`最後に受け付けた報告は ${lastReport} です。`]),
  ],
  impact: UNNOTICED,
  caution: '',
  guide: () => ({
    title: '送信元の報告を修正する',
    steps: [
      '送信元 (フロー、Logic App、スクリプト) の実行履歴で、このアプリの応答を確認します。誤りのある項目と許可される値が示されています。',
      '報告を修正し、もう一度送信します。送信元ごとの形式は docs/senders.md で確認できます。',
    ],
  }),
  group: REFUSED,
  whole: {
    title: (tenant) => `${inTenant(tenant)}VPP トークンの報告を拒否`,
    endTitle: (tenant, { resolution }) =>
      resolution === 'reported'
        ? `【復旧】${inTenant(tenant)}VPP トークンの報告`
        : `【終了】${inTenant(tenant)}VPP トークンの報告の拒否`,
    ended: ({ lasted, resolution }) =>
      resolution === 'reported'
        ? [`報告の拒否は解消しました (継続時間: ${lasted})。`]
        : ['24 時間、拒否した報告はありませんが、受け付けた報告もありません。'],
  },
};

/** Of a channel that only fails, as the other channels say it. */
export const CHANNEL_FAILING: CauseWords = {
  headline: '通知チャネルの配信に失敗',
  state: '配信に失敗',
  summary: ({ began, reason }) => [`${began} 以降すべて失敗しています${reason === undefined ? '' : ` (${reason})`}。`],
  impact: 'このチャネルを使っている人に通知が届きません。通知は保存されており、後で再送できます。',
  caution: '',
  guide: ({ channel }) => ({
    title: 'チャネルの設定を修正し、再送する',
    steps: [
      `${channel === undefined ? '各チャネル' : `「${channel}」`}の設定 (アドレスまたはキー) を修正します。`,
      'テスト通知を送信します (POST /api/test-notification)。',
      '未配信の通知を再送します (POST /api/notifications/redrive)。',
    ],
  }),
  group: CHANNELS,
  whole: {
    title: (_tenant, { channel }) => `通知チャネル「${channel}」に配信できない`,
    endTitle: (_tenant, { channel }) => `【復旧】通知チャネル「${channel}」`,
    ended: ({ lasted }) => [`配信できるようになりました (停止期間: ${lasted})。`],
  },
};
