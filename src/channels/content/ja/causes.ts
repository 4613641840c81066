import type { Cause } from '../../../domain/cause.ts';
import type { CauseWords } from '../catalogue.ts';
import {
  APPLE_BUSINESS,
  CAUTION,
  download,
  HEALTH,
  open,
  STALE,
  STOPPED,
  SUPPORT,
  SYNC,
  terms,
  upload,
  VERIFY,
} from './blocks.ts';
import { ENROLLMENT_EXPIRED, ENROLLMENT_FAILING, PUSH_CERTIFICATE_EXPIRED } from './connections.ts';
import { DUPLICATE, EXPIRED, EXTERNAL, FAILED, INVALID, OVERDUE, STUCK } from './groups.ts';
import { APPS_MISSING, TOKEN_CHANGED, TOKEN_REMOVED } from './listings.ts';
import { POLL_FAILING } from './poll.ts';
import { CHANNEL_FAILING, REPORTER_SILENT, REPORTS_REFUSED } from './reports.ts';

/** Japanese words for every cause. */
export const CAUSES: Readonly<Record<Cause, CauseWords>> = {
  tokenRemoved: TOKEN_REMOVED,
  tokenExpired: {
    headline: 'VPP トークンの期限切れ',
    state: '期限切れ',
    summary({ expiry, expiryPassed }) {
      if (expiry !== undefined && expiryPassed) return [`トークンの有効期限が ${expiry}に切れました。`];
      const date = expiry === undefined ? '' : ` (有効期限は ${expiry})`;
      return [`Intune では期限切れと表示されています${date}。`, '更新直後は表示が遅れることがあります。'];
    },
    impact: STOPPED,
    caution: CAUTION,
    guide: (story) => ({ title: 'トークンを更新する', steps: [download(story), upload(story), VERIFY] }),
    group: EXPIRED,
  },
  assignedToExternalMdm: {
    headline: 'VPP トークンが他の MDM に割り当て済み',
    state: '他の MDM に割り当て済み',
    summary: () => [
      'トークンが他のデバイス管理サービスに割り当てられています。',
      '同時に使えるサービスは 1 つだけです。',
      `${APPLE_BUSINESS} のデバイス管理機能の場合もあります。`,
    ],
    impact:
      'インストール済みのアプリは引き続き使えます。Intune はこのトークンを同期できず、他のサービスがライセンスを取り消す可能性があります。',
    caution: `${CAUTION}手順 1 の前に制御を引き継がないでください。他のサービスのライセンスが失われます。`,
    guide: (story) => ({
      title: 'トークンを使うサービスを決める',
      steps: [
        '使用中のサービスを特定し、変更前に担当者に確認します。',
        'Intune で使う場合は、他のサービスからトークンを削除します。',
        `${open(story)}設定を編集し、別の MDM からトークンの制御を引き継ぐ項目を [はい] にして保存します。`,
        '両方で使う場合は、場所 (Apple Business では組織単位) をもう 1 つ作成し、ライセンスを移します。',
        SYNC,
      ],
    }),
    group: EXTERNAL,
  },
  duplicateLocation: {
    headline: 'VPP トークンの重複',
    state: '重複',
    summary: ({ location }) => [
      location === undefined
        ? '同じ「場所」のトークンが Intune に複数あります。'
        : `「${location}」のトークンが Intune に複数あります。`,
      '割り当てと取り消しはできますが、新しい購入が反映されないことがあります。',
      '更新時に [編集] ではなく [作成] を使うと発生します。',
    ],
    impact: '',
    // The one cause whose remedy is to delete a token; its steps say which.
    caution: '',
    guide: (story) => ({
      title: 'トークンを 1 個にする',
      steps: [
        `${open(story)}「場所」が同じトークンを比較します。`,
        '割り当てのあるトークンを残します。多くの場合、後から [作成] で追加したほうには割り当てがありません。',
        '両方に割り当てがある場合は、残すトークンのアプリに割り当て直し、デバイスのチェックインを待ちます。',
        'もう一方を削除します。そのアプリ、割り当て、ライセンスも削除されます。',
        '残したトークンのファイルが古い場合は更新し、[同期] を選択します。',
      ],
    }),
    group: DUPLICATE,
  },
  tokenInvalid: {
    headline: 'VPP トークンが無効',
    state: '無効',
    summary: () => [
      'このトークンは Apple で無効になっています。',
      'ダウンロードに使ったアカウントのパスワード、ドメイン、役割の変更、または無効化が主な原因です。',
    ],
    impact: STOPPED,
    caution: CAUTION,
    guide: (story) => ({
      title: 'アカウントを確認し、トークンを更新する',
      steps: [
        'Intune の Apple アカウント欄で、ダウンロードに使ったアカウントと変更の有無を確認します。',
        download(story),
        upload(story),
        VERIFY,
        '再発防止のため、コンテンツトークン専用の管理対象 Apple アカウントを使います。',
      ],
    }),
    group: INVALID,
  },
  syncFailed: {
    headline: 'VPP トークンの同期に失敗',
    state: '同期に失敗',
    summary({ failures, failingSince, lastSync, detail }) {
      const at = lastSync ?? failingSince;
      const once = `${at === undefined ? '最後' : `${at} `}の同期に失敗しました。Intune からは理由が示されません。`;
      return [
        failures > 1 ? `${failingSince ?? at} 以降、${failures} 回続けて同期に失敗しています。` : once,
        // It ends in words of our own, so that the sentence is Japanese whatever the sender wrote.
        ...(detail === undefined ? [] : [`送信元からの詳細:「${detail}」`]),
      ];
    },
    impact: STALE,
    caution: CAUTION,
    guide(story) {
      const sync = `${open(story)}${SYNC}`;
      const rest = [
        HEALTH,
        `トークンをダウンロードしたアカウントが無効化された、またはパスワードが変更された場合は、トークンを更新します。${download(story, true)}${upload(story)}`,
        SUPPORT,
      ];
      // The daily sync was the second try already.
      return story.isRetried
        ? { title: '新しい利用規約を確認し、1 回だけ同期する', steps: [terms(story), sync, ...rest] }
        : { title: '1 回だけ同期し、失敗したら原因を確認する', steps: [sync, terms(story), ...rest] };
    },
    escalated: ({ lasted }) => `${lasted}、同期に失敗しているため、重大度を「重大」に変更しました。`,
    still: ({ lasted }) => [`${lasted}、失敗が続いています。`],
    group: FAILED,
  },
  reporterSilent: REPORTER_SILENT,
  syncStuck: {
    headline: 'VPP トークンの同期が完了しない',
    state: '同期が完了しない',
    summary: ({ inProgressFor }) => [
      inProgressFor === undefined ? '同期が時間内に完了していません。' : `同期中のまま ${inProgressFor}経過しました。`,
    ],
    impact: STALE,
    caution: CAUTION,
    guide: (story) => ({
      title: '同期の状態と障害情報を確認する',
      steps: [
        `${open(story)}まだ同期中で [同期] を選択できる場合は、1 回だけ選択します。`,
        HEALTH,
        terms(story),
        SUPPORT,
      ],
    }),
    group: STUCK,
  },
  syncOverdue: {
    headline: 'VPP トークンの同期が遅延',
    state: '同期が遅延',
    summary: ({ lastSync, lastSyncAge }) => [
      ...(lastSync === undefined || lastSyncAge === undefined
        ? ['監視の開始以降、一度も同期されていません。']
        : [
            `最後の同期は ${lastSync} です (この通知の ${lastSyncAge}前)。`,
            '通常は 1 日 1 回、自動的に同期されます。',
          ]),
      '失敗は報告されておらず、同期が遅れています。',
    ],
    impact: STALE,
    caution: CAUTION,
    guide: (story) => ({
      title: '手動で同期し、自動で同期されない原因を確認する',
      steps: [
        `${open(story)}${SYNC}`,
        '期限切れ、無効、他の MDM への割り当てがないことを確認します。',
        terms(story),
        HEALTH,
        SUPPORT,
      ],
    }),
    escalated: ({ lastSyncAge, lasted }) =>
      `${lastSyncAge ?? lasted}、同期が完了していないため、重大度を「重大」に変更しました。`,
    group: OVERDUE,
  },
  tokenChanged: TOKEN_CHANGED,
  appsMissing: APPS_MISSING,
  reportsRefused: REPORTS_REFUSED,
  channelFailing: CHANNEL_FAILING,
  pollFailing: POLL_FAILING,
  enrollmentExpired: ENROLLMENT_EXPIRED,
  enrollmentFailing: ENROLLMENT_FAILING,
  pushCertificateExpired: PUSH_CERTIFICATE_EXPIRED,
};
