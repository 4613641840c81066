import { describe, expect, test } from 'vitest';
import type { Cause, Severity } from '../../src/domain/cause.ts';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { type Fault, failedAndRecovered } from '../../src/domain/incident.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Reconciliation } from '../../src/domain/reconcile.ts';
import { AROUND, fromNoon, last, NOON, policy, type Step, walk } from './build.ts';

type Is = Step['is'];
const well: Is = { fault: null };
const failing: Is = { ...fault('syncFailed', 'warning', true), failingSince: fromNoon(0) };
const failingCritical: Is = { ...fault('syncFailed', 'critical', true), failingSince: fromNoon(0) };
const invalid: Is = fault('tokenInvalid', 'critical');
const invalidFailing: Is = { ...fault('tokenInvalid', 'critical', true), failingSince: fromNoon(0) };
const expired: Is = fault('tokenExpired', 'critical');
const foreign: Is = fault('assignedToExternalMdm', 'critical');
const foreignFailing: Is = { ...fault('assignedToExternalMdm', 'critical', true), failingSince: fromNoon(0) };
const silent: Is = fault('reporterSilent', 'warning');
const silentCritical: Is = fault('reporterSilent', 'critical');
const stuck: Is = fault('syncStuck', 'warning');
const overdue: Is = fault('syncOverdue', 'warning');

function fault(cause: Cause, severity: Severity, isFailing = false): { fault: Fault } {
  return { fault: { cause, severity, failing: isFailing } };
}

function step(ms: number, is: Is, more: Partial<Step> = {}): Step {
  return { at: NOON + ms, is, ...more };
}

/** `opened`, `updated worse`, … or `quiet`. */
function told({ notice }: Reconciliation): string {
  return notice ? [notice.kind, notice.direction].filter(Boolean).join(' ') : 'quiet';
}

const toldOf = (steps: readonly Step[], rules?: Parameters<typeof walk>[1]) => walk(steps, rules).map(told);

describe('the notice is the difference between what is and what was told', () => {
  test.each<[string, Is[], string[]]>([
    ['nothing ever wrong', [well, well], ['quiet', 'quiet']],
    ['opened, and not again', [failing, failing], ['opened', 'quiet']],
    ['resolved, and not again', [failing, well, well], ['opened', 'resolved', 'quiet']],
    ['reopened', [failing, well, failing], ['opened', 'resolved', 'opened']],
    ['a higher severity', [failing, failingCritical], ['opened', 'updated worse']],
    ['a lower severity', [failingCritical, failing], ['opened', 'updated better']],
    ['a deeper cause', [stuck, silent], ['opened', 'updated worse']],
    ['a cause less deep', [silent, stuck], ['opened', 'updated better']],
    ['the deepest of all', [invalid, expired], ['opened', 'updated worse']],
    ['a deeper cause, yet less severe', [silentCritical, failing], ['opened', 'updated worse']],
    ['a higher severity of a cause less deep', [silent, fault('syncOverdue', 'critical')], ['opened', 'updated worse']],
    ['failing begins under a deeper cause', [foreign, foreignFailing], ['opened', 'updated worse']],
    ['failing begins under an invalid token, whose consequence it is', [invalid, invalidFailing], ['opened', 'quiet']],
    ['and under an expired one', [expired, { ...fault('tokenExpired', 'critical', true) }], ['opened', 'quiet']],
    ['failing ends under a deeper cause', [invalidFailing, invalid], ['opened', 'updated better']],
    ['failing ends that nobody was told of', [invalid, invalidFailing, invalid], ['opened', 'quiet', 'quiet']],
    [
      'failing that nobody was told of outlives its cause',
      [invalid, invalidFailing, failing],
      ['opened', 'quiet', 'updated better'],
    ],
    [
      'an expired token renewed by one that is invalid, and fails',
      [expired, invalidFailing],
      ['opened', 'updated better'],
    ],
    ['failing begins where a severer cause ends', [foreign, failing], ['opened', 'updated worse']],
    ['failing ends, and a severer cause begins', [failing, invalid], ['opened', 'updated worse']],
    ['failing ends, and a deeper cause as severe begins', [failingCritical, invalid], ['opened', 'updated worse']],
    ['failing ends in something milder', [failingCritical, overdue], ['opened', 'updated better']],
  ])('%s', (_, whats, kinds) => {
    const steps = whats.map((is, i) => step(i * MINUTE, is));

    expect(toldOf(steps)).toEqual(kinds);
  });

  test('a notice says what people believed before', () => {
    const answers = walk([step(0, failing), step(MINUTE, failingCritical), step(HOUR, well)]);

    expect(answers.map(({ notice }) => notice?.previous)).toEqual([
      null,
      { cause: 'syncFailed', severity: 'warning', failing: true, at: NOON },
      { cause: 'syncFailed', severity: 'critical', failing: true, at: NOON + MINUTE },
    ]);
  });

  test.each<[string, Is[], string]>([
    ['opened', [failing], 'opened'],
    ['reopened', [failing, well, failing], 'reopened'],
    ['worse', [failing, failingCritical], 'worse'],
    ['better', [failingCritical, failing], 'better'],
    ['resolved', [failing, well], 'resolved'],
    ['resolved, and still so later', [failing, well, well], 'resolved'],
  ])('the reason for telling is named: %s', (_, whats, why) => {
    const { reason, incident } = last(whats.map((is, i) => step(i * MINUTE, is)));

    expect(reason).toEqual({ told: true, why });
    expect(incident?.reason).toEqual(reason);
  });

  test.each<[string, Is[], string]>([
    ['nothing ever wrong', [well], 'well'],
    ['the same as told', [failing, failing], 'sameAsTold'],
  ])('the reason for silence is named: %s', (_, whats, why) => {
    const { reason } = last(whats.map((is, i) => step(i * MINUTE, is)));

    expect(reason).toEqual({ told: false, why });
  });
});

describe('the incident', () => {
  test('opens with what is wrong', () => {
    const facts = { failureCount: 2, escalation: 'secondFailure', secondFailureAfter: 7 * HOUR } as const;

    const { incident, told: believed } = last([step(5, { ...failing, ...facts, expiresAt: fromNoon(DAY) })]);

    expect(incident).toEqual({
      id: 'incident-0',
      cause: 'syncFailed',
      severity: 'warning',
      failing: true,
      failingSince: fromNoon(0),
      expiresAt: fromNoon(DAY),
      openedAt: NOON + 5,
      changedAt: NOON + 5,
      failureCount: 2,
      escalation: 'secondFailure',
      secondFailureAfter: 7 * HOUR,
      reopenings: 0,
      reason: { told: true, why: 'opened' },
    });
    expect(believed).toEqual({ cause: 'syncFailed', severity: 'warning', failing: true, at: NOON + 5 });
  });

  test('says why it is critical only while it is', () => {
    const critical = { ...failingCritical, escalation: 'age' } as const;

    const answers = walk([step(0, failing), step(1, critical), step(2, failing)]);

    expect(answers.map(({ incident }) => incident?.escalation)).toEqual([undefined, 'age', undefined]);
  });

  test('is one and the same while anything is wrong', () => {
    const answers = walk([step(0, stuck), step(1, failing), step(2, expired), step(3, overdue)]);

    expect(answers.map(({ incident }) => incident?.id)).toEqual(Array(4).fill('incident-0'));
  });

  test('keeps the moment of its opening, and says when it changed last', () => {
    const { incident } = last([step(0, failing), step(1, failing), step(2, failingCritical), step(3, failingCritical)]);

    expect([incident?.openedAt, incident?.changedAt]).toEqual([NOON, NOON + 2]);
  });

  test('shows after its end what it was', () => {
    const { incident, told: believed } = last([step(0, failingCritical), step(HOUR, well)]);

    expect(incident).toMatchObject({ cause: 'syncFailed', severity: 'critical', resolvedAt: NOON + HOUR });
    expect(believed).toBeNull();
  });

  test('is open again after a reopening', () => {
    const { incident } = last([step(0, failing), step(1, well), step(2, failing)]);

    expect(incident).toMatchObject({ id: 'incident-0', openedAt: NOON, changedAt: NOON + 2, reopenings: 1 });
    expect([incident?.resolvedAt, incident?.resolution]).toEqual([undefined, undefined]);
  });

  test.each(AROUND.map((around) => ({ ...around, same: around.by <= 0 })))(
    '$when the end of FLAP_WINDOW a reopening keeps the id: $same',
    ({ by, same }) => {
      const { incident, reason } = last([step(0, failing), step(HOUR, well), step(HOUR + 72 * HOUR + by, failing)]);

      expect([incident?.id, incident?.reopenings]).toEqual(same ? ['incident-0', 1] : ['incident-2', 0]);
      expect(reason).toMatchObject({ why: same ? 'reopened' : 'opened' });
    },
  );
});

describe('how it ended', () => {
  const day = (n: number) => fromNoon(n * DAY);

  test.each<[string, Is, Partial<Diagnosis>, string]>([
    ['a completed sync', failing, { status: 'completed' }, 'completed'],
    ['a state corrected', invalid, { status: 'none' }, 'corrected'],
    ['a reporter heard of again', silent, { status: 'completed' }, 'reported'],
    ['an expired token renewed', { ...expired, expiresAt: day(0) }, { status: 'none', expiresAt: day(365) }, 'renewed'],
    [
      'an expired token renewed by little',
      { ...expired, expiresAt: day(0) },
      { status: 'none', expiresAt: fromNoon(1) },
      'renewed',
    ],
    [
      'an expired token that synced',
      { ...expired, expiresAt: day(0) },
      { status: 'completed', expiresAt: day(0) },
      'completed',
    ],
    [
      'a failing token renewed',
      { ...failing, expiresAt: day(30) },
      { status: 'completed', expiresAt: day(365) },
      'renewed',
    ],
    ['renewed by one day', { ...failing, expiresAt: day(30) }, { status: 'completed', expiresAt: day(31) }, 'renewed'],
    [
      'an expiry that moved by less',
      { ...failing, expiresAt: day(30) },
      { status: 'completed', expiresAt: fromNoon(31 * DAY - 1) },
      'completed',
    ],
    ['an expiry that is new', failing, { status: 'completed', expiresAt: day(365) }, 'completed'],
    ['an expiry nobody names any more', { ...failing, expiresAt: day(30) }, { status: 'completed' }, 'completed'],
    ['a person', failing, { status: 'failed', ending: 'retired' }, 'retired'],
  ])('%s', (_, before, after, resolution) => {
    const { incident } = last([step(0, before), step(HOUR, { ...well, ...after })]);

    expect(incident?.resolution).toBe(resolution);
  });

  test('a renewal while it was open is no end of it', () => {
    const renewed = { ...failing, expiresAt: day(365) };

    const { incident } = last([
      step(0, { ...expired, expiresAt: day(0) }),
      step(HOUR, renewed),
      step(2 * HOUR, { ...well, expiresAt: day(365) }),
    ]);

    expect(incident?.resolution).toBe('completed');
  });
});

describe('grace', () => {
  const rules = policy({ failedGrace: 2 * HOUR });
  const end = NOON + 2 * HOUR;

  test.each(AROUND)('a failure is told from its age on: $when', ({ by, reached }) => {
    const { notice, reason } = last([{ at: end + by, is: failing }], rules);

    expect(notice?.kind).toBe(reached ? 'opened' : undefined);
    expect(reason).toEqual(reached ? { told: true, why: 'opened' } : { told: false, why: 'grace', until: end });
  });

  test('nextCheckAt is when it ends', () => {
    const { nextCheckAt } = last([step(0, { ...failing, changesAt: NOON + 5 * HOUR })], rules);

    expect(nextCheckAt).toBe(end);
  });

  test('what opened and ended within it is never told', () => {
    const answers = walk([step(0, failing), step(HOUR, well), step(3 * HOUR, well)], rules);

    expect(answers.map(told)).toEqual(['quiet', 'quiet', 'quiet']);
    expect(answers.map(({ reason }) => reason.why)).toEqual(['grace', 'neverTold', 'neverTold']);
  });

  test('by default there is none', () => {
    expect(told(last([step(0, failing)]))).toBe('opened');
  });

  test('a consequence that is young holds no reminder', () => {
    const young = { ...invalidFailing, failingSince: fromNoon(DAY) };

    expect(toldOf([step(0, invalid), step(DAY, young)], rules)).toEqual(['opened', 'reminder']);
  });

  test('a deeper cause does not wait for the failure beside it', () => {
    expect(told(last([step(0, invalidFailing)], rules))).toBe('opened');
  });

  test('failing that begins under a deeper cause waits', () => {
    expect(toldOf([step(0, foreign), step(HOUR, foreignFailing), step(2 * HOUR, foreignFailing)], rules)).toEqual([
      'opened',
      'quiet',
      'updated worse',
    ]);
  });

  test('a deeper cause that comes with young failing is told', () => {
    expect(toldOf([step(-HOUR, stuck), step(HOUR, invalidFailing)], rules)).toEqual(['opened', 'updated worse']);
  });

  test('a severity that rises beside young failing is told', () => {
    const mild: Is = fault('tokenInvalid', 'warning');

    expect(toldOf([step(-HOUR, mild), step(HOUR, invalidFailing)], rules)).toEqual(['opened', 'updated worse']);
  });

  test('a failure that replaces another fault waits', () => {
    expect(toldOf([step(-HOUR, stuck), step(HOUR, failing), step(2 * HOUR, failing)], rules)).toEqual([
      'opened',
      'quiet',
      'updated worse',
    ]);
  });

  test('worsening of a failure that was told does not wait', () => {
    const younger = { ...failingCritical, failingSince: fromNoon(3 * HOUR) };

    expect(toldOf([step(2 * HOUR, failing), step(4 * HOUR, younger)], rules)).toEqual(['opened', 'updated worse']);
  });

  test('it holds failures only', () => {
    expect(told(last([step(0, silent)], rules))).toBe('opened');
  });

  test('it does not hold an end', () => {
    expect(toldOf([step(2 * HOUR, failing), step(3 * HOUR, well)], rules)).toEqual(['opened', 'resolved']);
  });
});

describe('flapping', () => {
  /** Wrong and well in turn, an hour each, so many times reopened; wrong at the end. */
  const reopened = (times: number, is: Is = failing): Step[] =>
    Array.from({ length: 2 * times + 1 }, (_, i) => step(i * HOUR, i % 2 === 0 ? is : well));

  test.each([
    [1, 'resolved'],
    [2, 'resolved'],
    [3, 'quiet'],
    [4, 'quiet'],
  ])('after %d reopenings the end is at once: %s', (times, kind) => {
    const steps = [...reopened(times), step((2 * times + 1) * HOUR, well)];

    expect(told(last(steps))).toBe(kind);
  });

  test.each(AROUND)('from the third on the end waits until well for FLAP_WINDOW: $when', ({ by, reached }) => {
    const end = NOON + 7 * HOUR + 72 * HOUR;

    const { notice, reason } = last([...reopened(3), step(7 * HOUR, well), { at: end + by, is: well }]);

    expect(notice?.kind).toBe(reached ? 'resolved' : undefined);
    expect(reason).toEqual(reached ? { told: true, why: 'resolved' } : { told: false, why: 'flapping', until: end });
  });

  test('an end that is still to be told keeps the incident beyond FLAP_WINDOW', () => {
    const { incident, told: believed } = last([...reopened(3), step(7 * HOUR, well), step(90 * HOUR, expired)]);

    expect([incident?.id, incident?.reopenings, believed?.cause]).toEqual(['incident-0', 4, 'tokenExpired']);
  });

  test('what opened and ended while held is never told', () => {
    const rules = policy({ remindWarningEvery: 100 * DAY });
    const steps = [...reopened(3), step(7 * HOUR, well), step(8 * HOUR, failing), step(9 * HOUR, well)];

    expect(toldOf(steps, rules).slice(-3)).toEqual(['quiet', 'quiet', 'quiet']);
  });

  test('an earlier change of the diagnosis is waited for first', () => {
    const changing = { ...well, changesAt: NOON + 20 * HOUR };

    expect(last([...reopened(3), step(7 * HOUR, changing)]).nextCheckAt).toBe(NOON + 20 * HOUR);
  });

  test('nextCheckAt is when it opens', () => {
    const { nextCheckAt } = last([...reopened(3), step(7 * HOUR, well)]);

    expect(nextCheckAt).toBe(NOON + 79 * HOUR);
  });

  test('each return within the wait starts it anew', () => {
    const steps = [...reopened(3), step(7 * HOUR, well), step(8 * HOUR, failing), step(9 * HOUR, well)];

    expect(last(steps).reason).toEqual({ told: false, why: 'flapping', until: NOON + 81 * HOUR });
  });

  test('a return within the wait is the same as told', () => {
    const { notice, reason } = last([...reopened(3), step(7 * HOUR, well), step(8 * HOUR, failing)]);

    expect([notice, reason.why]).toEqual([undefined, 'sameAsTold']);
  });

  test('a retirement does not wait', () => {
    const steps = [...reopened(3), step(7 * HOUR, { ...well, ending: 'retired' })];

    expect(last(steps).incident?.resolution).toBe('retired');
    expect(told(last(steps))).toBe('resolved');
  });

  test('nor does an end that is still held, once the token is retired', () => {
    const steps = [...reopened(3), step(7 * HOUR, well), step(8 * HOUR, { ...well, ending: 'retired' })];

    expect([told(last(steps)), last(steps).incident?.resolution]).toEqual(['resolved', 'completed']);
  });

  test('an improvement waits too', () => {
    const steps = [...reopened(3, failingCritical), step(7 * HOUR, failing), step(79 * HOUR, failing)];

    expect(toldOf(steps).slice(-2)).toEqual(['quiet', 'updated better']);
  });

  test.each<[string, Is]>([
    ['a higher severity', failingCritical],
    ['a deeper cause', expired],
    ['a severer cause, though failing ended', invalid],
  ])('worsening never waits: %s', (_, is) => {
    expect(told(last([...reopened(3), step(7 * HOUR, is)]))).toBe('updated worse');
  });

  test('reminders do not wait', () => {
    const rules = policy({ remindWarningEvery: HOUR });

    expect(told(last([...reopened(3), step(7 * HOUR, failing)], rules))).toBe('reminder');
  });

  test('once well for FLAP_WINDOW and told so, the next fault is a new incident', () => {
    const { incident } = last([
      ...reopened(3),
      step(7 * HOUR, well),
      step(79 * HOUR, well),
      step(79 * HOUR + 1, failing),
    ]);

    expect([incident?.id, incident?.reopenings]).toEqual(['incident-9', 0]);
  });

  test.each([
    [1, undefined],
    [2, { times: 2, within: 4 * HOUR }],
    [3, { times: 3, within: 6 * HOUR }],
  ])('after %d reopenings people hear how often it failed and recovered', (times, said) => {
    const { incident } = last(reopened(times));

    expect(incident && failedAndRecovered(incident, NOON + 2 * times * HOUR)).toEqual(said);
  });

  test('and once it has recovered, that counts, too', () => {
    const { incident } = last([...reopened(2), step(5 * HOUR, well)]);

    expect(incident && failedAndRecovered(incident, NOON + 5 * HOUR)).toEqual({ times: 3, within: 5 * HOUR });
  });
});

describe('acknowledged', () => {
  const acknowledgedBy = 'kim';

  test('holds reminders', () => {
    const answers = walk([step(0, failing), step(HOUR, failing, { acknowledgedBy }), step(7 * DAY, failing)]);

    expect(answers.map(told)).toEqual(['opened', 'quiet', 'quiet']);
    expect(answers.slice(1).map(({ reason }) => reason)).toEqual(
      Array(2).fill({ told: false, why: 'acknowledged', until: NOON + 7 * DAY + HOUR }),
    );
  });

  test.each(AROUND)('for seven days: $when', ({ by, reached }) => {
    const until = NOON + 7 * DAY + HOUR;

    const answers = walk([step(0, failing), step(HOUR, failing, { acknowledgedBy }), { at: until + by, is: failing }]);

    expect(answers.map(told)).toEqual(['opened', 'quiet', reached ? 'reminder' : 'quiet']);
    expect(answers[1]?.nextCheckAt).toBe(until);
    expect(answers[2]?.incident?.acknowledged === undefined).toBe(reached);
  });

  test('its end by itself is no reminder', () => {
    const steps = [step(0, failingCritical), step(HOUR, failing, { acknowledgedBy }), step(7 * DAY + HOUR, failing)];
    const rules = policy({ remindWarningEvery: 14 * DAY });

    const answer = last(steps, rules);

    expect([told(answer), answer.reason.why]).toEqual(['quiet', 'sameAsTold']);
  });

  test('leaves an earlier change of the diagnosis to wait for', () => {
    const same = { ...failing, changesAt: NOON + 2 * DAY };

    expect(last([step(0, same), step(HOUR, same, { acknowledgedBy })]).nextCheckAt).toBe(NOON + 2 * DAY);
  });

  test('is not cleared by failing that is a consequence', () => {
    const { incident } = last([step(0, invalid), step(HOUR, invalidFailing, { acknowledgedBy })]);

    expect(incident).toMatchObject({ failing: true, acknowledged: { by: 'kim' } });
  });

  test.each<[string, Is, string]>([
    ['worsening', failingCritical, 'updated worse'],
    ['a deeper cause', expired, 'updated worse'],
    ['a severer cause, though failing ended', invalid, 'updated worse'],
    ['the end', well, 'resolved'],
  ])('holds nothing else and is cleared: %s', (_, is, kind) => {
    const answer = last([step(0, failing), step(HOUR, is, { acknowledgedBy })]);

    expect(told(answer)).toBe(kind);
    expect(answer.incident?.acknowledged).toBeUndefined();
  });

  test('stays through an improvement, which is told', () => {
    const answer = last([step(0, failingCritical), step(HOUR, failing, { acknowledgedBy })]);

    expect(told(answer)).toBe('updated better');
    expect(answer.incident?.acknowledged).toEqual({ at: NOON + HOUR, by: 'kim' });
  });

  test('is cleared by worsening that is held, so that reminders come back', () => {
    const rules = policy({ failedGrace: 2 * HOUR });

    const answer = last([step(0, stuck), step(HOUR, failing, { acknowledgedBy })], rules);

    expect([answer.reason.why, answer.incident?.acknowledged]).toEqual(['grace', undefined]);
  });

  test('does not outlive the incident: the next stretch is reminded of', () => {
    const steps = [step(0, failing), step(1, well, { acknowledgedBy }), step(2, failing), step(7 * DAY, failing)];

    expect(toldOf(steps)).toEqual(['opened', 'resolved', 'opened', 'reminder']);
  });
});

describe('reminders', () => {
  test.each([
    ['critical: the next day at nine', failingCritical, Date.parse('2026-03-11T09:00:00Z')],
    ['warning: a week later at nine', failing, Date.parse('2026-03-17T09:00:00Z')],
  ])('%s', (_, is, due) => {
    const answers = walk([step(0, is), { at: due - 1, is }, { at: due, is }, { at: due + 1, is }]);

    expect(answers.map(told)).toEqual(['opened', 'quiet', 'reminder', 'quiet']);
    expect(answers[0]?.nextCheckAt).toBe(due);
  });

  test('count from the last telling', () => {
    const steps = [step(0, failing), step(6 * DAY, failingCritical), step(6 * DAY + HOUR, failingCritical)];

    expect(last(steps).nextCheckAt).toBe(Date.parse('2026-03-17T09:00:00Z'));
  });

  test.each([
    ['Asia/Tokyo', '2026-03-11T00:00:00Z'],
    ['America/New_York', '2026-03-11T13:00:00Z'],
  ])('at nine in %s', (timeZone, due) => {
    const { nextCheckAt } = last([step(0, failingCritical)], policy({ timeZone }));

    expect(nextCheckAt).toBe(Date.parse(due));
  });

  test('at another hour, and after other durations', () => {
    const rules = policy({ remindAt: 17 * 60 + 30, remindWarningEvery: 90 * MINUTE });

    expect(last([step(0, failingCritical)], rules).nextCheckAt).toBe(Date.parse('2026-03-11T17:30:00Z'));
    expect(last([step(0, failing)], rules).nextCheckAt).toBe(NOON + 90 * MINUTE);
  });

  test('tell what is, and what was told before', () => {
    const { notice, told: believed, reason } = last([step(0, failing), step(8 * DAY, failing)]);

    expect(notice).toMatchObject({ kind: 'reminder', previous: { at: NOON } });
    expect(believed?.at).toBe(NOON + 8 * DAY);
    expect(reason).toEqual({ told: true, why: 'reminder' });
  });

  test('add nothing to what people believe: a consequence stays untold', () => {
    const { told: believed } = last([step(0, invalid), step(HOUR, invalidFailing), step(DAY, invalidFailing)]);

    expect(believed).toEqual({ cause: 'tokenInvalid', severity: 'critical', failing: false, at: NOON + DAY });
  });

  test('come weekly at most after thirty days of the same', () => {
    const days = Array.from({ length: 60 }, (_, day) => step((day + 1) * DAY, failingCritical));

    const reminded = walk([step(0, failingCritical), ...days]).flatMap((answer, i) =>
      told(answer) === 'reminder' ? [i] : [],
    );

    expect(reminded).toEqual([...Array.from({ length: 30 }, (_, i) => i + 1), 37, 44, 51, 58]);
  });

  test('come daily again once something has changed', () => {
    const days = Array.from({ length: 40 }, (_, day) => step((day + 1) * DAY, failingCritical));

    const answers = walk([step(0, failingCritical), ...days, step(40 * DAY + HOUR, expired)]);

    expect(answers.at(-1)?.nextCheckAt).toBe(Date.parse('2026-04-20T09:00:00Z'));
  });

  test('that come less often than weekly stay so', () => {
    const rules = policy({ remindCriticalEvery: 14 * DAY });
    const days = Array.from({ length: 60 }, (_, day) => step((day + 1) * DAY, failingCritical));

    const reminded = walk([step(0, failingCritical), ...days], rules).flatMap((answer, i) =>
      told(answer) === 'reminder' ? [i] : [],
    );

    expect(reminded).toEqual([14, 28, 42, 56]);
  });

  test('end with the incident', () => {
    expect(last([step(0, failing), step(HOUR, well)]).nextCheckAt).toBeUndefined();
  });
});

test('where nothing ever was wrong, the next check is when the diagnosis changes', () => {
  const { incident, nextCheckAt } = last([step(0, { ...well, changesAt: NOON + HOUR })]);

  expect([incident, nextCheckAt]).toEqual([undefined, NOON + HOUR]);
});
