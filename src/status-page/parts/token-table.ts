import { tenantAddress, tokenAddress } from '../addresses.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { ListPage, TokenRow } from '../listing.ts';
import { COLUMNS, type Column, type ListQuery, listAddress } from '../query.ts';
import { EXPIRES_SOON_DAYS, standingText, toneOf } from '../standing.ts';
import { stripBar } from './strip-bar.ts';
import { moment } from './time.ts';

interface TableOptions {
  /** The path of the page that the table stands on. */
  readonly path: string;
  readonly query: ListQuery;
  /** Whether rows say whose they are. */
  readonly namesTenants: boolean;
}

/** Tokens with their state and their last 30 days. Small screens show each as a card, so every cell has its role. */
export function tokenTable({ rows }: ListPage, options: TableOptions, context: PageContext): Html {
  const { words } = context;
  const heads = COLUMNS.map((column) => columnHead(column, options, context));
  return html`<table class="tokens" role="table">
<caption class="unseen">${words.tokens}</caption>
<thead role="rowgroup"><tr role="row">${heads}<th scope="col" role="columnheader">${words.columns.days}</th></tr></thead>
<tbody role="rowgroup">${rows.map((row) => tokenRow(row, options, context))}</tbody>
</table>`;
}

function columnHead(column: Column, { path, query }: TableOptions, { words }: PageContext): Html {
  const isSorted = query.sort === column;
  const order = query.isDescending ? 'descending' : 'ascending';
  const address = listAddress(path, { ...query, sort: column, isDescending: isSorted && !query.isDescending, page: 1 });
  const link = html`<a href="${address}">${words.columns[column]}</a>`;
  return isSorted
    ? html`<th scope="col" role="columnheader" aria-sort="${order}">${link}</th>`
    : html`<th scope="col" role="columnheader">${link}</th>`;
}

function tokenRow(row: TokenRow, { namesTenants }: TableOptions, context: PageContext): Html {
  const { words, base } = context;
  const { tenantId, tenant, token, name, location, standing } = row;
  const whose = namesTenants && html`<a class="whose" href="${tenantAddress(base, tenantId)}">${bdi(tenant)}</a>`;
  const link = html`<a href="${tokenAddress(base, tenantId, token.tokenId)}">${bdi(name)}</a>`;
  return html`<tr role="row">
<th scope="row" role="rowheader">${standing.kind === 'unread' ? bdi(name) : link}${whose}</th>
<td role="cell" data-label="${words.columns.location}">${location === '' ? dash() : bdi(location)}</td>
<td role="cell" data-label="${words.columns.state}"><span class="state ${toneOf(standing)}">${standingText(standing, context)}</span>${row.isSilenced && html` <span class="state info">${words.counts.silenced}</span>`}</td>
<td role="cell" data-label="${words.columns.lastSync}" class="figures">${row.lastSyncAt === undefined ? context.alertWords.neverSynced : moment(row.lastSyncAt, context)}</td>
<td role="cell" data-label="${words.columns.expiry}" class="figures">${expiry(row, context)}</td>
<td role="cell" data-label="${words.columns.days}" class="days">${stripBar(token.strip, context)}</td>
</tr>
`;
}

function expiry({ daysLeft }: TokenRow, { words }: PageContext): Html | string {
  if (daysLeft === undefined) return dash();
  const text = daysLeft > 0 ? words.daysLeft(daysLeft) : words.daysAgo(-daysLeft);
  return daysLeft > EXPIRES_SOON_DAYS ? text : html`<b class="${daysLeft > 7 ? 'warning' : 'critical'}">${text}</b>`;
}

/** Names of strangers keep their own direction and turn nothing around them. */
export function bdi(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

function dash(): Html {
  return html`<span class="soft">–</span>`;
}
