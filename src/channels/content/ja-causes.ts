import type { Cause } from '../../domain/cause.ts';
import type { CauseWords } from './catalogue.ts';

const OPEN_TOKENS = 'Intune 管理センターで [テナント管理] > [コネクタとトークン] > [Apple VPP トークン] を開きます。';
const DOWNLOAD =
  'Apple Business Manager または Apple School Manager にサインインし、このロケーションのトークン (コンテンツトークン) をもう一度ダウンロードします。';
const UPLOAD = `${OPEN_TOKENS}このトークンを選んで編集し、ダウンロードしたファイルをアップロードします。`;
/** The one mistake that costs most. */
export const KEEP = 'Intune のトークンは削除しないでください。削除すると、そのアプリと割り当ても一緒に失われます。';
const SYNC = '[同期] を選び、数分後に状態が [完了] になったことを確認します。';
const TERMS =
  'Apple Business Manager または Apple School Manager にサインインし、新しい規約への同意を求められた場合は同意します。';
const HEALTH = 'Apple のシステム状況のページと Microsoft 365 のサービス正常性で、既知の障害がないか確認します。';

const STANDSTILL =
  'インストール済みのアプリと割り当て済みのライセンスは引き続き使えます。解決するまで、新しい購入は Intune に反映されず、ライセンスの割り当てや取り消し、一括購入したアプリの新規インストールと自動更新は行われません。';
const BEHIND =
  'インストール済みのアプリと割り当て済みのライセンスは引き続き使えます。最後に成功した同期より後の Apple 側での購入や変更は Intune に反映されないため、新しく購入したアプリは割り当てられず、ライセンス数も最新ではありません。';

/** Japanese words for every cause. */
export const JA_CAUSES: Readonly<Record<Cause, CauseWords>> = {
  tokenExpired: {
    headline: 'VPP トークンの有効期限切れ',
    diagnosis: ({ expiry, expiryPassed }) =>
      expiry !== undefined && expiryPassed
        ? `トークンの有効期限が ${expiry} に切れたため、Apple に受け付けられません。`
        : 'Intune によるとトークンの有効期限が切れており、Apple に受け付けられません。',
    impact: STANDSTILL,
    runbook: { title: 'トークンを更新し、既存のトークンを編集する', steps: [DOWNLOAD, UPLOAD, KEEP, SYNC] },
  },
  assignedToExternalMdm: {
    headline: 'VPP トークンが別の MDM で使用中',
    diagnosis: () => 'トークンが別のデバイス管理サービスに割り当てられています。使えるのはどちらか一方だけです。',
    impact:
      'インストール済みのアプリは引き続き使えます。別のサービスがトークンを保持している間、Intune はこのトークンを同期しません。また、Intune が割り当てたライセンスがそのサービスによって取り消されることがあります。',
    runbook: {
      title: '別の MDM からトークンを外す',
      steps: [
        'このロケーションのトークンをどのデバイス管理サービスが使っているか、まだ必要かどうかを確認します。',
        'そのサービスからトークンを削除します。両方のサービスが必要な場合は、それぞれに専用のロケーションとトークンを用意します。',
        `${OPEN_TOKENS}このトークンを編集し、別の MDM から制御を引き継ぎます。`,
        KEEP,
        SYNC,
      ],
    },
  },
  duplicateLocation: {
    headline: '同じロケーションの VPP トークンが 2 つ存在',
    diagnosis: () =>
      '同じ Apple のロケーションのトークンがもう 1 つアップロードされており、Intune は両方を使うことができません。',
    impact:
      'インストール済みのアプリは引き続き使えます。トークンが 1 つだけになるまで、このロケーションのライセンス数、購入、割り当ては信頼できません。',
    runbook: {
      title: 'このロケーションのトークンを 1 つだけ残す',
      steps: [
        `${OPEN_TOKENS}同じロケーションのトークンを探します。`,
        '必要なアプリの割り当てを持つトークンを選び、もう一方の割り当てをそちらへ移します。',
        'もう一方のトークンだけを削除します。そのアプリと割り当ても一緒に削除されます。',
        SYNC,
      ],
    },
  },
  tokenInvalid: {
    headline: 'VPP トークンが無効',
    diagnosis: () =>
      'トークンが Apple に受け付けられません。多くの場合、Apple ID のパスワードやドメインが変更されたか、アカウントが無効になっています。',
    impact: STANDSTILL,
    runbook: {
      title: 'Apple ID を確認してからトークンを更新し、既存のトークンを編集する',
      steps: [
        'このトークンの Apple ID が無効化されていないか、名前、ドメイン、パスワードが変更されていないか確認します。',
        TERMS,
        DOWNLOAD,
        UPLOAD,
        KEEP,
        SYNC,
      ],
    },
  },
  syncFailed: {
    headline: 'VPP 同期の失敗',
    diagnosis: ({ failingSince }) =>
      failingSince === undefined
        ? 'このトークンと Apple との最後の同期が失敗しました。'
        : `このトークンと Apple との同期が ${failingSince} から失敗し続けています。`,
    impact: BEHIND,
    runbook: {
      title: 'もう一度同期し、それから原因を探す',
      steps: [
        `${OPEN_TOKENS}このトークンを選んで [同期] を選びます。Apple 側の一時的な障害は自然に解消することがあります。`,
        TERMS,
        HEALTH,
        `それでも失敗する場合は、このロケーションのトークンを Apple からもう一度ダウンロードし、既存のトークンを編集してアップロードします。${KEEP}`,
      ],
    },
  },
  reporterSilent: {
    headline: 'VPP トークンの報告が途絶',
    diagnosis: ({ lastReport }) =>
      lastReport === undefined
        ? 'このトークンの報告が長い間届いていないため、同期されているかどうか分かりません。'
        : `このトークンの報告が ${lastReport} から届いていないため、同期されているかどうか分かりません。`,
    impact: '故障は確認されていませんが、同期が失敗しても気付くことができません。',
    runbook: {
      title: '報告が止まった理由を調べる',
      steps: [
        `${OPEN_TOKENS}このトークンが同期されているか、直接確認します。`,
        '報告を送るフローについて、最近の実行結果、キー、送信先のアドレスを確認します。',
        'この製品が Graph に直接問い合わせている場合は、資格情報とアクセス許可 DeviceManagementApps.Read.All を確認します。',
        'トークンがもう存在しない場合は、この製品で廃止の操作をします。以後、報告は期待されません。',
      ],
    },
  },
  syncStuck: {
    headline: 'VPP 同期が終わらない',
    diagnosis: ({ opened }) => `このトークンの同期が長い間、進行中のままです (検知: ${opened})。`,
    impact: BEHIND,
    runbook: {
      title: '同期をもう一度開始する',
      steps: [
        `${OPEN_TOKENS}同期がまだ進行中か確認し、選べる場合は [同期] をもう一度選びます。`,
        HEALTH,
        TERMS,
        '1 日たっても進行中のままの場合は、Intune 管理センターから Microsoft サポートに問い合わせます。',
      ],
    },
  },
  syncOverdue: {
    headline: 'VPP 同期の遅れ',
    diagnosis: ({ lastSync }) =>
      lastSync === undefined
        ? 'このトークンは、ここで最初に確認されてから一度も同期されていません。'
        : `このトークンの最後の同期は ${lastSync} です。Intune は 1 日に 1 回同期するはずです。`,
    impact: BEHIND,
    runbook: {
      title: '手動で同期し、自動で同期されない理由を調べる',
      steps: [
        `${OPEN_TOKENS}このトークンを選んで [同期] を選びます。`,
        '状態が [有効] であること、有効期限が切れていないことを確認します。',
        TERMS,
        HEALTH,
      ],
    },
  },
  reportsRefused: {
    headline: 'VPP レポートの拒否',
    diagnosis: ({ opened }) => `このテナントのレポートはすべて拒否されています (検知: ${opened})。`,
    impact: 'このテナントの同期が失敗しても検知できません。',
    runbook: {
      title: '送信元を修正する',
      steps: ['レポートが拒否された理由を、本製品のログで確認します。', 'レポートを送信するフローを修正します。'],
    },
  },
  channelFailing: {
    headline: 'アラートの配信失敗',
    diagnosis: ({ opened }) => `チャネルへの配信が失敗し続けています (検知: ${opened})。`,
    impact: 'このチャネルにはアラートが届きません。',
    runbook: { title: 'チャネルを修復する', steps: ['URL とキーを確認し、テスト アラートを送信します。'] },
  },
};
