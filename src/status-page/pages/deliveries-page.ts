import type { Notification } from '../../app/deliver/listing.ts';
import { WHOLE_TENANT } from '../../app/model/state.ts';
import { tenantOf } from '../../app/model/subject.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { deliveryState, lastSent, resend, troubleOf } from '../parts/deliveries.ts';
import { subjectLink } from '../parts/subject-link.ts';
import { emptyNote, plainTable } from '../parts/tables.ts';
import type { PageBody } from './page-body.ts';

export interface DeliveriesData {
  /** To name whom they are about. */
  readonly summaries: readonly TenantSummary[];
  /** What could not be sent. */
  readonly dead: readonly Notification[];
  /** What waits: to be sent, for a silence's end or for its channel to come back. */
  readonly waiting: readonly Notification[];
}

/** Alerts that did not arrive, with a button that sends them once more, and those that wait. */
export function deliveriesPage({ summaries, dead, waiting }: DeliveriesData, context: PageContext): PageBody {
  const { words } = context;
  const table = (label: string, rows: readonly Notification[]) => deliveryTable(label, rows, summaries, context);
  const body = html`<h1>${words.views.deliveries}</h1>
<h2>${words.deliveries.undelivered}</h2>
${dead.length === 0 ? emptyNote(words.empty.deliveries) : table(words.deliveries.undelivered, dead)}
<h2>${words.deliveries.waiting}</h2>
${waiting.length === 0 ? emptyNote(words.empty.waiting) : table(words.deliveries.waiting, waiting)}`;
  return { title: words.views.deliveries, tone: dead.length > 0 ? 'critical' : 'info', body };
}

function deliveryTable(
  label: string,
  rows: readonly Notification[],
  summaries: readonly TenantSummary[],
  context: PageContext,
): Html {
  const { deliveries, token, columns } = context.words;
  return plainTable(
    label,
    [deliveries.about, token.target, columns.state, token.what, deliveries.reason],
    rows.map((it) => [
      subjectLink(tenantOf(it), it.subject === WHOLE_TENANT ? undefined : it.subject, summaries, context),
      it.target,
      deliveryState(it, context),
      lastSent(it, context),
      html`${troubleOf(it, context)}${resend(it, context)}`,
    ]),
  );
}
