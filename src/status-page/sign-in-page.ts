import { createHash } from 'node:crypto';
import type { Locale } from '../channels/content/content.ts';
import { type Html, html, markup } from './html.ts';
import { PAGE_HEADERS, page } from './layout.ts';
import { pageWords } from './words/index.ts';

interface SignInWords {
  readonly ask: string;
  readonly key: string;
  readonly name: string;
  readonly go: string;
  readonly wrong: string;
  readonly failed: string;
  readonly script: string;
  readonly account: string;
}

const WORDS: Readonly<Record<Locale, SignInWords>> = {
  en: {
    ask: 'Enter the access key you were given.',
    key: 'Access key',
    name: 'Your name (optional, shown to others)',
    go: 'Sign in',
    wrong: "This access key isn't valid.",
    failed: "Can't reach this app. Try again in a minute.",
    script: 'Signing in with a key needs JavaScript.',
    account: 'Sign in with your work account to see this page.',
  },
  ja: {
    ask: 'アクセス キーを入力してください。',
    key: 'アクセス キー',
    name: 'お名前 (任意、他の人に表示されます)',
    go: 'サインイン',
    wrong: 'このアクセス キーは正しくありません。',
    failed: 'このアプリに接続できません。1 分後に再度お試しください。',
    script: 'キーでサインインするには JavaScript が必要です。',
    account: 'このページを表示するには、職場のアカウントでサインインします。',
  },
};

/**
 * A form cannot set a header, and a key in an address would stay in logs, so a script sends it. Browsers keep strict
 * cookies back where another site led here: then the script asks once more, in case there is a session.
 */
const SCRIPT = `
const form = document.querySelector('form');
const note = document.querySelector('[role=alert]');
if ('again' in form.dataset) {
  fetch(location.href, { credentials: 'same-origin' }).then((answer) => answer.ok && location.reload(), () => undefined);
}
form.hidden = false;
form.elements.key.focus();
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = form.elements.name.value.trim();
  const answer = await fetch('/api/session', {
    method: 'POST',
    headers: { 'x-functions-key': form.elements.key.value.trim(), 'content-type': 'application/json' },
    body: JSON.stringify(name === '' ? {} : { name }),
  }).catch(() => undefined);
  if (answer?.ok) return location.reload();
  note.textContent = answer?.status === 401 ? form.dataset.wrong : form.dataset.failed;
  form.elements.key.select();
});
`;

const HEADERS = {
  ...PAGE_HEADERS,
  'content-security-policy': String(PAGE_HEADERS['content-security-policy']).replace(
    'script-src ',
    `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}' `,
  ),
};

/**
 * The answer to a stranger: it says how to sign in, and nothing of what is behind.
 *
 * @param login where App Service Authentication signs people in; absent where a key does
 * @param isFromElsewhere whether another site led here, so that the browser may have kept a session back
 */
export function signInPage(locale: Locale, login: string | undefined, isFromElsewhere: boolean) {
  const words = WORDS[locale];
  const { name } = pageWords(locale);
  const body = html`<div class="card panel narrow"><h1>${name}</h1>${
    login === undefined ? keyForm(words, isFromElsewhere) : account(words, login)
  }</div>`;
  const languages = { en: '?lang=en', ja: '?lang=ja' };
  return { status: 401, headers: HEADERS, body: page({ locale, title: name, body, languages }) };
}

function account(words: SignInWords, login: string): Html {
  return html`<p>${words.account}</p><p class="actions"><a class="button main" href="${login}">${words.go}</a></p>`;
}

function keyForm(words: SignInWords, isFromElsewhere: boolean): Html {
  return html`<p>${words.ask}</p>
<form hidden data-wrong="${words.wrong}" data-failed="${words.failed}"${isFromElsewhere && markup(' data-again')}>
<p><label>${words.key}<input name="key" type="password" required autocomplete="current-password"></label></p>
<p><label>${words.name}<input name="name" maxlength="200" autocomplete="name"></label></p>
<p class="actions"><button class="main">${words.go}</button></p>
</form>
<p role="alert"></p>
<noscript><p>${words.script}</p></noscript>
<script>${markup(SCRIPT)}</script>`;
}
