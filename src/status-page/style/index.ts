import { BASE } from './base.ts';
import { DETAIL } from './detail.ts';
import { OVERVIEW } from './overview.ts';
import { TABLE } from './table.ts';

/** The one stylesheet of all pages, without what only people need to read it. */
export const STYLE = [BASE, OVERVIEW, TABLE, DETAIL].join('').replace(/\n\s*/g, '\n');
