import type { CauseWords, Story } from '../catalogue.ts';
import { CAUTION, download, open, portalOf, STALE, SYNC, upload, VERIFY } from './blocks.ts';
import { CHANGED, APPS_MISSING as MISSING, REMOVED } from './groups.ts';
import { stopMonitoring } from './reports.ts';

// Words of what a listing of Microsoft Graph says beyond the state of each token.

export const TOKEN_REMOVED: CauseWords = {
  headline: 'VPP トークンが Intune から削除済み',
  state: 'Intune から削除済み',
  summary: () => [
    'このトークンは Intune の一覧にありません。',
    'トークンを削除すると、アプリと割り当てが削除され、ライセンスも取り消されます。',
  ],
  impact: 'このトークンのアプリの割り当て、インストール、更新はできません。',
  caution: '',
  guide: (story) => ({
    title: '意図した削除かどうかを確認する',
    steps: [
      'Intune 管理センターの [テナント管理] にある監査ログで、削除した人と理由を確認します。',
      ...stopMonitoring(story),
      `意図しない削除の場合は、[作成] で追加し直し、アプリを割り当て直します。${download(story)}`,
    ],
  }),
  end: { mark: '【復旧】', title: 'VPP トークンが Intune に復帰', sentence: 'Intune の一覧に再び表示されました。' },
  group: REMOVED,
};

const PARTS = { account: 'Apple アカウント', organization: '組織名', location: '「場所」' } as const;

function listOf({ changed }: Story): string {
  const parts = changed.length === 0 ? Object.values(PARTS) : changed.map((part) => PARTS[part]);
  return parts.join('、');
}

export const TOKEN_CHANGED: CauseWords = {
  headline: 'VPP トークンが更新時に変化',
  state: '更新時に変化',
  summary: (story) => [
    `更新後、次の項目が以前と異なります: ${listOf(story)}。`,
    '別の「場所」またはアカウントのファイルをアップロードした可能性があります。',
  ],
  impact: '「場所」が違う場合は、その「場所」のライセンスが割り当てられ、以前の「場所」のライセンスは使えません。',
  caution: CAUTION,
  guide: (story) => ({
    title: '意図した変更かどうかを確認する',
    steps: [
      `${open(story)}Apple アカウント、組織名、「場所」が正しいことを確認します。`,
      '意図した変更の場合は、対応中にします。この通知は 7 日後に終了します。',
      `意図しない変更の場合は、正しいファイルで更新し直します。${download({ ...story, location: undefined })}${upload(story)}${VERIFY}`,
    ],
  }),
  end: {
    mark: '【終了】',
    title: 'VPP トークンの変化',
    sentence: '以前の値に戻ったか、変化から 7 日が経過しました。',
  },
  group: CHANGED,
};

export const APPS_MISSING: CauseWords = {
  headline: 'VPP アプリの不足',
  state: 'アプリの不足',
  summary: ({ appCount, appCountBefore }) => [
    appCount === undefined || appCountBefore === undefined
      ? '最後の同期でアプリが大幅に減りました。'
      : `最後の同期でアプリが ${appCount} 個になりました (以前は ${appCountBefore} 個)。`,
    '同期の失敗は報告されていません。',
  ],
  impact: STALE,
  caution: CAUTION,
  guide: (story) => ({
    title: 'アプリを Apple 側と比較する',
    steps: [
      `${portalOf(story)} の「アプリとブック」で、トークンの「場所」にライセンスがあることを確認します (移動または返金の可能性があります)。`,
      `${open(story)}${SYNC}`,
      'まだ不足している場合は、同じ「場所」のファイルでトークンを更新します。',
    ],
  }),
  end: {
    mark: '【復旧】',
    title: 'VPP アプリの数',
    sentence: 'アプリの数が元に戻ったか、その後の同期で確定しました。',
  },
  group: MISSING,
};
