import { APP_TENANT } from '../../app/model/subject.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import { shortTenantName } from '../../channels/content/tenant.ts';
import { tokenTitle } from '../../channels/content/text.ts';
import { tenantAddress, tokenAddress } from '../addresses.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelOf } from '../notices.ts';
import { bdi } from './token-table.ts';

/**
 * Leads to what a row of a table is about: a token by its name, anything else by its tenant.
 *
 * @param subject a token's id or that of another subject; undefined for all of the tenant
 */
export function subjectLink(
  tenantId: string,
  subject: string | undefined,
  summaries: readonly TenantSummary[],
  { base, options, words }: PageContext,
): Html {
  if (tenantId === APP_TENANT) return bdi((subject ?? '').replace(/^_target:/, ''));
  const summary = summaries.find((it) => it.tenantId === tenantId);
  const tenant = shortTenantName(tenantId, options);
  const whose = html`<a class="whose" href="${tenantAddress(base, tenantId)}">${bdi(tenant)}</a>`;
  if (subject === undefined) return html`${words.tenant.wholeTenant}${whose}`;
  const token = summary?.tokens.find((it) => it.tokenId === subject);
  // What is no token concerns its tenant.
  if (subject.startsWith('_')) return html`<a href="${tenantAddress(base, tenantId)}">${bdi(tenant)}</a>`;
  const name = tokenTitle(subject, token ? labelOf(token) : {});
  return html`<a href="${tokenAddress(base, tenantId, subject)}">${bdi(name)}</a>${options.severalTenants && whose}`;
}
