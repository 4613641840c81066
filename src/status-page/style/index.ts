import { BASE } from './base.ts';

/** The one stylesheet of all pages. */
export const STYLE = [BASE].join('');
