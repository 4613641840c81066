import type { PollFaultKind } from '../../../app/model/graph.ts';
import type { CauseWords, Guide, PollWords } from '../catalogue.ts';
import { HEALTH, inTenant } from './blocks.ts';
import { UNREADABLE } from './groups.ts';

// Words of a tenant, or of several, whose tokens cannot be read from Microsoft Graph.

interface FaultWords {
  summary(poll: PollWords, tenant: string): string;
  guide(poll: PollWords, tenant: string): Guide;
}

const LISTING: Guide = {
  title: 'Intune でトークンを確認する',
  steps: [
    'Intune 管理センターで [テナント管理] > [コネクタとトークン] > [Apple VPP トークン] を開き、トークンを確認します。',
    'ここにもない場合は、[テナント管理] にある監査ログで削除した人を確認します。',
    '意図して削除した場合は、それぞれのトークンの監視を終了します。',
  ],
};
const SURPRISE = '次の一覧で確認できるまで、削除されたとは見なしません。';

const FAULTS: Readonly<Record<PollFaultKind, FaultWords>> = {
  noConsent: {
    summary: (_poll, tenant) => `${tenant} へのアクセスが許可されていません。テナントの管理者による承認が必要です。`,
    guide: ({ consentUrl }, tenant) => ({
      title: 'アクセスを承認する',
      steps: [
        consentUrl === undefined
          ? `${tenant} の管理者が、docs/graph.md の手順でこのアプリを承認します。`
          : `${tenant} の管理者が ${consentUrl} を開き、承認します。`,
      ],
    }),
  },
  permissionMissing: {
    summary: ({ permission }, tenant) =>
      permission === undefined
        ? `${tenant} で VPP トークンを読み取るアクセス許可が付与されていません。`
        : `${tenant} でアクセス許可 ${permission} が付与されていません。`,
    guide: ({ permission }, tenant) => ({
      title: 'アクセス許可を付与する',
      steps: [
        `Microsoft Entra 管理センターで、このアプリにアプリケーションの許可 ${permission ?? 'DeviceManagementServiceConfig.Read.All'} を追加します。`,
        `${tenant} の管理者が承認します (以前の承認には含まれません)。`,
      ],
    }),
  },
  credential: {
    summary: ({ reason, tenants }, tenant) =>
      `このアプリの資格情報が拒否されました (${reason})。${tenants === undefined ? tenant : `${tenants} テナント`}の情報を取得できません。`,
    guide: () => ({
      title: '資格情報を更新する',
      steps: [
        'Microsoft Entra 管理センターで、アプリ登録の証明書、シークレット、フェデレーション資格情報に期限切れや削除がないことを確認します。マネージド ID の場合は、関数アプリに割り当てられていることを確認します。',
        '資格情報を更新し、必要に応じてこのアプリの設定 (GRAPH_ で始まるもの) を修正します。',
      ],
    }),
  },
  wrongTenant: {
    summary: ({ reason }, tenant) =>
      `このアプリの ID が ${tenant} のものではないか、テナントが存在しません (${reason})。`,
    guide: (_poll, tenant) => ({
      title: 'ID またはテナントの設定を修正する',
      steps: [
        `マネージド ID で取得できるのは、その ID のテナントだけです。${tenant} については、承認済みのアプリ登録を GRAPH_CLIENT_ID に設定するか、テナント ID を修正します。`,
      ],
    }),
  },
  licenseMissing: {
    summary: (_poll, tenant) => `${tenant} に有効な Intune ライセンスがありません。`,
    guide: (_poll, tenant) => ({
      title: 'Intune のライセンスを確認する',
      steps: [
        `${tenant} の Microsoft 365 管理センターで、Intune のサブスクリプションが有効であることを確認します。`,
        'Intune を使わなくなったテナントの場合は、このアプリの取得対象から外します。',
      ],
    }),
  },
  throttled: {
    summary: ({ nextRead }) =>
      `Microsoft Graph の要求制限中です。${nextRead === undefined ? '' : `次回は ${nextRead} に再試行します。`}`,
    guide: () => ({
      title: '待機し、ほかの呼び出し元を確認する',
      steps: [
        '次回の再試行まで待ちます。このアプリは Microsoft Graph が指定した時間だけ待機します。',
        '続く場合は、このテナントで Microsoft Graph を呼び出しているほかのアプリを確認するか、GRAPH_POLL_EVERY を長くします。',
      ],
    }),
  },
  unreachable: {
    summary: ({ reason }) => `Microsoft Graph に接続できません (${reason})。`,
    guide: () => ({
      title: '障害情報とネットワークを確認する',
      steps: [
        HEALTH,
        '関数アプリから Microsoft Graph とサインイン サービスに接続できることを確認します (ファイアウォール、プロキシ、DNS)。',
      ],
    }),
  },
  unexpected: {
    summary: ({ reason }) => `Microsoft Graph から想定外の応答がありました (${reason})。`,
    guide: () => ({
      title: '障害情報を確認する',
      steps: [HEALTH, '24 時間続く場合は、docs/graph.md で理由を確認します。'],
    }),
  },
  emptyListing: {
    summary: () => `Microsoft Graph の一覧に VPP トークンがありません。${SURPRISE}`,
    guide: () => LISTING,
  },
  shortListing: {
    summary: () => `Microsoft Graph の一覧で VPP トークンが半数未満に減りました。${SURPRISE}`,
    guide: () => LISTING,
  },
};

/** Of several tenants each has a reason of its own. */
const SEVERAL: Guide = {
  title: 'テナントごとの理由を確認する',
  steps: ['テナントごとの理由 (GET /api/tenants) と、docs/graph.md の対処を確認します。'],
};

export const POLL_FAILING: CauseWords = {
  headline: 'Microsoft Graph から VPP トークンを取得できない',
  state: '取得できない',
  summary({ poll, tenant }) {
    if (!poll) return ['Microsoft Graph から VPP トークンを取得できません。'];
    const last = poll.lastRead === undefined ? [] : [`最後の確認は ${poll.lastRead} です。`];
    return [FAULTS[poll.kind].summary(poll, tenant), ...last];
  },
  impact: '解決するまでトークンを確認できないため、同期が失敗しても検知できません。',
  caution: '',
  guide: ({ poll, tenant }) => (poll ? FAULTS[poll.kind].guide(poll, tenant) : SEVERAL),
  escalated: ({ lasted }) => `${lasted}、取得できていないため、重大度を「重大」に変更しました。`,
  group: UNREADABLE,
  whole: {
    title: (tenant, { poll }) =>
      poll?.tenants === undefined
        ? `${inTenant(tenant)}Microsoft Graph から VPP トークンを取得できない`
        : `Microsoft Graph から ${poll.tenants} テナントの VPP トークンを取得できない`,
    endTitle: (tenant, { poll }) =>
      `【復旧】${poll?.tenants === undefined ? inTenant(tenant) : ''}Microsoft Graph からの VPP トークンの取得`,
    ended: ({ lasted }) => [`Microsoft Graph から取得できるようになりました (停止期間: ${lasted})。`],
  },
};
