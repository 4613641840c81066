import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { ListPage } from '../listing.ts';
import type { ListQuery } from '../query.ts';
import { filters, type TenantChoice } from './filters.ts';
import { pager } from './pager.ts';
import { tokenTable } from './token-table.ts';

interface TokenListOptions {
  /** The path of the page that the list stands on. */
  readonly path: string;
  readonly query: ListQuery;
  /** To narrow it to; none where it is of one tenant. */
  readonly tenants: readonly TenantChoice[];
}

/** A page of tokens with all that narrows and orders it. */
export function tokenList(list: ListPage, { path, query, tenants }: TokenListOptions, context: PageContext): Html {
  const { words, options } = context;
  const found =
    list.count === 0
      ? html`<p class="empty">${words.empty.filter} <a href="${path}#tokens">${words.filters.clear}</a></p>`
      : html`${tokenTable(list, { path, query, namesTenants: options.severalTenants }, context)}${pager(list, path, query, context)}`;
  return html`<div class="card list">${filters(path, query, tenants, context)}
${found}</div>`;
}
