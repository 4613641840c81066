import type { HealthReason, ReasonText, Writing } from '../../app/health/reasons.ts';

/** A reason in Japanese. */
export function reasonText(reason: HealthReason, { at, error }: Writing): ReasonText {
  switch (reason.kind) {
    case 'settings':
      return {
        detail: `設定に誤りがあります (原文: ${reason.problem})。`,
        action: '設定を修正して保存し、アプリの再起動を待ちます。',
      };
    case 'storage':
      return {
        detail: `ストレージに接続できません (${error(reason.error)})。`,
        action:
          'ストレージ アカウントが利用できること、アプリのネットワークから接続できること、アプリの ID にロールが割り当てられていることを確認します。',
      };
    case 'lateCheck': {
      const { completedAt } = reason;
      const since =
        completedAt === undefined
          ? '完了したチェックはまだありません。'
          : `最後に完了したチェックは ${at(completedAt)} です。`;
      return {
        detail: `${since}次に完了するまで、報告が届いていないことを検知できません。`,
        action: '関数 sweep のログで原因を確認します。記録がない場合は、アプリを再起動します。',
      };
    }
    case 'failingTarget':
      return {
        detail: `通知先 ${reason.target}: ${at(reason.since)} 以降、すべて失敗しています (${error(reason.error)})。`,
        action:
          '設定のアドレス、または送信先のサービスを修正し、テスト通知を送信します。待機中の通知はその後に送信されます。',
      };
    case 'unreadableRows':
      return {
        detail: `保存されている行のうち ${reason.count} 件を読み取れません。対象の行はログに記録されています。`,
        action: 'ログで「cannot be read」を検索し、対象の行をバックアップから戻すか、削除します。',
      };
    case 'unroutedTenants': {
      const rest = reason.others > 0 ? `、ほか ${reason.others} テナント` : '';
      const named = `${reason.tenantIds.join('、')}${rest}`;
      return {
        detail: `ALERT_ROUTES のどのルールにも含まれないテナントがあります (${named})。通知は ${reason.fallback.join('、')} に送られます。`,
        action: 'ALERT_ROUTES のルールに追加するか、その他のテナント用に tenants のないルールを追加します。',
      };
    }
    case 'logAlone':
      return {
        detail: '通知先がログだけのため、ログを確認しない限り通知に気付けません。',
        action: 'TEAMS_WEBHOOK_URL、SLACK_WEBHOOK_URL、SMTP_URL などで通知先を設定します。',
      };
  }
}
