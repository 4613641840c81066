import type { Catalogue } from './catalogue.ts';
import type { Locale } from './content.ts';
import { EN } from './en.ts';

/** The words of every language. */
export const CATALOGUES = { en: EN } satisfies Record<Locale, Catalogue>;
