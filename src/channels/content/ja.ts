import type { Catalogue } from './catalogue.ts';
import { JA_CAUSES, KEEP } from './ja-causes.ts';

const tokens = (count: number) => `VPP トークン ${count} 個`;
const tenants = (count: number) => `${count} テナント`;

/** Japanese. */
export const JA: Catalogue = {
  causes: JA_CAUSES,
  severities: { info: '情報', warning: '警告', critical: '重大' },
  labels: {
    severity: '重大度',
    tenant: 'テナント',
    token: 'トークン ID',
    organization: '組織',
    location: 'ロケーション',
    appleId: 'Apple ID',
    lastSync: '最後の同期',
    lastReport: '最後の報告',
    expiry: '有効期限',
    failingSince: '失敗の開始',
    began: '開始',
    ended: '終了',
    detail: '報告された詳細',
    tokens: 'トークン',
    problem: '問題',
    more: 'その他',
  },
  links: {
    intune: 'Intune のコネクタとトークンを開く',
    token: 'このトークンの状況を開く',
    status: '状況のページを開く',
  },
  parts: { impact: '影響' },
  never: 'なし',
  sentenceGap: '',
  title: (kind, headline, subject) => {
    const prefix = { opened: '', worse: '【悪化】', better: '【改善】', reminder: '【継続中】', resolved: '【解決】' }[
      kind
    ];
    return `${prefix}${headline}: ${subject}`;
  },

  incident: {
    unnamedToken: 'VPP トークン',
    wholeTenant: (tenant, count) => (count === undefined ? tenant : `${tenant} (${tokens(count)})`),
    tenantSilent: {
      headline: 'すべての VPP トークンの報告が途絶',
      diagnosis: ({ lastReport }) =>
        lastReport === undefined
          ? 'このテナントのどのトークンの報告も長い間届いていないため、同期されているかどうか分かりません。'
          : `このテナントのどのトークンの報告も ${lastReport} から届いていないため、同期されているかどうか分かりません。`,
      impact: JA_CAUSES.reporterSilent.impact,
      runbook: {
        title: JA_CAUSES.reporterSilent.runbook.title,
        steps: [
          'このテナントの報告を送るフローについて、最近の実行結果、キー、送信先のアドレスを確認します。',
          'この製品が Graph に直接問い合わせている場合は、このテナントでの資格情報と同意、アクセス許可 DeviceManagementApps.Read.All を確認します。',
          '報告が再び届くまで、Intune 管理センターの [テナント管理] > [コネクタとトークン] > [Apple VPP トークン] でトークンを確認します。',
        ],
      },
    },
    alsoFailing: (since) =>
      since === undefined ? '同期も失敗しています。' : `同期も ${since} から失敗し続けています。`,
    nowAlsoFailing: (since) =>
      since === undefined ? '新たに同期も失敗し始めました。' : `新たに同期も失敗し始めました (${since} から)。`,
    noLongerFailing: '同期の失敗は収まりました。',
    before: (headline) => `前回の通知: ${headline}。`,
    severityChanged: (from, to) => `重大度が「${from}」から「${to}」に変わりました。`,
    still: (since) => `まだ解決していません。${since} から続いています。`,
    resolution: {
      completed: '同期が完了しました。',
      renewed: 'トークンが更新されました。',
      reported: '報告が再び届くようになりました。',
      corrected: 'Intune はもうこの問題を報告していません。',
      retired: 'トークンはこの製品で廃止され、監視の対象から外れました。',
    },
    resolvedUnknown: '問題は解消しました。',
    span: (began, ended, duration) => `開始は ${began}、終了は ${ended}、継続時間は ${duration}でした。`,
    resolvedImpact: '',
    resolvedRunbook: { title: '必要な対処はありません', steps: [] },
  },

  outbreak: {
    title: (kind, headline, count, tenantCount) => {
      const prefix = { opened: '', updated: '【更新】', resolved: '【解決】' }[kind];
      return `${prefix}${headline}: ${tenants(tenantCount)}の ${tokens(count)}`;
    },
    message: (count, open, tenantCount) =>
      `${tenants(tenantCount)}の ${tokens(count)}にほぼ同時に異常が起きました。現在も ${open} 個が異常です。まとめて通知します。`,
    suspects: {
      apple: {
        sentence: '複数のテナントで同時に起きているため、Apple 側の障害の可能性が高いです。',
        runbook: {
          title: 'トークンに触れる前に Apple のサービスを確認する',
          steps: [
            'Apple のシステム状況のページで Apple Business Manager と Apple School Manager を確認します。',
            '当面はトークンを更新したり削除したりしないでください。このような障害はたいてい自然に解消します。',
            'Apple が障害を発表しておらず、状態が続く場合は、トークンの 1 つを個別に調べます。',
          ],
        },
      },
      intune: {
        sentence: '複数のテナントで同時に起きているため、Intune 側の障害の可能性が高いです。',
        runbook: {
          title: 'トークンに触れる前に Intune のサービス正常性を確認する',
          steps: [
            'Microsoft 365 のサービス正常性で Microsoft Intune を確認します。',
            '当面はトークンを更新したり削除したりしないでください。このような障害はたいてい自然に解消します。',
            'Microsoft が障害を発表しておらず、状態が続く場合は、トークンの 1 つを個別に調べます。',
          ],
        },
      },
      appleId: {
        sentence: 'すべて同じ Apple ID のトークンのため、そのアカウントに原因がある可能性が高いです。',
        runbook: {
          title: 'これらのトークンに共通する Apple ID を確認する',
          steps: [
            'この Apple ID で Apple Business Manager または Apple School Manager にサインインし、新しい規約への同意を求められた場合は同意します。',
            'アカウントが無効化されていないか、名前、ドメイン、パスワードが変更されていないか確認します。',
            'トークンが無効な場合は、もう一度ダウンロードし、Intune の既存のトークンを編集します。削除はしないでください。',
          ],
        },
      },
      tenant: {
        sentence: 'すべて同じテナントのトークンのため、そのテナントに原因がある可能性が高いです。',
        runbook: {
          title: 'これらのトークンがテナント内で共有しているものを確認する',
          steps: [
            'この組織の Apple Business Manager または Apple School Manager にサインインし、新しい規約への同意を求められた場合は同意します。',
            'テナントのサービス正常性と Intune のライセンスを確認します。',
            'そこに問題がなければ、トークンの 1 つを個別に調べます。どのトークンも削除しないでください。',
          ],
        },
      },
    },
    resolved: (count) => `${tokens(count)}はすべて正常に戻りました。`,
    tokensOf: (count, names) => {
      const rest = count - names.length;
      return `${tokens(count)}: ${names.join('; ')}${rest > 0 ? `; 他 ${rest} 個` : ''}`;
    },
  },

  expiring: {
    titleOne: (subject, left) => `VPP トークンの有効期限まで ${left} 日: ${subject}`,
    titleMany: (tenant, count) => `${tokens(count)}の有効期限が間近: ${tenant}`,
    titleRenewed: (tenant, count) => `${tokens(count)}を更新済み: ${tenant}`,
    message: (count, renewed, first) =>
      `${tokens(count)}の有効期限が近づいています。最も早いものは残り ${first} 日です。${renewed > 0 ? `前回の通知の後、${tokens(renewed)}が更新されました。` : ''}`,
    renewedMessage: (count) => `以前に警告した ${tokens(count)}が更新されました。必要な対処はありません。`,
    daysLeft: (date, left) => `残り ${left} 日、${date}`,
    renewedUntil: (date) => `更新済み、期限は ${date}`,
    impact:
      'まだ故障はありません。有効期限が切れると、新しい購入は Intune に反映されず、ライセンスを割り当てられなくなります。',
    runbook: {
      title: '期限までに更新し、既存のトークンを編集する',
      steps: JA_CAUSES.tokenExpired.runbook.steps,
    },
  },

  baseline: {
    title: (tenant, faults, count) =>
      faults === 0
        ? `初回の確認: ${tokens(count)}はすべて正常: ${tenant}`
        : `初回の確認: ${tokens(count)}のうち ${faults} 個に対処が必要: ${tenant}`,
    message: (faults, count) =>
      faults === 0
        ? `${tokens(count)}を初めて確認し、異常はありませんでした。以後は変化を通知します。`
        : `${tokens(count)}を初めて確認し、そのうち ${faults} 個に異常がありました。以後は変化を個別に通知します。`,
    impact:
      'インストール済みのアプリは引き続き使えます。ここに挙げたトークンでは、新しい購入やライセンスの変更が Intune に反映されない可能性があります。',
    runbook: {
      title: '重大なものから確認する',
      steps: ['各トークンの状況を開き、必要な対処を確認します。', KEEP],
    },
  },

  test: {
    title: 'テスト通知',
    message: 'このチャネルの動作確認が要求されました。正常に届いています。どのトークンにも異常はありません。',
  },

  trouble: {
    settings: {
      title: 'VPP トークン同期 Webhook が停止中: 設定の誤り',
      message: '正しく動作できない設定で製品が起動されました。',
      impact: '設定を直すまで、報告は受け付けられず、トークンは監視されず、この通知以外の警告は送られません。',
      runbook: {
        title: '設定を直す',
        steps: ['下に挙げた設定を Function App で直します。', '再起動し、正常性が ok になったことを確認します。'],
      },
    },
    channel: {
      title: '通知チャネルが失敗し続けています',
      message: '長い間、あるチャネルを通じて通知を届けられませんでした。',
      impact: 'そのチャネルに頼っている人には通知が届きません。他のチャネルは動作しています。',
      runbook: {
        title: 'チャネルを直し、届かなかった通知を送り直す',
        steps: [
          'チャネルの設定にあるアドレスとキーが今も有効か確認します。',
          'テスト通知を送り、その後、そのチャネルで配信できなかった通知を再送します。',
        ],
      },
    },
  },
};
