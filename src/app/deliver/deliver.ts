import {
  type Clock,
  type Log,
  type NotificationQueue,
  type Outbox,
  type SendResult,
  StorageUnavailable,
  type Target,
} from '../model/ports.ts';
import { type Notification, type NotificationPointer, notificationIdOf, type Stored } from '../model/state.ts';
import { type GroupingDeps, markGrouped, outbreakFor } from './grouping.ts';
import type { HealthNotes } from './target-health.ts';

export interface DeliverDeps {
  readonly outbox: Outbox;
  readonly queue: NotificationQueue;
  /** The targets that are configured, by id. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly grouping: GroupingDeps;
  readonly health: HealthNotes;
}

/** A send lasts 10 s at most; whoever claimed a row and has not let go of it after this has crashed. */
export const CLAIM_MS = 120_000;

export const MAX_ATTEMPTS = 10;
const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 6 * 60 * 60_000;
const JITTER = 0.2;

/** Free retries end too: a notice that nobody took for this long is shown as dead rather than kept for ever. */
const PATIENCE_MS = 3 * 24 * 60 * 60_000;

/** How long to wait for an older notice of the same incident that is being sent just now. */
const IN_FLIGHT_WAIT_MS = 2_000;

/** A claim lost to somebody else is looked at again this often before the message is put back. */
const CLAIM_TRIES = 4;

/** How long a message waits while the table is out of reach. */
const OUTAGE_WAIT_MS = 30_000;

/**
 * Brings one notification one step further, as `step` says. That the table is out of reach is no fault of the message:
 * it is put back rather than thrown, or a few minutes' outage would make it a poison message and its alert dead.
 *
 * @throws StorageUnavailable where the queue is out of reach too; the message then comes again by itself
 */
export async function deliver(pointer: NotificationPointer, deps: DeliverDeps): Promise<void> {
  try {
    await step(pointer, deps);
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    deps.log.warn(`delivery: put back until storage is available, ${nameOf(pointer)} reason="${error.message}"`);
    await deps.queue.enqueue(pointer, OUTAGE_WAIT_MS);
  }
}

/**
 * Brings one notification one step further: claims its row, sends once, and records how it went. Of the notices of
 * one incident to one target only the newest pending one is sent.
 */
async function step(pointer: NotificationPointer, deps: DeliverDeps): Promise<void> {
  for (let tries = 0; tries < CLAIM_TRIES; tries++) {
    const stored = await deps.outbox.read(pointer);
    if (stored?.value.state !== 'pending') return;
    const now = deps.clock();
    const wait = (stored.value.dueAt ?? now) - now;
    if (wait > 0) return deps.queue.enqueue(pointer, wait);

    const siblings = await deps.outbox.readSiblings(pointer);
    const others = siblings.filter(({ value }) => value.state === 'pending' && value.seq !== pointer.seq);
    // What came later says more than this one, whether it still waits or has been heard.
    if (
      siblings.some(({ value }) => value.seq > pointer.seq && value.state !== 'dead' && value.state !== 'superseded')
    ) {
      if ((await settleAs('superseded', stored, deps)) === 'conflict') continue;
      return;
    }
    if (others.some(({ value }) => isInFlight(value, now))) return deps.queue.enqueue(pointer, IN_FLIGHT_WAIT_MS);

    const heard = lastHeard(siblings, pointer);
    if (heard && isKnown(stored.value, heard)) {
      if ((await settleAs('superseded', stored, deps)) === 'conflict') continue;
      return;
    }
    const outbreak = await outbreakFor(stored.value, heard, unheardBeginning(siblings, pointer, heard), deps.grouping);
    if (outbreak) {
      if ((await settleAs('grouped', stored, deps)) === 'conflict') continue;
      await Promise.all(others.map((older) => settleAs('superseded', older, deps)));
      return markGrouped(stored.value.notice, outbreak, deps.grouping);
    }

    const claimed = await deps.outbox.update(stored, { ...stored.value, claimedAt: now, dueAt: now + CLAIM_MS });
    if (claimed === 'conflict') continue;
    // One that is claimed in this very moment keeps its row; it is then sent too, and the newer one after it.
    await Promise.all(others.map((older) => settleAs('superseded', older, deps)));
    await sendClaimed(claimed, deps);
    return;
  }
  await deps.queue.enqueue(pointer, IN_FLIGHT_WAIT_MS);
}

function isInFlight({ claimedAt, dueAt }: Notification, now: number): boolean {
  return claimedAt !== undefined && dueAt !== undefined && dueAt > now;
}

/**
 * Whether a beginning is told to a target that has heard of it, and of no end: of a member of an outbreak that speaks
 * for itself again, some targets may have heard before there was an outbreak.
 */
function isKnown({ notice }: Notification, { notice: before, state }: Notification): boolean {
  if (notice.type !== 'vpp.incident.opened' || state !== 'delivered') return false;
  if (!('failing' in before) || before.type === 'vpp.incident.resolved') return false;
  return notice.cause === before.cause && notice.severity === before.severity && notice.failing === before.failing;
}

/** The last notice of the incident that reached the target, or that an outbreak stood for. */
function lastHeard(siblings: readonly Stored<Notification>[], { seq }: NotificationPointer): Notification | undefined {
  const heard = siblings.map(({ value }) => value).filter(({ state }) => state === 'delivered' || state === 'grouped');
  return heard.filter((it) => it.seq < seq).at(-1);
}

/** The beginning that this notice takes the place of, since nobody heard of it while it waited. */
function unheardBeginning(
  siblings: readonly Stored<Notification>[],
  { seq }: NotificationPointer,
  heard: Notification | undefined,
): Notification | undefined {
  const between = siblings.map(({ value }) => value).filter((it) => it.seq < seq && it.seq > (heard?.seq ?? 0));
  const unheard = between.filter(({ state }) => state === 'pending' || state === 'superseded');
  return unheard.filter(({ notice }) => notice.type === 'vpp.incident.opened').at(-1);
}

/** Ends a notification that is not sent. */
function settleAs(state: 'superseded' | 'grouped', stored: Stored<Notification>, { outbox }: DeliverDeps) {
  const { dueAt: _, claimedAt: __, ...rest } = stored.value;
  return outbox.update(stored, { ...rest, state });
}

async function sendClaimed(claimed: Stored<Notification>, deps: DeliverDeps): Promise<void> {
  const target = deps.targets.get(claimed.value.target);
  const result: SendResult = target
    ? await target.send(claimed.value.notice)
    : { kind: 'refused', reason: 'no channel of this name is configured' };
  if (target) await deps.health.note(target.id, result);
  const now = deps.clock();
  const next = afterAttempt(claimed.value, result, now, deps.random());
  const recorded = await deps.outbox.update(claimed, next);
  const name = nameOf(next);
  if (recorded === 'conflict') {
    deps.log.warn(`delivery: changed by another instance while it was being sent, ${name}`);
    return;
  }
  if (next.state === 'dead') {
    deps.log.error(`delivery: failed for good, ${name} attempts=${next.attempts} reason="${next.lastError}"`);
  }
  if (next.state !== 'pending' || next.dueAt === undefined) return;
  const retryAt = new Date(next.dueAt).toISOString();
  deps.log.info(`delivery: failed, will be retried, ${name} at=${retryAt} reason="${next.lastError}"`);
  await deps.queue.enqueue(next, next.dueAt - now);
}

/** A notification as the log names it. */
function nameOf(pointer: NotificationPointer): string {
  return `notification=${notificationIdOf(pointer)} target=${pointer.target}`;
}

/** What a notification becomes by an attempt that ended at `now`. */
export function afterAttempt(sent: Notification, result: SendResult, now: number, random: number): Notification {
  const { dueAt: _, claimedAt: __, lastError: ___, ...rest } = sent;
  const tried = { ...rest, lastAttemptAt: now };
  if (result.kind === 'delivered') {
    return { ...tried, state: 'delivered', attempts: sent.attempts + 1, deliveredAt: now };
  }
  const isFree = result.kind === 'retry' && result.free === true && now - sent.createdAt < PATIENCE_MS;
  const attempts = sent.attempts + (isFree ? 0 : 1);
  const failed = { ...tried, attempts, lastError: result.reason };
  if (result.kind === 'refused' || attempts >= MAX_ATTEMPTS) return { ...failed, state: 'dead' };
  const delay = isFree && result.retryAfterMs !== undefined ? 0 : retryDelay(Math.max(1, attempts), random);
  return { ...failed, dueAt: now + Math.max(delay, result.retryAfterMs ?? 0) };
}

/** 10 s, and four times as long after each further attempt, 6 h at most; a fifth more or less, so that peers are not hit in step. */
export function retryDelay(attempts: number, random: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 4 ** (attempts - 1));
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}

/** A message that crashed its handler too often: its notification becomes visible as dead, and can be redriven. */
export async function bury(
  pointer: NotificationPointer,
  deps: Pick<DeliverDeps, 'outbox' | 'clock' | 'log'>,
): Promise<void> {
  const { outbox, clock, log } = deps;
  const stored = await outbox.read(pointer);
  if (stored?.value.state !== 'pending') return;
  const { dueAt: _, claimedAt: __, ...rest } = stored.value;
  const dead: Notification = {
    ...rest,
    state: 'dead',
    lastAttemptAt: clock(),
    lastError: rest.lastError ?? 'handling the message failed again and again',
  };
  if ((await outbox.update(stored, dead)) === 'conflict') return bury(pointer, deps);
  log.error(`delivery: failed for good, ${nameOf(dead)} reason="handling its message kept failing"`);
}
