import type { PageContext } from '../context.ts';
import { html } from '../html.ts';
import type { PageBody } from './page-body.ts';

/** One sentence in place of what was asked for, and the way on. */
export function notePage(text: string, { words, base, seesAll }: PageContext): PageBody {
  const body = html`<div class="card panel narrow"><h1>${words.name}</h1><p>${text}</p>
${seesAll && html`<p class="actions"><a class="button main" href="${base}">${words.toOverview}</a></p>`}</div>`;
  return { title: words.name, tone: 'info', body };
}
