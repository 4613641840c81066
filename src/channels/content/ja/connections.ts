import type { CauseWords, RenewalWords, Story } from '../catalogue.ts';
import { HEALTH, inTenant, named, portalOf, SUPPORT, terms } from './blocks.ts';
import { CERTIFICATES_EXPIRED, ENROLLMENTS_EXPIRED, ENROLLMENTS_FAILING } from './groups.ts';

// Words of a tenant's other connections with Apple. The labels of these pages could not be looked up in Japanese, so
// they are described.

const APPLE_TAB = 'Intune 管理センターのデバイスの登録画面で Apple デバイスのタブを開き、';

const openEnrollment = ({ token }: RenewalWords) =>
  `${APPLE_TAB}登録プログラム トークンの一覧で${named(token)}を選択します。`;

/** @param isNamed whether a sentence before it has named the portal */
export const renewEnrollment = (words: RenewalWords, isNamed = false): readonly string[] => [
  `${isNamed ? 'Apple の管理画面' : `${portalOf(words)} `}で、Intune 用のデバイス管理サービス (MDM サーバー) の設定を開き、トークンをダウンロードします。`,
  `${openEnrollment(words)}トークンの更新画面でファイルをアップロードし、ダウンロードに使った Apple アカウントを入力して保存します。`,
];

/** Apple's number for terms that were not accepted, as tools of the field read it. */
const TERMS = 3;

const SYNC_DEVICES = 'トークンのデバイスの画面で [同期] を 1 回選択します。';
/** A second token for the same server would leave the profiles of the first behind. */
export const KEEP =
  'Intune で登録プログラム トークンを削除したり、別のトークンを追加したりしないでください。登録プロファイルはこのトークンに属しています。';
const titled = (headline: string, tenant: string | undefined, name: string) =>
  `${inTenant(tenant)}${headline}${name === '' ? '' : `: ${name}`}`;

/** It is renewed, or Intune no longer shows the problem because it is solved or the thing is gone. */
const ended = ({ resolution, expiry, lasted }: Story): readonly string[] => [
  resolution === 'renewed' && expiry !== undefined
    ? `有効期限は ${expiry}になりました (発生から ${lasted})。`
    : `Intune 側で問題が解消しました (発生から ${lasted})。`,
];

export const ENROLLMENT_EXPIRED: CauseWords = {
  headline: '登録プログラム トークンの期限切れ',
  state: '登録プログラム トークンの期限切れ',
  summary: ({ expiry }) => [
    `登録プログラム トークンの有効期限が${expiry === undefined ? '' : ` ${expiry}に`}切れました。`,
  ],
  impact: '登録済みのデバイスは引き続き使えます。新しいデバイスの自動登録と、Apple との同期はできません。',
  caution: KEEP,
  guide: (story) => ({
    title: '登録プログラム トークンを更新する',
    steps: [...renewEnrollment(story), SYNC_DEVICES],
  }),
  group: ENROLLMENTS_EXPIRED,
  whole: {
    title: (tenant, _story, name) => titled('登録プログラム トークンの期限切れ', tenant, name),
    endTitle: (tenant, { resolution }, name) =>
      `【復旧】${titled(resolution === 'renewed' ? '登録プログラム トークンを更新済み' : '登録プログラム トークン', tenant, name)}`,
    ended,
  },
};

export const ENROLLMENT_FAILING: CauseWords = {
  headline: '登録プログラム トークンの同期に失敗',
  state: '登録プログラム トークンの同期に失敗',
  summary({ syncErrorCode }) {
    if (syncErrorCode === TERMS) {
      return [
        '登録プログラム トークンが同期されていません。',
        'Apple の新しい利用規約への同意が必要です (Apple のエラー 3)。',
      ];
    }
    const code = syncErrorCode === undefined ? '' : ` (Apple のエラー ${syncErrorCode})`;
    return [`登録プログラム トークンの最後の同期に失敗しました${code}。`];
  },
  impact: '登録済みのデバイスは引き続き使えます。Apple 側で追加したデバイスは Intune に表示されません。',
  caution: KEEP,
  guide(story) {
    const sync = `${openEnrollment(story)}${SYNC_DEVICES}`;
    if (story.syncErrorCode === TERMS)
      return { title: 'Apple の新しい利用規約に同意する', steps: [terms(story), sync] };
    const renewal = renewEnrollment(story, true).join('');
    return {
      title: '新しい利用規約を確認し、1 回だけ同期する',
      steps: [terms(story), sync, HEALTH, `解消しない場合は、トークンを更新します。${renewal}`, SUPPORT],
    };
  },
  group: ENROLLMENTS_FAILING,
  whole: {
    title: (tenant, _story, name) => titled('登録プログラム トークンの同期に失敗', tenant, name),
    endTitle: (tenant, _story, name) => `【復旧】${titled('登録プログラム トークンの同期', tenant, name)}`,
    ended,
  },
};

const account = ({ account: name }: RenewalWords) => (name === undefined ? '' : ` (${name}) `);

/** What costs most: Apple's own warning. */
export const SAME_ACCOUNT =
  'プッシュ証明書は同じ Apple アカウントで更新してください。別のアカウントで更新すると、全デバイスの再登録が必要になります。';

export const renewCertificate = (words: RenewalWords): readonly string[] => [
  `${APPLE_TAB}Apple MDM プッシュ証明書を選択し、証明書の署名要求をダウンロードします。`,
  `Apple の Push Certificates Portal (identity.apple.com/pushcert) に同じ Apple アカウント${account(words)}でサインインし、対象の証明書の「Renew」を選択して署名要求をアップロードします。新しい証明書は作成しません。`,
  '更新した証明書をダウンロードし、同じ Apple アカウントを入力して Intune にアップロードします。',
];

export const PUSH_CERTIFICATE_EXPIRED: CauseWords = {
  headline: 'Apple MDM プッシュ証明書の期限切れ',
  state: 'プッシュ証明書の期限切れ',
  summary: ({ expiry }) => [
    `Apple MDM プッシュ証明書の有効期限が${expiry === undefined ? '' : ` ${expiry}に`}切れました。`,
    '更新するまで、Intune で Apple デバイスを管理できません。',
  ],
  impact:
    'デバイス上のアプリは引き続き使えます。ポリシー、アプリ、コマンドは Apple デバイスに届かず、新しいデバイスも登録できません。',
  caution: SAME_ACCOUNT,
  guide: (story) => ({
    title: 'プッシュ証明書を更新する',
    steps: [
      ...renewCertificate(story),
      '更新できなくなっている場合は、新しい証明書を作成し、すべての Apple デバイスを登録し直します。',
    ],
  }),
  group: CERTIFICATES_EXPIRED,
  whole: {
    title: (tenant) => `${inTenant(tenant)}Apple MDM プッシュ証明書の期限切れ`,
    endTitle: (tenant, { resolution }) =>
      `【復旧】${inTenant(tenant)}Apple MDM プッシュ証明書${resolution === 'renewed' ? 'を更新済み' : ''}`,
    ended,
  },
};
