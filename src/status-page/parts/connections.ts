import { type ConnectionState, isOpen } from '../../app/model/subject.ts';
import { nameOf } from '../../channels/content/text.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { causeText, instantOf } from '../standing.ts';
import { plainTable } from './tables.ts';
import { moment } from './time.ts';
import { bdi } from './token-table.ts';

/** A tenant's other connections with Apple, as Graph showed them last; nothing where none is known. */
export function connections(states: readonly ConnectionState[], context: PageContext): Html | undefined {
  if (states.length === 0) return undefined;
  const { tenant, columns } = context.words;
  const { labels } = context.alertWords;
  const when = (date: string | undefined) => {
    const at = instantOf(date);
    return at === undefined ? undefined : moment(at, context);
  };
  const rows = states.map((state) => {
    const { kind, label, expiresAt } = state;
    const name = nameOf(label.displayName);
    return [
      html`${tenant[kind]}${name !== undefined && html`<br><span class="soft">${bdi(name)}</span>`}`,
      standing(state, context),
      nameOf(label.appleId),
      when(expiresAt),
      kind === 'enrollment' ? when(state.lastSyncAt) : undefined,
    ];
  });
  return html`<h2>${tenant.otherConnections}</h2>
${plainTable(tenant.otherConnections, [tenant.connection, columns.state, labels.appleId, labels.expiry, labels.lastSync], rows)}`;
}

function standing({ incident }: ConnectionState, context: PageContext): Html {
  if (!isOpen(incident)) return html`<span class="state good">${context.words.standings.ok}</span>`;
  return html`<span class="state ${incident.severity}">${causeText(incident.cause, context)}</span>`;
}
