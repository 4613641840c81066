import type { ActWords } from './words.ts';

export const JA: ActWords = {
  ask(action, what) {
    switch (action) {
      case 'acknowledge':
        return `「${what}」を対応中にしますか?`;
      case 'silence':
        return `「${what}」の通知を 1 日停止しますか?`;
      case 'resume':
        return `「${what}」の通知を再開しますか?`;
      case 'stop':
        return `「${what}」の監視を終了しますか?`;
      case 'resend':
        return `「${what}」の未配信の通知を再送しますか?`;
      case 'test':
        return `「${what}」にテスト通知を送信しますか?`;
    }
  },
  follows(action, until) {
    switch (action) {
      case 'acknowledge':
        return '最大 7 日間、再通知を止めます。重大化と復旧は通知されます。';
      case 'silence':
        return `${until} まで一切通知しません。解決していない問題は再開時に通知します。`;
      case 'resume':
        return '停止中に変わったことを今すぐ通知します。';
      case 'stop':
        return 'インシデントは終了し、次の報告が届くまで通知しません。Intune と Apple 側は変更されません。';
      case 'resend':
        return '現在の状態を送信します。終了したものは終了として送信します。';
      case 'test':
        return 'この通知チャネルへの配信を確認します。トークンの状態とは関係ありません。';
    }
  },
  linkDoes(action, count) {
    const does = action === 'acknowledge' ? `${count} 件のインシデントを対応中にします` : '通知を 1 日停止します';
    return `このリンクは${action === 'acknowledge' ? ' ' : ''}${does}。まだ実行されていません。`;
  },
  nothingYet: 'まだ実行されていません。',
  buttons: {
    acknowledge: '対応中にする',
    silence: '通知を停止',
    resume: '通知を再開',
    stop: '監視を終了',
    resend: '再送',
    test: 'テスト送信',
  },
  name: 'お名前 (任意、他の人に表示されます)',
  statusPage: 'ステータス ページを開く',
  back: '戻る',

  acknowledged: (by, at) => `対応中にしました (${by} さん、${at})。`,
  silenced: (until) => `${until} まで停止しました。`,
  resumed: '通知を再開しました。',
  stopped: '監視を終了しました。',
  resent: (count) => (count === 0 ? '未配信の通知はありませんでした。' : `${count} 件を再送しました。`),
  tested: (reason) =>
    reason === undefined ? 'テスト通知を配信しました。' : `テスト通知を配信できませんでした (${reason})。`,

  alreadyAcknowledged: (by, at) => `${by} さんが ${at} に対応中にしました。操作は不要です。`,
  alreadySilenced: (by, until) => `${by} さんが ${until} まで通知を停止しています。操作は不要です。`,
  notSilenced: '通知は停止されていません。操作は不要です。',
  tenantSilenced: (by, until) =>
    `${by} さんがテナント全体の通知を ${until} まで停止しています。テナントの通知を再開してください。`,
  alreadyStopped: (by, at) => `${at} に監視を終了しました${by === undefined ? '' : ` (${by} さん)`}。操作は不要です。`,
  over: (_, at) => `このインシデントは ${at} に復旧しました。操作は不要です。`,
  unknown: '見つかりません。保存期間を過ぎて削除された可能性があります。',
  wrong: 'リンクが正しくありません。通知の URL 全体をコピーするか、ステータス ページを開いてください。',
  expired: 'このリンクは期限切れです (有効期間は 7 日間)。',
  elsewhere: 'このボタンはアプリの画面でのみ使えます。ページを開き直して選択してください。',

  since: '開始',
  tenant: 'テナント',
};
