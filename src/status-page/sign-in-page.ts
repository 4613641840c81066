import { createHash } from 'node:crypto';
import { escapeUTF8 } from 'entities/escape';
import type { Locale } from '../channels/content/content.ts';

const WORDS = {
  en: {
    title: 'VPP tokens',
    ask: 'Enter the access key you were given.',
    key: 'Access key',
    name: 'Your name (optional)',
    go: 'Sign in',
    wrong: "This access key isn't valid.",
    failed: "Can't reach this app. Try again in a minute.",
    script: 'Signing in with a key needs JavaScript.',
    account: 'Sign in with your work account to see this page.',
  },
  ja: {
    title: 'VPP トークン',
    ask: 'アクセス キーを入力してください。',
    key: 'アクセス キー',
    name: 'お名前 (任意)',
    go: 'サインイン',
    wrong: 'このアクセス キーは正しくありません。',
    failed: 'このアプリに接続できません。1 分後に再度お試しください。',
    script: 'キーでのサインインには JavaScript が必要です。',
    account: 'このページを表示するには、職場のアカウントでサインインしてください。',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/**
 * A form cannot set a header, and a key in an address would stay in logs, so a script sends it. Who has a session already
 * and came from another site, which strict cookies keep silent about, is let in by the first line.
 */
const SCRIPT = `
const form = document.querySelector('form');
const note = document.querySelector('[role=alert]');
const here = location.pathname + location.search;
fetch(here, { credentials: 'same-origin' }).then((answer) => answer.ok && location.replace(here), () => undefined);
form.hidden = false;
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

const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * The answer to a stranger: it says how to sign in, and nothing of what is behind.
 *
 * @param login where App Service Authentication signs people in; absent where a key does
 */
export function signInPage(locale: Locale, login: string | undefined) {
  const words = WORDS[locale];
  const text = (it: string) => escapeUTF8(it);
  const way =
    login === undefined
      ? `<p>${text(words.ask)}</p>
<form hidden data-wrong="${text(words.wrong)}" data-failed="${text(words.failed)}">
<label>${text(words.key)} <input name="key" type="password" required autocomplete="current-password"></label>
<label>${text(words.name)} <input name="name" maxlength="200" autocomplete="name"></label>
<button>${text(words.go)}</button>
</form>
<p role="alert"></p>
<noscript><p>${text(words.script)}</p></noscript>
<script>${SCRIPT}</script>`
      : `<p>${text(words.account)}</p>\n<p><a href="${text(login)}">${text(words.go)}</a></p>`;
  return {
    status: 401,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    body: `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(words.title)}</title></head>
<body><main><h1>${text(words.title)}</h1>\n${way}\n</main></body>
</html>
`,
  };
}
