import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { IncidentCard } from '../incidents.ts';
import { incidentCard } from './incident-card.ts';
import { emptyNote } from './tables.ts';

/** Most incidents and groups that are shown whole; the list of tokens has all. */
const MOST = 20;

/**
 * What is open, the worst first.
 *
 * @param all the address of a list of all that need attention
 * @param lastEndedAt when the last incident ended, where that is known
 */
export function incidentList(
  cards: readonly IncidentCard[],
  all: string,
  lastEndedAt: number | undefined,
  context: PageContext,
): Html {
  const { words, alertWords, time } = context;
  const rest = cards.length - MOST;
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${words.openIncidents}</h2>
${cards.length === 0 && emptyNote(words.noIncidents(lastEndedAt === undefined ? undefined : time.moment(lastEndedAt)))}
${cards.slice(0, MOST).map((card) => incidentCard(card, context))}
${rest > 0 && html`<p><a href="${all}">${alertWords.andMore(rest)}</a></p>`}
</section>`;
}
