import type { HttpRequest } from '@azure/functions';
import { CATALOGUES } from '../src/channels/content/catalogues.ts';
import { timeWords } from '../src/channels/content/time.ts';
import { languageOf } from '../src/http/access/language.ts';
import type { Who } from '../src/http/access/who.ts';
import type { PageContext } from '../src/status-page/context.ts';
import { pageWords } from '../src/status-page/words/index.ts';
import type { Service } from './service.ts';

/** The path of the overview. */
export const STATUS = '/api/status';

/** What pages need beside what they show: language, times, and what this reader may do. */
export function pageContext(request: HttpRequest, service: Service, who: Who, severalTenants: boolean): PageContext {
  const { timeZone, tenantNames, flapWindow } = service.pages;
  const locale = languageOf(request);
  const now = service.clock();
  const time = timeWords(locale, timeZone, now);
  return {
    options: { locale, timeZone, tenantNames, severalTenants: severalTenants && who.kind === 'operator' },
    words: pageWords(locale),
    alertWords: CATALOGUES[locale],
    time,
    now,
    flapWindow: time.duration(flapWindow),
    base: STATUS,
    seesAll: who.kind === 'operator',
    act: () => undefined,
  };
}
