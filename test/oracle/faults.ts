import { fileURLToPath } from 'node:url';
import { type Fault, planted } from '../support/planted.ts';
import type { Functions } from './core.ts';

/** Mistakes in the rules, each of which the oracle has to find. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'a failure is forgotten while another sync runs',
    file: 'domain/fold.ts',
    from: 'failures: joinFailures(record?.failures ?? [], seen, completed),',
    to: "failures: seen.status === 'inProgress' ? [] : joinFailures(record?.failures ?? [], seen, completed),",
  },
  {
    name: 'what is older counts as the same again',
    file: 'domain/fold.ts',
    from: "outcome: isLatest ? 'unchanged' : 'stale'",
    to: "outcome: 'unchanged'",
  },
  {
    name: 'a sync seen completed and later failed fails since its date',
    file: 'domain/record.ts',
    from: 'return wasGood && isAfter(good.observedAt, syncedAt) ? good.observedAt : syncedAt;',
    to: 'return syncedAt;',
  },
  {
    name: 'a completed sync does not clear a bad state',
    file: 'domain/record.ts',
    from: 'return isFollowedByCompleted(completed, carried) ? undefined : carried.value;',
    to: 'return carried.value;',
  },
  {
    name: 'an expiry counts that a later sync contradicts',
    file: 'domain/diagnose.ts',
    from: 'if (!expiresAt || isAfter(lastCompletedAt(record), expiresAt)) return {};',
    to: 'if (!expiresAt) return {};',
  },
  {
    name: 'a silence hides a failure',
    file: 'domain/diagnose.ts',
    from: '  syncFailed,\n  reporterSilent,\n',
    to: '  reporterSilent,\n  syncFailed,\n',
  },
  {
    name: 'who syncs once more is paged',
    file: 'domain/diagnose.ts',
    from: 'const SECOND_FAILURE_AFTER = 6 * HOUR;',
    to: 'const SECOND_FAILURE_AFTER = 0;',
  },
  {
    name: 'a token is silent by itself though its tenant was not heard later',
    file: 'domain/diagnose.ts',
    from: '>= since + silentAfter / 2)',
    to: '>= since)',
  },
  {
    name: 'an outage of our own makes a sync stuck',
    file: 'domain/diagnose.ts',
    from: 'Math.max(msOf(since), surroundings.wokeAt ?? Number.NEGATIVE_INFINITY)',
    to: 'msOf(since)',
  },
  {
    name: 'the return of a reporter excuses nobody',
    file: 'domain/silence.ts',
    from: 'spokeAgainAt ?? Number.NEGATIVE_INFINITY, ',
    to: '',
  },
  {
    name: 'a silence that was found ends with a clock',
    file: 'domain/silence.ts',
    from: 'return silence !== undefined && !isAfter(last, silence.last);',
    to: 'return false;',
  },
  {
    name: 'the last token that is retired leaves its tenant silent',
    file: 'domain/diagnose-reporter.ts',
    from: 'if (tokenCount === 0 || !newest)',
    to: 'if (!newest)',
  },
  {
    name: 'any report ends a retirement',
    file: 'domain/retirement.ts',
    from: 'return msOf(observedAt) > retiredAt;',
    to: 'return true;',
  },
  {
    name: 'an age of whole days is reached at night',
    file: 'domain/calendar.ts',
    from: 'return thatDay >= from ? thatDay : atLocalTime(from, 1, policy);',
    to: 'return since + age;',
  },
  {
    name: 'flapping never waits',
    file: 'domain/reconcile.ts',
    from: 'const FLAPPING_FROM = 3;',
    to: 'const FLAPPING_FROM = 30;',
  },
  {
    name: 'an acknowledgement holds for a month',
    file: 'domain/reconcile.ts',
    from: 'const ACKNOWLEDGED_FOR = 7 * DAY;',
    to: 'const ACKNOWLEDGED_FOR = 30 * DAY;',
  },
  {
    name: 'worsening leaves an acknowledgement as it was',
    file: 'domain/reconcile.ts',
    from: 'isOver || isWorse(incident, fault) ? undefined',
    to: 'isOver ? undefined',
  },
  {
    name: 'reminders never thin out',
    file: 'domain/reconcile.ts',
    from: 'const LONG_THE_SAME = 30 * DAY;',
    to: 'const LONG_THE_SAME = 3_000 * DAY;',
  },
  {
    name: 'failing that follows from an expiry is told as worse',
    file: 'domain/reconcile.ts',
    from: 'return isConsequence ? { ...fault, failing: false } : fault;',
    to: 'return fault;',
  },
  {
    name: 'nobody looks when a gate opens',
    file: 'domain/reconcile.ts',
    from: 'gate ? gate.until : reminderDue(after)',
    to: 'gate ? undefined : reminderDue(after)',
  },
];

const ENTRY = fileURLToPath(new URL('product.ts', import.meta.url));

/** Builds the rules with a mistake in them. */
export const withFault = (fault: Fault): Promise<Functions> => planted(fault, ENTRY);
