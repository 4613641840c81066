import type { Locale } from '../channels/content/content.ts';
import { html } from './html.ts';
import { PAGE_HEADERS, page } from './layout.ts';

/** How the way back from Microsoft's consent page ended. */
export type ConsentEnd = 'approved' | 'declined' | 'otherTenant' | 'expired' | 'wrong';

interface Words {
  readonly title: string;
  readonly text: string;
}

const WORDS: Readonly<Record<Locale, Readonly<Record<ConsentEnd, Words>>>> = {
  en: {
    approved: {
      title: 'Approved',
      text: 'This app can now read the VPP tokens of your tenant. The first check takes a few minutes. You can close this page.',
    },
    declined: {
      title: 'Not approved',
      text: 'No permission was granted, and nothing was changed. To approve later, open the link you were given again.',
    },
    otherTenant: {
      title: 'Another tenant',
      text: 'You approved this app in another tenant than the link was made for, so nothing was changed here. Sign in with an account of the right tenant and open the link again.',
    },
    expired: {
      title: 'This link has expired',
      text: 'Nothing was changed. Ask the person who sent the link for a new one.',
    },
    wrong: {
      title: "This link isn't valid",
      text: 'Nothing was changed. Open the whole link that you were given, or ask for a new one.',
    },
  },
  ja: {
    approved: {
      title: '承認されました',
      text: 'このアプリはテナントの VPP トークンを取得できるようになりました。最初の確認には数分かかります。このページは閉じてかまいません。',
    },
    declined: {
      title: '承認されていません',
      text: 'アクセス許可は付与されておらず、何も変更されていません。後で承認する場合は、受け取ったリンクをもう一度開いてください。',
    },
    otherTenant: {
      title: '別のテナントです',
      text: 'リンクの対象とは別のテナントで承認されたため、何も変更されていません。正しいテナントのアカウントでサインインし、リンクをもう一度開いてください。',
    },
    expired: {
      title: 'リンクの有効期限が切れています',
      text: '何も変更されていません。リンクの送信者に新しいリンクを依頼してください。',
    },
    wrong: {
      title: 'リンクが正しくありません',
      text: '何も変更されていません。受け取ったリンク全体を開くか、新しいリンクを依頼してください。',
    },
  },
};

const STATUSES: Readonly<Record<ConsentEnd, number>> = {
  approved: 200,
  declined: 200,
  otherTenant: 409,
  expired: 410,
  wrong: 400,
};

/** What the administrator of a tenant sees who comes back from Microsoft's consent page. */
export function consentPage(end: ConsentEnd, locale: Locale) {
  const { title, text } = WORDS[locale][end];
  const body = html`<h1>${title}</h1>
<p>${text}</p>`;
  return {
    status: STATUSES[end],
    headers: PAGE_HEADERS,
    body: page({ locale, title, body, tone: end === 'approved' ? 'good' : 'warning' }),
  };
}
