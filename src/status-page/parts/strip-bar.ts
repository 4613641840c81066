import { type Strip, type StripDay, stripDays } from '../../domain/strip.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { PageWords } from '../words/words.ts';

/** In this order a day's statuses are said; the first gives it its shape. */
const WORST_FIRST = ['failed', 'completed', 'inProgress', 'none'] as const satisfies readonly SyncStatus[];

/** Short, since a page has three thousand of them. */
const CLASSES = { failed: 'f', completed: 'c', inProgress: 'p', none: 'n' } as const satisfies Record<
  SyncStatus,
  string
>;

/** A token's last 30 days, a segment each, which says in words what its shape and colour say. */
export function stripBar(strip: Strip, { words, now }: PageContext): Html {
  return html`<ol class="bar" aria-label="${words.columns.days}">${stripDays(strip, now).map((it) => segment(it, words))}</ol>`;
}

/** What the shapes of a bar mean. */
export function barKeys({ words, alertWords }: PageContext): Html {
  const seen = (['completed', 'failed', 'inProgress'] as const).map(
    (status) => html`<li class="${CLASSES[status]}">${alertWords.statuses[status]}</li>`,
  );
  return html`<ul class="keys" aria-label="${words.columns.days}">${seen}<li>${words.noReport}</li></ul>`;
}

function segment({ day, statuses }: StripDay, words: PageWords): Html {
  const seen = WORST_FIRST.filter((it) => statuses.includes(it));
  const [worst] = seen;
  const isMixed = worst === 'failed' && seen.includes('completed');
  const name = worst === undefined ? '' : isMixed ? 'f m' : CLASSES[worst];
  const text = words.segment(dayText(day, words), isMixed ? ['failed', 'completed'] : worst ? [worst] : []);
  return name === '' ? html`<li><span>${text}</span></li>` : html`<li class="${name}"><span>${text}</span></li>`;
}

/** @param day as in `2026-03-10` */
export function dayText(day: string, words: PageWords): string {
  const [, month, dayOfMonth] = day.split('-');
  return words.dayOf(Number(month), Number(dayOfMonth));
}
