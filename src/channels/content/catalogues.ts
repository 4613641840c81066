import type { Catalogue } from './catalogue.ts';
import type { Locale } from './content.ts';
import { EN } from './en/index.ts';
import { JA } from './ja/index.ts';

/** The words of every language. */
export const CATALOGUES = { en: EN, ja: JA } satisfies Record<Locale, Catalogue>;
