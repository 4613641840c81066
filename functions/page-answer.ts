import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { LOCALES } from '../src/channels/content/content.ts';
import { DAY } from '../src/domain/policy.ts';
import { LANGUAGE_COOKIE, setCookie } from '../src/http/access/cookies.ts';
import { askedLanguage } from '../src/http/access/language.ts';
import type { PageContext } from '../src/status-page/context.ts';
import { html } from '../src/status-page/html.ts';
import { PAGE_HEADERS, page } from '../src/status-page/layout.ts';
import type { PageBody } from '../src/status-page/pages/page-body.ts';
import { updated } from '../src/status-page/parts/updated.ts';
import { listAddress, VIEWS, type View } from '../src/status-page/query.ts';

/** How long a browser remembers the language that was chosen. */
const LANGUAGE_LASTS = 365 * DAY;

/**
 * A page as an answer, in the frame of all pages.
 *
 * @param view which of the pages in the head it is, if any
 */
export async function pageAnswer(
  request: HttpRequest,
  body: PageBody,
  context: PageContext,
  view?: View,
  status = 200,
): Promise<HttpResponseInit> {
  const { words, options, seesAll, base, time, now } = context;
  const text = page({
    ...body,
    // The overview says at its top how old the check is that it rests on.
    ...(view !== 'overview' &&
      status === 200 && { body: html`${body.body}<div class="foot">${updated(now, context)}</div>` }),
    locale: options.locale,
    ...(seesAll && { home: base, navigation: navigation(context, view) }),
    languages: languagesOf(request),
    staleNote: words.stale(time.stamp(now)),
  });
  const asked = askedLanguage(request.query);
  const { encoding, bytes } = await compressed(text, request.headers.get('accept-encoding') ?? '');
  return {
    status,
    headers: { ...PAGE_HEADERS, ...(encoding && { 'content-encoding': encoding }) },
    body: bytes,
    ...(asked && { cookies: [setCookie(LANGUAGE_COOKIE, asked, request.url, LANGUAGE_LASTS)] }),
  };
}

function navigation({ words, base }: PageContext, here: View | undefined) {
  return VIEWS.map((view) => ({
    label: words.views[view],
    href: listAddress(base, { view }),
    ...(view === here && { isHere: true }),
  }));
}

/** A key that was put where none belongs, and a tenant's link, which is a cookie by now: no address repeats them. */
const SECRET_PARAMETERS = ['code', 'link'] as const;

/** The same page in each language. */
function languagesOf({ url }: HttpRequest) {
  const addresses = LOCALES.map((locale) => {
    const address = new URL(url);
    for (const name of SECRET_PARAMETERS) address.searchParams.delete(name);
    address.searchParams.set('lang', locale);
    return [locale, address.pathname + address.search] as const;
  });
  return Object.fromEntries(addresses) as Record<(typeof LOCALES)[number], string>;
}

/**
 * Neither the Functions host nor what stands before it compresses. A page of a hundred tokens is mostly the same again
 * and again, so a quick level takes nine tenths off it.
 */
async function compressed(text: string, accepted: string): Promise<{ encoding?: string; bytes: Uint8Array }> {
  const bytes = Buffer.from(text);
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
    return { encoding: 'br', bytes: await promisify(brotliCompress)(bytes, { params }) };
  }
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', bytes: await promisify(gzip)(bytes) };
  return { bytes };
}
