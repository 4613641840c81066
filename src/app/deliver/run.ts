import { MINUTE, SECOND } from '../../domain/policy.ts';
import { StorageUnavailable } from '../model/ports.ts';
import { GuardLost, Hold, readGuard, SEND_WITHIN_MS } from './guard.ts';
import { deliveryLine } from './lines.ts';
import type { Message } from './message.ts';
import { countedOne, type Outcome, verdictOf } from './outcome.ts';
import type { Change, MailboxDeps, MailboxTarget, WakeUp } from './ports.ts';
import { isRefreshDue, refresh } from './refresh.ts';
import { revivals } from './revive.ts';
import { type Round, readRound } from './round.ts';
import { revivalsOfUnreached } from './success.ts';
import { mark, stamped } from './trace.ts';
import { idOf, type SubjectKey } from './want.ts';

/** A run begins no other reading and no further message after this, so that it seldom lasts longer than 60 s. */
const RUN_MS = 45 * SECOND;
/** Further messages of one reading go out for so long after it. */
const FRESH_MS = 15 * SECOND;
/**
 * A run that lets go wakes the next one no sooner than this, and for nothing later than that, which the sweep does: so
 * that of a group that waits 15 minutes its ends are said then.
 */
const NEXT_AFTER_MS = 2 * SECOND;
const NEXT_WITHIN_MS = 16 * MINUTE;
/** How far behind the guard's end a wake-up is put that came again and found it held. */
const BEHIND_MS = 10 * SECOND;
/** Behind the end of a guard that was perhaps taken just before storage went out of reach. */
const OUTAGE_MS = 55 * SECOND;

/**
 * Takes a target's mailbox, if nobody else has it, and says what there is to say, until there is nothing left or its
 * time is over. Where it dies, the next run goes on from what it wrote.
 *
 * @param dequeueCount how often the queue has handed the wake-up out, this time included
 * @throws StorageUnavailable where the queue is out of reach too; the wake-up then comes again by itself
 */
export async function runMailbox<S>(wakeUp: WakeUp, dequeueCount: number, deps: MailboxDeps<S>): Promise<void> {
  const target = deps.targets.get(wakeUp.target);
  // A target that left the settings is parked: its rows wait.
  if (!target) return;
  try {
    await takeAndRun(target, wakeUp.again === true || dequeueCount > 1, deps);
  } catch (error) {
    if (error instanceof GuardLost) return deps.log.warn(`delivery: taken over by another run, target=${target.id}`);
    if (!(error instanceof StorageUnavailable)) throw error;
    deps.log.warn(`delivery: put off, target=${target.id} reason="${error.message}"`);
    await deps.wakeUps.putBack(target.id, deps.clock() + OUTAGE_MS);
  }
}

async function takeAndRun<S>(target: MailboxTarget<S>, isAgain: boolean, deps: MailboxDeps<S>): Promise<void> {
  const { store, clock, wakeUps } = deps;
  const read = await readGuard(store, target.id);
  const { until, pausedUntil = 0, settingsHash } = read.guard;
  if (until > clock()) {
    // Its holder looks once more, unless it died; one that came again may stand for that.
    if (isAgain) await wakeUps.putBack(target.id, until + BEHIND_MS);
    return;
  }
  const isChanged = settingsHash !== target.settingsHash;
  if (pausedUntil > clock() && !isChanged) return wakeUps.wake(target.id, pausedUntil);
  const hold = await Hold.take(target.id, read, deps);
  if (!hold) return isAgain ? wakeUps.putBack(target.id, clock() + OUTAGE_MS) : undefined;

  if (isChanged) await noteNewSettings(target, hold, deps);
  const unreadable = await new Run(target, hold, deps).go();
  // Last, so that a refresh that only fails keeps no message waiting.
  const isPaused = (hold.guard.pausedUntil ?? 0) > clock();
  if (!isPaused && isRefreshDue(target, hold.guard, clock(), deps.settings.refreshEvery)) {
    await refresh(target, hold, deps);
  }
  await hold.letGo({ unreadable: unreadable.length || undefined });
  await lookOnceMore(target.id, hold, unreadable, deps);
}

/** What is dead may live under other settings, and a pause was about the old ones. */
async function noteNewSettings<S>(target: MailboxTarget<S>, hold: Hold, deps: MailboxDeps<S>): Promise<void> {
  const { settingsHash } = target;
  const rows = hold.guard.settingsHash === undefined ? [] : await revivals(target.id, () => true, deps);
  await hold.write(rows.map((row) => ({ put: 'due', row })));
  await hold.write([], { settingsHash, pausedUntil: undefined, failures: 0 });
}

/** What came after the last reading is for the next run: whoever brought it found the guard held and went away. */
async function lookOnceMore<S>(
  target: string,
  { guard }: Hold,
  unreadable: readonly SubjectKey[],
  { store, clock, wakeUps }: MailboxDeps<S>,
): Promise<void> {
  const skipped = new Set(unreadable.map(idOf));
  const rows = (await store.readDue(target)).filter((row) => !skipped.has(idOf(row)));
  if (rows.length === 0) return;
  const now = clock();
  const earliest = rows.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY);
  const at = Math.max(earliest, now + NEXT_AFTER_MS, guard.pausedUntil ?? 0);
  if (at <= now + NEXT_WITHIN_MS) await wakeUps.wake(target, at);
}

class Run<S> {
  readonly #target: MailboxTarget<S>;
  readonly #hold: Hold;
  readonly #deps: MailboxDeps<S>;
  readonly #endsAt: number;

  constructor(target: MailboxTarget<S>, hold: Hold, deps: MailboxDeps<S>) {
    this.#target = target;
    this.#hold = hold;
    this.#deps = deps;
    this.#endsAt = deps.clock() + RUN_MS;
  }

  /** @returns what is due and cannot be read */
  async go(): Promise<readonly SubjectKey[]> {
    let unreadable: readonly SubjectKey[] = [];
    while (this.#mayGoOn()) {
      const round = await readRound(this.#target, this.#hold, this.#deps);
      const { changes, messages } = round.plan;
      unreadable = round.plan.unreadable;
      await this.#hold.write(changes);
      if (messages.length > 0) await this.#target.prepare?.();
      await this.#sayAll(round);
      const isMore = messages.length > 0 || (round.isCut && changes.length > 0);
      if (!isMore) break;
    }
    return unreadable;
  }

  #mayGoOn(): boolean {
    const now = this.#deps.clock();
    return now < this.#endsAt && (this.#hold.guard.pausedUntil ?? 0) <= now;
  }

  /** Sends one after the other; the first that does not arrive ends it, since the rest was planned without that. */
  async #sayAll({ plan, readAt }: Round<S>): Promise<void> {
    const { clock, sleep } = this.#deps;
    for (const message of plan.messages) {
      const gap = (this.#hold.guard.sentAt ?? 0) + this.#target.paceMs - clock();
      if (gap > 0) await sleep(Math.min(gap, this.#target.paceMs));
      // The first goes out however long the reading took: else, where storage is slow, none ever would.
      const isFirst = message === plan.messages[0];
      if (!isFirst && (clock() - readAt > FRESH_MS || !this.#mayGoOn())) return;
      if ((await this.#say(message)) !== 'delivered') return;
    }
  }

  async #say(planned: Message<S>): Promise<Outcome['kind']> {
    const { clock, random, log } = this.#deps;
    const markedAt = clock();
    const message = stamped(planned, markedAt);
    await this.#hold.write(mark(message, markedAt));
    const at = clock();
    const isLate = at - this.#hold.writtenAt > SEND_WITHIN_MS;
    const outcome: Outcome = isLate ? { kind: 'late' } : await this.#target.send(message);
    const endedAt = clock();
    if (outcome.kind !== 'delivered' && outcome.kind !== 'late') {
      const what = outcome.kind === 'refused' ? 'refused' : 'failed, will be tried again';
      log.warn(deliveryLine(what, message, outcome.reason));
    }
    // The log itself is a target, and its line of the alert names the message.
    if (outcome.kind === 'delivered' && this.#target.id !== 'log') log.info(deliveryLine('sent', message));
    if (outcome.kind === 'delivered') await this.#reviveUnreached();
    const verdict = verdictOf({ message, outcome, at, endedAt, guard: this.#hold.guard, random: random() });
    await this.#hold.write(verdict.changes, { ...verdict.guard, ...countedOne(this.#hold.guard, outcome), sentAt: at });
    // An alert rule looks for this line, so its beginning is kept in infra/alerts.bicep too.
    if (verdict.changes.some(isGivenUp)) {
      log.warn(deliveryLine('undelivered', message));
    }
    return outcome.kind;
  }

  /** What was given up while nothing reached the target gets another chance with the first that does. */
  async #reviveUnreached(): Promise<void> {
    const rows = await revivalsOfUnreached(this.#target.id, this.#hold.guard, this.#deps);
    await this.#hold.write(rows.map((row) => ({ put: 'due', row })));
  }
}

/** Whether it says of a subject or of a group that the target will not be told again for now. */
function isGivenUp(it: Change): boolean {
  return 'put' in it && (it.put === 'heard' || it.put === 'group') && it.row.state === 'dead';
}
