import { CATALOGUES } from '../../src/channels/content/catalogues.ts';
import type { Locale } from '../../src/channels/content/content.ts';
import { timeWords } from '../../src/channels/content/time.ts';
import type { PageContext } from '../../src/status-page/context.ts';
import { page } from '../../src/status-page/layout.ts';
import type { PageBody } from '../../src/status-page/pages/page-body.ts';
import { VIEWS, type View } from '../../src/status-page/query.ts';
import { pageWords } from '../../src/status-page/words/index.ts';
import { NOW, TENANT_NAMES } from './model.ts';

/** What pages of tests are rendered with: an operator who may do all that there is to do. */
export function contextOf(locale: Locale, more: Partial<PageContext> = {}): PageContext {
  const timeZone = locale === 'ja' ? 'Asia/Tokyo' : 'America/New_York';
  const time = timeWords(locale, timeZone, NOW);
  return {
    options: { locale, timeZone, severalTenants: true, tenantNames: TENANT_NAMES },
    words: pageWords(locale),
    alertWords: CATALOGUES[locale],
    time,
    now: NOW,
    flapWindow: time.duration(72 * 3_600_000),
    base: '/api/status',
    seesAll: true,
    act: (action) => `/api/act/${action}`,
    ...more,
  };
}

/** The page as a browser gets it. */
export function whole(body: PageBody, { options, words, base, time, now }: PageContext, here?: View): string {
  return page({
    ...body,
    locale: options.locale,
    home: base,
    navigation: VIEWS.map((view) => ({
      label: words.views[view],
      href: `${base}?view=${view}`,
      isHere: view === here,
    })),
    languages: { en: '?lang=en', ja: '?lang=ja' },
    staleNote: words.stale(time.stamp(now)),
  });
}
