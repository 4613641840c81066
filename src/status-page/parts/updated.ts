import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';

/** How old a page is; that it refreshes itself is said by what refreshes it. @param at milliseconds since the epoch */
export function updated(at: number, { words, time }: PageContext): Html {
  return html`<p class="soft">${words.updated(time.short(at), time.zone(at))} <span data-live hidden>${words.refreshes}</span></p>`;
}
