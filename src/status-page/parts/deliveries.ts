import type { Notification } from '../../app/deliver/listing.ts';
import type { Fact } from '../../app/model/fact.ts';
import { reasonWords } from '../../channels/content/reason.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { causeText } from '../standing.ts';
import { actionLinks } from './action-links.ts';
import { moment } from './time.ts';

const TONES = {
  delivered: 'good',
  pending: 'info',
  silenced: 'info',
  parked: 'info',
  missed: 'info',
  dead: 'critical',
} as const satisfies Record<Notification['standing'], string>;

/** How a delivery stands with its target. */
export function deliveryState({ standing }: Notification, { words }: PageContext): Html {
  return html`<span class="state ${TONES[standing]}">${words.deliveryStates[standing]}</span>`;
}

/** What the target was sent last, and when. */
export function lastSent({ heard }: Notification, context: PageContext): Html | string {
  if (!heard) return context.words.nothingYet;
  return html`${factText(heard.fact, context)}<br><span class="soft">${moment(heard.at, context)}</span>`;
}

/** What went wrong, and when it is tried again. */
export function troubleOf(
  { lastError, attempts, triedSince, dueAt, silencedUntil }: Notification,
  context: PageContext,
): string {
  const { words, time, alertWords } = context;
  return [
    ...(lastError === undefined ? [] : [reasonWords(lastError, alertWords)]),
    ...(attempts > 0 && triedSince !== undefined ? [words.attempts(attempts, time.short(triedSince))] : []),
    ...(dueAt === undefined ? [] : [words.nextAttempt(time.short(silencedUntil ?? Math.max(dueAt, context.now)))]),
  ].join(' · ');
}

/** A button that has it sent once more, where it could not be sent. */
export function resend({ standing, target, tenantId, subject }: Notification, context: PageContext): Html | undefined {
  if (standing !== 'dead') return undefined;
  return actionLinks([['resend', { kind: 'target', target, tenantId, subject }]], context);
}

function factText(fact: Fact, { words, alertWords }: PageContext): string {
  if (fact.kind === 'over') return words.notices.resolved;
  if (fact.kind === 'expiring') return words.notices.expiring;
  return `${causeText(fact.cause, { words, alertWords })} (${alertWords.severities[fact.severity]})`;
}
