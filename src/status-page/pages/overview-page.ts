import type { GroupListed } from '../../app/deliver/listing.ts';
import type { Health } from '../../app/health/health.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { cardsOf, openIncidents } from '../incidents.ts';
import { listPage, rowsOf, type TokenRow } from '../listing.ts';
import { fleetBars } from '../parts/fleet-bars.ts';
import { gettingStarted } from '../parts/getting-started.ts';
import { incidentList } from '../parts/incident-list.ts';
import { tokenList } from '../parts/token-list.ts';
import { toneIcon } from '../parts/tone-icon.ts';
import { updated } from '../parts/updated.ts';
import { type ListQuery, listAddress } from '../query.ts';
import { toneOf } from '../standing.ts';
import { summaryLine, toneOfAll, watchedOf } from '../tally.ts';
import type { PageBody } from './page-body.ts';

export interface OverviewData {
  readonly summaries: readonly TenantSummary[];
  readonly groups: readonly GroupListed[];
  readonly health: Health;
  /** The address of this app, for who has sent nothing yet. */
  readonly origin: string;
}

/** Are the tokens all right, since when, and what is to be done: the page of all tenants. */
export function overviewPage(data: OverviewData, query: ListQuery, context: PageContext): PageBody {
  const { summaries, groups, health } = data;
  const { words, now, base, options } = context;
  const rows = rowsOf(summaries, context);
  const cards = cardsOf(openIncidents(summaries, now), groups);
  const tenants = summaries
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ tenantId }) => ({ tenantId, name: tenantName(tenantId, options) }));
  const list = () => tokenList(listPage(rows, query, options.locale), { path: base, query, tenants }, context);
  const body = html`${hero(rows, health, context)}
${incidentList(cards, base, lastEnd(summaries), context)}
<section aria-labelledby="tokens"><h2 id="tokens">${words.tokens}</h2>
${rows.length === 0 ? gettingStarted(data.origin, context) : list()}
</section>`;
  return { title: words.views.overview, tone: toneOfAll(rows), body };
}

/** When the last incident of a token ended. */
function lastEnd(summaries: readonly TenantSummary[]): number | undefined {
  const ends = summaries.flatMap(({ tokens }) => tokens.flatMap(({ endedAt }) => endedAt ?? []));
  return ends.reduce<number | undefined>((last, at) => Math.max(last ?? at, at), undefined);
}

/** The one line that answers the question, and the numbers behind it. */
function hero(rows: readonly TokenRow[], health: Health, context: PageContext): Html {
  const { words, base, now } = context;
  const watched = watchedOf(rows);
  const count = (state: CountName, is: (row: TokenRow) => boolean) => tile(state, watched.filter(is).length, context);
  const looked = health.lastSweepAt ?? now;
  const tone = toneOfAll(rows);
  return html`<section class="hero card ${tone}">
<div class="line"><h1>${toneIcon(tone)}${summaryLine(rows, words)}</h1>${updated(looked, context)}</div>
<ul class="tiles">
<li><a href="${base}#tokens"><b class="figures">${watched.length}</b> ${words.counts.tokens}</a></li>
${count('critical', ({ standing }) => toneOf(standing) === 'critical')}
${count('warning', ({ standing }) => toneOf(standing) === 'warning')}
${count('expiring', ({ standing }) => standing.kind === 'expiring')}
${count('silenced', ({ isSilenced }) => isSilenced)}
</ul>
${
  watched.length > 0 &&
  html`<div class="chart">${fleetBars(
    watched.map(({ token }) => token.strip),
    context,
  )}<p class="soft">${words.lastDays}</p></div>`
}
</section>
${health.status !== 'ok' && html`<p class="note warning">${words.health.degraded} <a href="${listAddress(base, { view: 'health' })}">${words.views.health}</a></p>`}`;
}

/** Numbers that lead to the list of what they count. */
type CountName = 'critical' | 'warning' | 'expiring' | 'silenced';

function tile(state: CountName, count: number, { base, words }: PageContext): Html {
  return html`<li><a class="${count > 0 && state}" href="${listAddress(base, { state })}#tokens"><b class="figures">${count}</b> ${words.counts[state]}</a></li>`;
}
