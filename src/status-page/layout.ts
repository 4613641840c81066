import { createHash } from 'node:crypto';
import type { Locale } from '../channels/content/content.ts';
import { type Html, html, markup } from './html.ts';
import { LIVE_SCRIPT } from './live-script.ts';
import { STYLE } from './style/index.ts';
import { pageWords } from './words/index.ts';

/** How things are, as a colour of the mark beside the name and in the browser's tab. */
export type Tone = 'good' | 'info' | 'warning' | 'critical';

export interface NavigationItem {
  readonly label: string;
  readonly href: string;
  readonly isHere?: boolean;
}

export interface PageOptions {
  readonly locale: Locale;
  /** Of the document. */
  readonly title: string;
  /** What stands in `main`, its `h1` included. */
  readonly body: Html;
  readonly tone?: Tone;
  /** Where the name in the head leads; the name alone where there is nothing to lead to. */
  readonly home?: string;
  readonly navigation?: readonly NavigationItem[];
  /** This page in the other languages; no switch where it is absent. */
  readonly languages?: Readonly<Record<Locale, string>>;
  /** What is shown where a page that refreshes itself can no longer; absent where it does not. */
  readonly staleNote?: string;
}

/** A whole page, everything it needs in it: one request paints it. */
export function page(options: PageOptions): string {
  const { locale, title, body, tone = 'info', staleNote } = options;
  const words = pageWords(locale);
  const whole = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(String(mark(ICON_COLOURS[tone])))}">
<style>${markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="top"><div class="wrap">${brand(options)}${navigation(options)}${languages(options)}</div></header>
<main id="main" class="wrap" tabindex="-1">
${body}
</main>
${
  staleNote !== undefined &&
  html`<div class="wrap"><p id="stale" class="note warning" role="status" hidden>${staleNote}</p></div>
<script>${markup(LIVE_SCRIPT)}</script>`
}
</body>
</html>
`;
  return String(whole);
}

/** Sent with every page. What is inline is named by its hash, so nothing else runs or paints. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'private, no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(LIVE_SCRIPT)}'`,
    'img-src data:',
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // Without any, a form of ours would name no origin, which tells it from one of another site.
  'referrer-policy': 'same-origin',
};

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** A tab's icon is seen on light and dark alike. */
const ICON_COLOURS: Readonly<Record<Tone, string>> = {
  good: '#2a9d5c',
  info: '#3b74d1',
  warning: '#d48a0c',
  critical: '#d83b3b',
};

/** Two arrows that follow each other around a token. */
function mark(colour: string): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="${colour}"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"><path d="M7.5 14.5a9 9 0 0 1 15.6-4.2l1.9 2M25 7.2v5.1h-5.1M24.5 17.5a9 9 0 0 1-15.6 4.2l-1.9-2M7 24.8v-5.1h5.1"/></g><circle cx="16" cy="16" r="2.6" fill="#fff"/></svg>`;
}

function brand({ locale, tone = 'info', home }: PageOptions): Html {
  const inner = html`${mark(ICON_COLOURS[tone])}<span>${pageWords(locale).name}</span>`;
  return home === undefined
    ? html`<span class="brand">${inner}</span>`
    : html`<a class="brand" href="${home}">${inner}</a>`;
}

function navigation({ locale, navigation: items = [] }: PageOptions): Html {
  const links = items.map(
    ({ label, href, isHere }) =>
      html`<li><a href="${href}"${isHere === true && markup(' aria-current="page"')}>${label}</a></li>`,
  );
  if (links.length === 0) return html`<span class="pages"></span>`;
  return html`<nav aria-label="${pageWords(locale).navigation}" class="pages"><ul class="nav">${links}</ul></nav>`;
}

const LANGUAGES: Readonly<Record<Locale, string>> = { en: 'English', ja: '日本語' };

function languages({ locale, languages: addresses }: PageOptions): Html | undefined {
  if (!addresses) return undefined;
  const links = (Object.keys(LANGUAGES) as Locale[]).map((it) =>
    it === locale
      ? html`<b aria-current="true">${LANGUAGES[it]}</b>`
      : html`<a href="${addresses[it]}" lang="${it}" hreflang="${it}">${LANGUAGES[it]}</a>`,
  );
  return html`<div class="languages">${links}</div>`;
}
