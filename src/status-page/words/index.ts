import type { Locale } from '../../channels/content/content.ts';
import { EN } from './en.ts';
import { JA } from './ja.ts';
import type { PageWords } from './words.ts';

const WORDS = { en: EN, ja: JA } satisfies Record<Locale, PageWords>;

/** The words of the pages in one language. */
export function pageWords(locale: Locale): PageWords {
  return WORDS[locale];
}
