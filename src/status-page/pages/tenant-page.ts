import type { GroupListed } from '../../app/deliver/listing.ts';
import { isInForce, WHOLE_TENANT } from '../../app/model/state.ts';
import { type ConnectionState, tenantOf } from '../../app/model/subject.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import { tenantAddress } from '../addresses.ts';
import type { PageContext } from '../context.ts';
import { html } from '../html.ts';
import { cardsOf, openIncidents } from '../incidents.ts';
import { listPage, rowsOf } from '../listing.ts';
import { actionLinks } from '../parts/action-links.ts';
import { connections } from '../parts/connections.ts';
import { incidentList } from '../parts/incident-list.ts';
import { factList } from '../parts/tables.ts';
import { moment } from '../parts/time.ts';
import { tokenList } from '../parts/token-list.ts';
import { bdi } from '../parts/token-table.ts';
import { toneIcon } from '../parts/tone-icon.ts';
import type { ListQuery } from '../query.ts';
import { summaryLine, toneOfAll } from '../tally.ts';
import type { PageBody } from './page-body.ts';

export interface TenantData {
  readonly summary: TenantSummary;
  readonly groups: readonly GroupListed[];
  /** Its enrollment program tokens and push certificates. */
  readonly connections: readonly ConnectionState[];
}

/** One tenant: its incidents, its tokens and what holds for all of them. */
export function tenantPage(
  { summary, groups, connections: others }: TenantData,
  query: ListQuery,
  context: PageContext,
): PageBody {
  const { words, base, options, now, seesAll } = context;
  const { tenantId } = summary;
  const name = tenantName(tenantId, options);
  const inTenant: PageContext = { ...context, options: { ...options, severalTenants: false } };
  const rows = rowsOf([summary], context);
  // A group that reaches beyond this tenant is shown, and acted on, where all of it is seen.
  const own = groups.filter(({ openMembers }) => openMembers.every((it) => tenantOf(it) === tenantId));
  const path = tenantAddress(base, tenantId);
  const silence = summary.silences.find((it) => it.subject === WHOLE_TENANT && isInForce(it, now));
  const body = html`${seesAll && html`<p class="trail"><a href="${base}">${words.toOverview}</a></p>`}
<section class="hero card ${toneOfAll(rows)}"><div class="line"><h1>${toneIcon(toneOfAll(rows))}${bdi(name)}</h1><p>${summaryLine(rows, words)}</p>
${silence && html`<p class="quiet">${words.quiet.silenced(context.time.moment(silence.until), silence.by)}</p>`}</div>
${actionLinks([[silence ? 'resume' : 'silence', { kind: 'subject', tenantId, subject: WHOLE_TENANT }]], context)}
</section>
${incidentList(cardsOf(openIncidents([summary], now), own), path, undefined, inTenant)}
<section aria-labelledby="tokens"><h2 id="tokens">${words.tokens}</h2>
${tokenList(listPage(rows, query, options.locale), { path, query, tenants: [] }, inTenant)}
</section>
${connections(others, context)}
<h2>${words.token.facts}</h2>
${factList([
  [words.tenant.tenantId, html`<span class="id">${tenantId}</span>`],
  [words.tenant.listedAt, summary.listedAt === undefined ? undefined : moment(summary.listedAt, context)],
])}`;
  return { title: words.titleOf(name), tone: toneOfAll(rows), body };
}
