import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cause } from '../../src/domain/cause.ts';
import { HOUR } from '../../src/domain/policy.ts';
import { aPolicy, aScenario, runs } from './arbitraries.ts';
import { bySubject, type Moment, START, simulate } from './simulate.ts';

const RUNS = runs(15);
const MORE_RUNS = runs(60);

/** Lives through random scenarios, sweeping each hour, and looks at every moment. */
function always(look: (moments: readonly Moment[]) => void): void {
  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => look(simulate(scenario, policy, 'eachHour'))),
    RUNS,
  );
}

/** On a busy machine it takes longer than tests usually may. */
const PATIENT = { timeout: 120_000 };

test('sweeping only at nextCheckAt tells the same at the same times as sweeping each hour', PATIENT, () => {
  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => {
      const eachHour = simulate(scenario, policy, 'eachHour');

      const whenDue = simulate(scenario, policy, 'whenDue');

      expect(tellings(whenDue)).toEqual(tellings(eachHour));
    }),
    MORE_RUNS,
  );
});

test('sweeping only at nextCheckAt never costs more sweeps, and mostly far fewer', PATIENT, () => {
  let [due, hourly] = [0, 0];

  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => {
      const whenDue = sweepsOf(simulate(scenario, policy, 'whenDue'));
      const eachHour = sweepsOf(simulate(scenario, policy, 'eachHour'));

      expect(whenDue).toBeLessThanOrEqual(eachHour);

      due += whenDue;
      hourly += eachHour;
    }),
    // Always the same worlds: how many are saved in all depends on which worlds there are.
    { ...runs(40), seed: 1 },
  );

  expect(due).toBeLessThan(hourly / 2);
});

test('after a sweep the next check is in the future', () => {
  always((moments) => {
    const swept = moments.filter(({ isSweep }) => isSweep);
    expect(swept.filter(({ now, answer }) => (answer.nextCheckAt ?? Number.POSITIVE_INFINITY) <= now)).toEqual([]);
  });
});

test('outside a gate what people were told equals what is', () => {
  always((moments) => {
    for (const { answer } of moments) {
      const { incident, told, reason } = answer;
      if (!incident || ['grace', 'flapping'].includes(reason.why)) continue;
      const { cause, severity } = incident;
      // Failing that is the consequence of what people know is shown, not told.
      const failing = isConsequence(cause) ? (told?.failing ?? false) : incident.failing;
      const is = incident.resolvedAt === undefined ? { cause, severity, failing } : null;
      expect(told && { ...told, at: 0 }).toEqual(is && { ...is, at: 0 });
    }
  });
});

test('an incident is open exactly while the diagnosis finds a fault', () => {
  always((moments) => {
    for (const { diagnosis, answer } of moments) {
      const isOpen = answer.incident !== undefined && answer.incident.resolvedAt === undefined;
      expect(isOpen).toBe(diagnosis.fault !== null);
    }
  });
});

test('at most one incident is open, and none is left behind while people still believe in it', () => {
  always((moments) => {
    for (const { before, answer } of moments) {
      if (!before.incident || before.incident.id === answer.incident?.id) continue;
      expect([before.incident.resolvedAt !== undefined, before.told]).toEqual([true, null]);
    }
  });
});

test('one stretch of failing is told once, unless cause or severity change', () => {
  always((moments) => {
    for (const stretch of bySubject(moments).flatMap(stretchesOfFailing)) {
      const notices = stretch.filter(({ answer }) => answer.notice && answer.notice.kind !== 'reminder');
      const faults = stretch.map(({ diagnosis }) => `${diagnosis.fault?.cause} ${diagnosis.fault?.severity}`);
      const changes = faults.filter((fault, i) => i > 0 && fault !== faults[i - 1]).length;
      expect(notices.length).toBeLessThanOrEqual(1 + changes);
    }
  });
});

test('a failure without grace is told the moment it is known', () => {
  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => {
      for (const { before, diagnosis, answer } of simulate(scenario, { ...policy, failedGrace: 0 }, 'eachHour')) {
        const { fault } = diagnosis;
        // Failing that follows from what people know is theirs to expect, also once only it is left.
        const isExpected = [before.told, fault].some((it) => it && isConsequence(it.cause));
        if (fault?.failing && !isExpected) expect(answer.told?.failing).toBe(true);
      }
    }),
    RUNS,
  );
});

test('opened comes when nothing was told, every other notice when something was', () => {
  always((moments) => {
    for (const { answer } of moments) {
      if (answer.notice) expect(answer.notice.previous === null).toBe(answer.notice.kind === 'opened');
    }
  });
});

test('a silence or a standstill once found ends by a report or a retirement alone', () => {
  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => {
      for (const moments of bySubject(simulate(scenario, policy, 'eachHour')).slice(0, -1)) {
        moments.forEach(({ now, subject, diagnosis }, i) => {
          const before = moments[i - 1]?.diagnosis.found;
          const hasEnded = (['silence', 'standstillSince'] as const).some((it) => before?.[it] && !diagnosis.found[it]);
          if (!hasEnded) return;
          const causes = scenario.filter(({ kind, token }) => token === subject && /report|retire/.test(kind));
          expect(causes.map(({ hour }) => START + hour * HOUR)).toContain(now);
        });
      }
    }),
    RUNS,
  );
});

test('a token is never found silent while its tenant was not heard much later', () => {
  fc.assert(
    fc.property(aScenario, aPolicy, (scenario, policy) => {
      const reported = scenario.filter(({ kind }) => kind === 'report').map(({ hour }) => START + hour * HOUR);
      for (const moments of bySubject(simulate(scenario, policy, 'eachHour')).slice(0, -1)) {
        moments.forEach(({ now, diagnosis }, i) => {
          const { silence } = diagnosis.found;
          if (!silence || moments[i - 1]?.diagnosis.found.silence) return;
          const newest = Math.max(...reported.filter((at) => at <= now));
          expect(newest - Date.parse(silence.last)).toBeGreaterThanOrEqual(policy.silentAfter / 2);
        });
      }
    }),
    RUNS,
  );
});

function isConsequence(cause: Cause): boolean {
  return cause === 'tokenExpired' || cause === 'tokenInvalid';
}

/** What people were told and when, in hours from the start. */
function tellings(moments: readonly Moment[]): string[] {
  return moments.flatMap(({ now, subject, answer }) =>
    answer.notice && answer.incident
      ? [
          [
            (now - START) / HOUR,
            subject,
            answer.notice.kind,
            answer.notice.direction,
            answer.incident.cause,
            answer.incident.severity,
          ].join(' '),
        ]
      : [],
  );
}

function stretchesOfFailing(moments: readonly Moment[]): Moment[][] {
  const stretches: Moment[][] = [];
  moments.forEach((moment, i) => {
    if (moment.diagnosis.failingSince === undefined) return;
    const continues = moments[i - 1]?.diagnosis.failingSince !== undefined;
    if (continues) stretches.at(-1)?.push(moment);
    else stretches.push([moment]);
  });
  return stretches;
}

function sweepsOf(moments: readonly Moment[]): number {
  return moments.filter(({ isSweep }) => isSweep).length;
}
