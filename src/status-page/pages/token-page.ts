import type { Notification } from '../../app/deliver/listing.ts';
import type { HistoryItem, Silence, TimelineEntry } from '../../app/model/state.ts';
import { isOpen, type TokenState } from '../../app/model/subject.ts';
import { tokenSummary } from '../../app/overview/summary-of.ts';
import { intunePage } from '../../channels/content/links.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import { nameOf, tokenTitle } from '../../channels/content/text.ts';
import { failingSince, fieldOf, lastCompletedAt, lastSyncAt, latestObservation } from '../../domain/record.ts';
import { msOf, type Timestamp } from '../../domain/timestamp.ts';
import { tenantAddress } from '../addresses.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelOf } from '../notices.ts';
import { actionLinks, type Offer } from '../parts/action-links.ts';
import { deliveryState, lastSent, resend, troubleOf } from '../parts/deliveries.ts';
import { incidentCard } from '../parts/incident-card.ts';
import { outcomePlot } from '../parts/outcome-plot.ts';
import { stripBar } from '../parts/strip-bar.ts';
import { emptyNote, factList, plainTable } from '../parts/tables.ts';
import { moment } from '../parts/time.ts';
import { timeline } from '../parts/timeline.ts';
import { bdi } from '../parts/token-table.ts';
import { causeText, standingOf, standingText, toneOf } from '../standing.ts';
import type { PageBody } from './page-body.ts';

export interface TokenData {
  readonly state: TokenState;
  readonly silence?: Silence;
  /** Newest first. */
  readonly history: readonly HistoryItem[];
  /** Of its last incident. */
  readonly timeline: readonly TimelineEntry[];
  readonly notifications: readonly Notification[];
}

/** Rows of history that are listed; the plot has more. */
const LISTED = 50;

/** All that is known of one token. */
export function tokenPage(data: TokenData, context: PageContext): PageBody {
  const { state, history, notifications } = data;
  const { words, now } = context;
  const summary = tokenSummary(state);
  const standing = standingOf(summary, now);
  const name = tokenTitle(state.subject, labelOf(summary));
  const body = html`${head(data, name, context)}
${incident(data, context)}
<h2>${words.token.plot}</h2>
${history.length === 0 ? emptyNote(words.empty.history) : outcomePlot(history, context)}
<h2>${words.token.facts}</h2>
${facts(data, context)}
<h2>${words.token.heard}</h2>
${notifications.length === 0 ? emptyNote(words.nothingYet) : heardTable(notifications, context)}
<h2>${words.token.history}</h2>
${history.length === 0 ? emptyNote(words.empty.history) : historyTable(history, context)}`;
  return { title: words.titleOf(name), tone: toneOf(standing), body };
}

function head({ state, silence }: TokenData, name: string, context: PageContext): Html {
  const { words, base, now, options, seesAll } = context;
  const { tenantId, subject } = state;
  const standing = standingOf(tokenSummary(state), now);
  const tenant = tenantName(tenantId, options);
  const about = { kind: 'subject', tenantId, subject } as const;
  const silencing: Offer = silence ? ['resume', { ...about, subject: silence.subject }] : ['silence', about];
  // While an incident is open, its card has these buttons.
  const offers: readonly Offer[] = isOpen(state.incident) ? [] : [silencing, ['stop', about]];
  return html`<p class="trail">${seesAll && html`<a href="${base}">${words.toOverview}</a> › `}<a href="${tenantAddress(base, tenantId)}">${bdi(tenant)}</a></p>
<section class="card panel">
<h1 class="title">${bdi(name)} <span class="state ${toneOf(standing)}">${standingText(standing, context)}</span></h1>
<div class="wide">${stripBar(state.strip, context)}</div>
<p class="soft">${words.columns.days}</p>
${state.retiredAt !== undefined && html`<p class="note">${words.token.notMonitoredNote}</p>`}
${silence && html`<p class="quiet">${words.quiet.silenced(context.time.moment(silence.until), silence.by)}</p>`}
${!isOpen(state.incident) && html`<p class="actions"><a class="button" href="${intunePage(tenantId)}" rel="noreferrer">${words.actions.intune}</a></p>`}
${state.retiredAt === undefined && actionLinks(offers, context)}
</section>`;
}

/** The incident that is open, or the last one that ended, with what happened to it. */
function incident({ state, silence, timeline: entries }: TokenData, context: PageContext): Html | undefined {
  const { words, time } = context;
  const last = state.incident;
  if (!last) return undefined;
  const happened = html`<h2>${words.token.timeline}</h2>${timeline(entries, context)}`;
  const token = tokenSummary(state);
  if (token.incident && state.retiredAt === undefined) {
    const open = {
      tenantId: state.tenantId,
      subject: state.subject,
      token,
      incident: token.incident,
      ...(silence && { silence }),
    };
    return html`<h2>${words.openIncidents}</h2>${incidentCard(open, tenantAddress(context.base, state.tenantId), { ...context, guidesOpen: true })}${happened}`;
  }
  const ended = last.resolvedAt ?? last.changedAt;
  return html`<h2>${words.token.lastIncident}</h2><div class="card panel"><p><b>${causeText(last.cause, context)}</b> · ${words.ended(time.moment(ended), time.duration(ended - last.openedAt))}</p></div>${happened}`;
}

function facts({ state }: TokenData, context: PageContext): Html {
  const { words, alertWords } = context;
  const { record, tenantId } = state;
  const { labels, statuses, neverSynced } = alertWords;
  const { status } = latestObservation(record);
  const when = (at: Timestamp | undefined) => at && moment(msOf(at), context);
  const syncedAt = lastSyncAt(record);
  const text = (name: 'organizationName' | 'locationName' | 'appleId' | 'countryOrRegion' | 'tokenState') =>
    nameOf(fieldOf(record, name));
  return factList([
    [words.token.status, statuses[status === 'none' && syncedAt ? 'noneButDated' : status]],
    [labels.lastSync, when(syncedAt) ?? neverSynced],
    [words.token.lastCompleted, when(lastCompletedAt(record))],
    [labels.failingSince, when(failingSince(record))],
    [labels.expiry, when(fieldOf(record, 'expiresAt'))],
    [words.token.tokenState, text('tokenState')],
    [labels.location, text('locationName')],
    [labels.organization, text('organizationName')],
    [labels.appleId, text('appleId')],
    [words.token.country, text('countryOrRegion')],
    [labels.lastReport, when(record.lastReportAt)],
    [words.token.firstSeen, when(record.firstSeenAt)],
    [labels.tokenId, html`<span class="id">${record.tokenId}</span>`],
    [words.tenant.tenantId, html`<span class="id">${tenantId}</span>`],
  ]);
}

function heardTable(notifications: readonly Notification[], context: PageContext): Html {
  const { token, columns, deliveries } = context.words;
  return plainTable(
    token.heard,
    [token.target, columns.state, token.what, deliveries.reason],
    notifications.map((it) => [
      it.target,
      deliveryState(it, context),
      lastSent(it, context),
      html`${troubleOf(it, context)}${resend(it, context)}`,
    ]),
  );
}

function historyTable(history: readonly HistoryItem[], context: PageContext): Html {
  const { token, outcomes } = context.words;
  const { statuses, labels } = context.alertWords;
  return plainTable(
    token.history,
    [token.observed, token.status, labels.lastSync, token.outcome, token.source, labels.detail],
    history
      .slice(0, LISTED)
      .map((it) => [
        moment(msOf(it.observedAt), context),
        html`<span class="state ${it.status === 'failed' ? 'critical' : it.status === 'completed' ? 'good' : 'info'}">${statuses[it.status]}</span>`,
        it.lastSyncAt && moment(msOf(it.lastSyncAt), context),
        outcomes[it.outcome],
        it.source,
        it.detail && bdi(it.detail),
      ]),
  );
}
