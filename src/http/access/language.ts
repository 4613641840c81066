import { cookieOf, LANGUAGE_COOKIE } from './cookies.ts';
import type { Visit } from './who.ts';

/**
 * The language of a page for this browser: as the address asks (`?lang=`), else as it asked before, else as the browser
 * prefers, else English.
 */
export function languageOf({ headers, query }: Visit): 'en' | 'ja' {
  const asked = askedLanguage(query) ?? cookieOf({ headers }, LANGUAGE_COOKIE);
  if (asked === 'en' || asked === 'ja') return asked;
  const preferred = (headers.get('accept-language') ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const q = parameters.map((it) => /^\s*q=([\d.]+)/.exec(it)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], weight: Number(q ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return preferred.find(({ language }) => language === 'en' || language === 'ja')?.language === 'ja' ? 'ja' : 'en';
}

/** The language that an address asks for. */
export function askedLanguage(query: Visit['query']): 'en' | 'ja' | undefined {
  const asked = query.get('lang');
  return asked === 'en' || asked === 'ja' ? asked : undefined;
}
