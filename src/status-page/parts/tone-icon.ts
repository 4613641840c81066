import { type Html, html } from '../html.ts';
import type { Tone } from '../layout.ts';

const SHAPES = {
  good: html`<circle cx="16" cy="16" r="14"/><path d="M9.5 16.5l4.5 4.5 8.5-9"/>`,
  info: html`<circle cx="16" cy="16" r="14"/><path d="M16 14.5v8M16 9.5v.01"/>`,
  warning: html`<path d="M16 3L30 28H2z" stroke-linejoin="round"/><path d="M16 12.5v7M16 24v.01"/>`,
  critical: html`<path d="M10.5 2h11L30 10.5v11L21.5 30h-11L2 21.5v-11z"/><path d="M16 9v8.5M16 22.5v.01"/>`,
} as const satisfies Record<Tone, Html>;

/** The shape of a tone, for who does not tell it by its colour. The words beside it say the same. */
export function toneIcon(tone: Tone): Html {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true" fill="currentColor"><g class="glyph">${SHAPES[tone]}</g></svg>`;
}
