import type { Catalogue } from '../catalogue.ts';
import type { Content } from '../content.ts';
import { inTenant } from './blocks.ts';
import { CAUSES } from './causes.ts';
import { BASELINE, DIGEST, GROUPS } from './groups.ts';
import { INCIDENT, mark } from './incident.ts';
import { EXPIRING, SETTINGS } from './notices.ts';
import { TENANT_SILENT } from './reports.ts';

/** Words and no emoji: mail gateways that turn a subject into ISO-2022-JP would make them question marks. */
const SUBJECT_MARKS: Readonly<Record<Content['tone'], string>> = {
  good: '【お知らせ】',
  info: '【お知らせ】',
  warning: '【警告】',
  critical: '【重大】',
};

/** Japanese. */
export const JA: Catalogue = {
  causes: CAUSES,
  tenantSilent: TENANT_SILENT,
  severities: { info: '情報', warning: '警告', critical: '重大' },
  statuses: { none: '未同期', noneButDated: '状態なし', inProgress: '同期中', completed: '完了', failed: '失敗' },
  reasons: {
    refused: '接続が拒否されました',
    lost: '応答の前に接続が切れました',
    hostNotFound: 'ホスト名が見つかりません',
    hostUnreachable: 'ホストに到達できません',
    noConnection: '時間内に接続できません',
    noAnswer: '時間内に応答がありません',
    certificate: 'TLS 証明書を確認できません',
    noTls: 'TLS で接続できません',
    notHttp: '応答が HTTP ではありません',
    network: 'ネットワーク エラーです',
  },
  answered: (status) => `HTTP ${status} が返されました`,
  otherReason: (text) => `原文: ${text}`,
  atSignIn: (reason) => `サインイン時、${reason}`,
  labels: {
    severity: '重大度',
    tenant: 'テナント',
    token: 'トークン',
    tokenId: 'トークン ID',
    organization: '組織名',
    location: '場所',
    appleId: 'Apple アカウント',
    lastSync: '最後の同期',
    lastReport: '最後の報告',
    expiry: '有効期限',
    failingSince: '失敗の開始日時',
    began: '発生日時',
    ended: '復旧日時',
    closed: '終了日時',
    detail: '送信元からの詳細',
    tokens: 'トークン',
    problem: '内容',
    more: 'その他',
  },
  links: {
    intune: 'Intune で開く',
    consent: 'アクセスを承認',
    acknowledge: '対応中にする',
    silence: '1 日通知を停止',
    token: 'トークンを表示',
    show: 'ステータス ページ',
  },
  parts: { impact: '影響', caution: '注意' },
  neverSynced: '未同期',
  from: (moment, source) => `${moment} (送信元: ${source})`,
  andMore: (count) => `ほか ${count} 件`,
  sentenceGap: '',
  inTenant,
  mark,
  named: (headline, name) => `${headline}: ${name}`,
  // A title that says already how it goes on needs no second mark.
  mailSubject: (tone, title) => (title.startsWith('【') ? title : `${SUBJECT_MARKS[tone]}${title}`),
  nothingToDo: { title: '対応は不要', steps: [] },
  incident: INCIDENT,
  groups: GROUPS,
  expiring: EXPIRING,
  baseline: BASELINE,
  digest: DIGEST,
  test: {
    title: 'テスト通知',
    message: 'このチャネルへの通知は届いています。トークンの状態とは関係ありません。',
  },
  settings: SETTINGS,
};
