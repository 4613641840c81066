import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { type ListPage, PAGE_SIZE } from '../listing.ts';
import { type ListQuery, listAddress } from '../query.ts';
import { barKeys } from './strip-bar.ts';

/** Where in the list a page is, and the ways to the pages beside it. */
export function pager(
  { rows, page, pages, count }: ListPage,
  path: string,
  query: ListQuery,
  context: PageContext,
): Html {
  const { words } = context;
  const from = (page - 1) * PAGE_SIZE + 1;
  const at = (to: number) => listAddress(path, { ...query, page: to });
  return html`<div class="pager"><span class="soft figures">${words.shown(from, from + rows.length - 1, count)}</span>
${page > 1 && html`<a class="button" rel="prev" href="${at(page - 1)}#tokens">${words.previous}</a>`}
${page < pages && html`<a class="button" rel="next" href="${at(page + 1)}#tokens">${words.next}</a>`}
${barKeys(context)}</div>`;
}
