import type { Content } from '../../channels/content/content.ts';
import { describe } from '../../channels/content/describe.ts';
import { shortTenantName } from '../../channels/content/tenant.ts';
import { tokenTitle } from '../../channels/content/text.ts';
import { tenantAddress, tokenAddress } from '../addresses.ts';
import type { PageContext } from '../context.ts';
import { type Html, html, markup } from '../html.ts';
import { type IncidentCard, type IncidentGroup, isGroup, type OpenIncident } from '../incidents.ts';
import { groupNoticeOf, labelOf, noticeOf } from '../notices.ts';
import { listAddress } from '../query.ts';
import { instantOf } from '../standing.ts';
import { actions } from './action-links.ts';
import { alertState, groupState } from './alert-state.ts';
import { bdi } from './token-table.ts';

/** Members of a group that are named; the list of tokens has them all. */
const NAMED = 12;

/**
 * An incident, or several that were told as one: what is wrong, since when, who knows of it, and what to do.
 *
 * @param path of the page with the list of tokens
 */
export function incidentCard(card: IncidentCard, path: string, context: PageContext): Html {
  return isGroup(card) ? groupCard(card, path, context) : singleCard(card, context);
}

function singleCard(it: OpenIncident, context: PageContext): Html {
  const { now, words, time, base } = context;
  const { incident, tenantId, token } = it;
  const options = { ...context.options, severalTenants: false };
  const content = describe(noticeOf(it, now), options);
  // Its sentences are those of the alert that people got, which speak of the time at which it was sent.
  const { message } = describe(noticeOf(it, incident.toldAt ?? now), options);
  const began = Math.min(incident.openedAt, instantOf(incident.failingSince) ?? incident.openedAt);
  const sinceText = incident.failing ? words.failingSince : words.since;
  const title = token
    ? html`<a href="${tokenAddress(base, tenantId, token.tokenId)}">${bdi(content.title)}</a>`
    : bdi(content.title);
  return html`<article class="card incident ${incident.severity}" id="i-${incident.incidentId}">
<h3><span class="state ${incident.severity}">${context.alertWords.severities[incident.severity]}</span> ${title}</h3>
<p class="about">${whose(it, context)}<span>${sinceText(time.moment(began), time.duration(now - began))}</span></p>
${alertState(it, context)}
${guide({ ...content, message }, `g-${incident.incidentId}`, context)}
${actions(it, context)}
</article>`;
}

function groupCard(it: IncidentGroup, path: string, context: PageContext): Html {
  const { now, words, time, alertWords } = context;
  const { groups, members } = it;
  const [group] = groups;
  const content = describe(groupNoticeOf(it, now), { ...context.options, severalTenants: false });
  const named = members.slice(0, NAMED).map((member) => html`<li>${memberName(member, context)}</li>`);
  const rest = members.length - named.length;
  const list = listAddress(path, { state: 'attention', ...(it.cause !== null && { problem: it.cause }) });
  const more = rest > 0 && html`<li><a href="${list}#tokens">${alertWords.andMore(rest)}</a></li>`;
  return html`<article class="card incident ${content.severity}" id="g-${group.id}">
<h3><span class="state ${content.severity}">${alertWords.severities[content.severity]}</span> ${bdi(content.title)}</h3>
<p class="about"><span>${words.since(time.moment(group.openedAt), time.duration(now - group.openedAt))}</span></p>
${groupState(it, context)}
<ul class="members" aria-label="${words.members}">${named}${more}</ul>
${guide(content, `d-${group.id}`, context)}
${actions(it, context)}
</article>`;
}

/** The tenant, where there are several. */
function whose(it: OpenIncident, { options, base }: PageContext): Html | false {
  return (
    options.severalTenants &&
    html`<a href="${tenantAddress(base, it.tenantId)}">${bdi(shortTenantName(it.tenantId, options))}</a>`
  );
}

function memberName(it: OpenIncident, { base, options, alertWords }: PageContext): Html {
  const { tenantId, token, subject } = it;
  const tenant = shortTenantName(it.tenantId, options);
  if (!token) return html`<a href="${tenantAddress(base, tenantId)}">${bdi(tenant)}</a>`;
  const name = tokenTitle(subject, labelOf(token));
  const shown = options.severalTenants ? alertWords.groups.of(name, tenant) : name;
  return html`<a href="${tokenAddress(base, tenantId, token.tokenId)}">${bdi(shown)}</a>`;
}

/** What to do, as the alert says it; closed until a reader wants it. */
function guide({ message, impact, caution, runbook }: Content, id: string, context: PageContext): Html {
  const { words, alertWords } = context;
  const { parts } = alertWords;
  return html`<details id="${id}"${context.guidesOpen === true && markup(' open')}><summary>${words.whatToDo}: ${runbook.title}</summary>
<p>${message}</p>
${impact !== '' && html`<p><b>${parts.impact}:</b> ${impact}</p>`}
${caution !== '' && html`<p class="note warning"><b>${parts.caution}:</b> ${caution}</p>`}
<ol>${runbook.steps.map((step) => html`<li>${step}</li>`)}</ol>
${runbook.url !== null && html`<p><a class="button" href="${runbook.url}" rel="noreferrer">${words.actions.intune}</a></p>`}
</details>`;
}
