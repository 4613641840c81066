import type { HttpRequest } from '@azure/functions';
import type { TenantSummary } from '../src/app/model/summary.ts';
import { CATALOGUES } from '../src/channels/content/catalogues.ts';
import { timeWords } from '../src/channels/content/time.ts';
import { buttonToken } from '../src/http/access/act-token.ts';
import { languageOf } from '../src/http/access/language.ts';
import type { Who } from '../src/http/access/who.ts';
import type { PageContext } from '../src/status-page/context.ts';
import { pageWords } from '../src/status-page/words/index.ts';
import type { Service } from './service.ts';

/** The path of the overview. */
const STATUS = '/api/status';

/**
 * What pages need beside what they show: language, times, and what this reader may do.
 *
 * @param summaries of the tenants that the page shows: they name those that the settings leave unnamed
 */
export async function pageContext(
  request: HttpRequest,
  service: Service,
  who: Who,
  summaries: readonly TenantSummary[],
  severalTenants = summaries.length > 1,
): Promise<PageContext> {
  const { content, pages } = service;
  const locale = languageOf(request);
  const now = service.clock();
  const { app } = await service.access.keys();
  const time = timeWords(locale, content.timeZone, now);
  const names = new Map(summaries.map(({ tenantId, name }) => [tenantId, name]));
  const tenantNames = { get: (id: string) => content.tenantNames.get(id) ?? names.get(id) };
  return {
    options: { ...content, locale, severalTenants: severalTenants && who.kind === 'operator', tenantNames },
    words: pageWords(locale),
    alertWords: CATALOGUES[locale],
    time,
    now,
    flapWindow: time.duration(pages.flapWindow),
    base: STATUS,
    seesAll: who.kind === 'operator',
    act: (action, about) =>
      who.kind === 'operator' ? `/api/act/${buttonToken(action, about, who, now, app)}` : undefined,
  };
}
