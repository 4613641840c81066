import type { GroupListed } from '../../app/deliver/listing.ts';
import type { Health } from '../../app/health/health.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { cardsOf, openIncidents } from '../incidents.ts';
import { type ListPage, listPage, rowsOf, type TokenRow } from '../listing.ts';
import { filters } from '../parts/filters.ts';
import { fleetBars } from '../parts/fleet-bars.ts';
import { gettingStarted } from '../parts/getting-started.ts';
import { incidentCard } from '../parts/incident-card.ts';
import { pager } from '../parts/pager.ts';
import { tokenTable } from '../parts/token-table.ts';
import { type ListQuery, listAddress } from '../query.ts';
import { toneOf } from '../standing.ts';
import type { PageBody } from './page-body.ts';

export interface OverviewData {
  readonly summaries: readonly TenantSummary[];
  readonly groups: readonly GroupListed[];
  readonly health: Health;
  /** When the last incident ended, where that is known. Milliseconds since the epoch. */
  readonly lastEndedAt?: number;
  /** The address of this app, for who has sent nothing yet. */
  readonly origin: string;
}

/** Most incidents and groups that are shown whole; the list below has all tokens. */
const MOST_CARDS = 20;

/** Are the tokens all right, since when, and what is to be done: the page of all tenants. */
export function overviewPage(data: OverviewData, query: ListQuery, context: PageContext): PageBody {
  const { summaries, groups, health } = data;
  const { words, now, base, options } = context;
  const rows = rowsOf(summaries, context);
  const cards = cardsOf(openIncidents(summaries, now), groups);
  const tenants = summaries
    .filter(({ tokens }) => tokens.length > 0)
    .map((it) => ({
      tenantId: it.tenantId,
      name: tenantName({ ...it, ...(it.name && { tenantName: it.name }) }, options),
    }));
  const list = listPage(rows, query, options.locale);
  const body = html`${hero(rows, health, context)}
<section aria-labelledby="incidents"><h2 id="incidents">${words.openIncidents}</h2>
${cards.length === 0 && html`<p class="card empty">${words.noIncidents(data.lastEndedAt === undefined ? undefined : context.time.moment(data.lastEndedAt))}</p>`}
${cards.slice(0, MOST_CARDS).map((card) => incidentCard(card, context))}
${cards.length > MOST_CARDS && html`<p><a href="${base}?state=attention#tokens">${context.alertWords.andMore(cards.length - MOST_CARDS)}</a></p>`}
</section>
<section aria-labelledby="tokens"><h2 id="tokens">${words.tokens}</h2>
${rows.length === 0 ? gettingStarted(data.origin, context) : tokenList(list, query, tenants, context)}
</section>`;
  return { title: words.views.overview, tone: toneOfAll(rows), body };
}

function tokenList(
  list: ListPage,
  query: ListQuery,
  tenants: readonly { readonly tenantId: string; readonly name: string }[],
  context: PageContext,
): Html {
  const { base, words } = context;
  return html`<div class="card list">${filters(base, query, tenants, context)}
${
  list.count === 0
    ? html`<p class="empty">${words.empty.filter} <a href="${base}#tokens">${words.filters.clear}</a></p>`
    : html`${tokenTable(list, { path: base, query, namesTenants: context.options.severalTenants }, context)}${pager(list, base, query, context)}`
}</div>`;
}

/** The one line that answers the question, and the numbers behind it. */
function hero(rows: readonly TokenRow[], health: Health, context: PageContext): Html {
  const { words, time, base, now } = context;
  const watched = rows.filter(({ standing }) => standing.kind !== 'notMonitored');
  const faulty = watched.filter(({ standing }) => standing.kind === 'cause');
  const line =
    watched.length === 0
      ? words.noneMonitored
      : faulty.length === 0
        ? words.allOk(watched.length)
        : words.needAttention(faulty.length, watched.length);
  const count = (state: CountName, is: (row: TokenRow) => boolean) => tile(state, watched.filter(is).length, context);
  const looked = health.lastSweepAt ?? now;
  return html`<section class="hero card ${toneOfAll(rows)}">
<div class="line"><h1>${line}</h1><p class="soft">${words.updated(time.short(looked), time.zone(looked))} <span data-live hidden>${words.refreshes}</span></p></div>
<ul class="tiles">
<li><a href="${listAddress(base, {})}#tokens"><b class="figures">${watched.length}</b> ${words.counts.tokens}</a></li>
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

/** The worst that is open. */
function toneOfAll(rows: readonly TokenRow[]): 'good' | 'info' | 'warning' | 'critical' {
  const tones = rows.map(({ standing }) => toneOf(standing));
  if (tones.includes('critical')) return 'critical';
  if (tones.includes('warning')) return 'warning';
  return rows.length === 0 ? 'info' : 'good';
}
