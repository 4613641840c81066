import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';

/** A moment as a table shows it, with the exact one for machines. @param at milliseconds since the epoch */
export function moment(at: number, { time }: PageContext): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${time.short(at)}</time>`;
}
