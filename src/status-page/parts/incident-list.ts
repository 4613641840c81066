import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { IncidentCard } from '../incidents.ts';
import { listAddress } from '../query.ts';
import { incidentCard } from './incident-card.ts';
import { emptyNote } from './tables.ts';

/** Most incidents and groups that are shown whole; the list of tokens has all. */
const MOST = 20;

/**
 * What is open, the worst first.
 *
 * @param path of the page, which has the list of all tokens below
 * @param lastEndedAt when the last incident ended, where that is known
 */
export function incidentList(
  cards: readonly IncidentCard[],
  path: string,
  lastEndedAt: number | undefined,
  context: PageContext,
): Html {
  const { words, alertWords, time } = context;
  const rest = cards.length - MOST;
  return html`<section aria-labelledby="incidents"><h2 id="incidents">${words.openIncidents}</h2>
${cards.length === 0 && emptyNote(words.noIncidents(lastEndedAt === undefined ? undefined : time.moment(lastEndedAt)))}
${cards.slice(0, MOST).map((card) => incidentCard(card, path, context))}
${rest > 0 && html`<p><a href="${listAddress(path, { state: 'attention' })}#tokens">${alertWords.andMore(rest)}</a></p>`}
</section>`;
}
