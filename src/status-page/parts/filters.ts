import { CAUSES, isOfToken } from '../../domain/cause.ts';
import { SYNC_STATUSES } from '../../domain/sync-status.ts';
import type { PageContext } from '../context.ts';
import { type Html, html, markup } from '../html.ts';
import { isNarrowed, type ListQuery, STATE_CHOICES } from '../query.ts';
import { causeText } from '../standing.ts';

/** Beyond so many, tenants are looked for by their names: a list of hundreds helps nobody. */
const MOST_LISTED = 40;

/** A tenant to narrow a list to. */
export interface TenantChoice {
  readonly tenantId: string;
  readonly name: string;
}

/** A form that narrows a list. @param tenants to choose from; none where the list is of one tenant */
export function filters(path: string, query: ListQuery, tenants: readonly TenantChoice[], context: PageContext): Html {
  const { words } = context;
  const { sort, isDescending } = query;
  return html`<form class="filters" method="get" action="${path}#tokens" role="search">
<label class="grow">${words.filters.search}<input type="search" name="q" value="${query.search}" maxlength="200"></label>
${tenants.length > 1 && tenantField(query, tenants, context)}
<label>${words.filters.state}${stateField(query, context)}</label>
<label>${words.filters.problem}${select('problem', query.problem, [
    ['', words.filters.all],
    ...CAUSES.filter(isOfToken).map((it) => [it, causeText(it, context)] as const),
  ])}</label>
${sort !== 'state' && html`<input type="hidden" name="sort" value="${sort}">`}${isDescending && html`<input type="hidden" name="order" value="desc">`}
<button class="main">${words.filters.apply}</button>
${isNarrowed(query) && html`<a class="button" href="${path}#tokens">${words.filters.clear}</a>`}
</form>`;
}

function tenantField({ tenant }: ListQuery, tenants: readonly TenantChoice[], { words }: PageContext): Html {
  const field =
    tenants.length > MOST_LISTED
      ? html`<input type="search" name="tenant" value="${tenant}" maxlength="200">`
      : select('tenant', tenant, [
          ['', words.filters.all],
          ...tenants.map(({ tenantId, name }) => [tenantId, name] as const),
        ]);
  return html`<label>${words.filters.tenant}${field}</label>`;
}

function stateField({ state }: ListQuery, { words, alertWords }: PageContext): Html {
  const choices = STATE_CHOICES.map((it) => [it, words.stateChoices[it]] as const);
  const statuses = SYNC_STATUSES.map((it) => [it, alertWords.statuses[it]] as const);
  return html`<select name="state">${option('', words.filters.all, state)}${choices.map(([it, text]) => option(it, text, state))}<optgroup label="${words.filters.lastSync}">${statuses.map(([it, text]) => option(it, text, state))}</optgroup></select>`;
}

function select(name: string, chosen: string | undefined, choices: readonly (readonly [string, string])[]): Html {
  return html`<select name="${name}">${choices.map(([value, text]) => option(value, text, chosen))}</select>`;
}

function option(value: string, text: string, chosen: string | undefined): Html {
  return html`<option value="${value}"${value === (chosen ?? '') && markup(' selected')}>${text}</option>`;
}
