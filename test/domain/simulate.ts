import { type Diagnosis, diagnose } from '../../src/domain/diagnose.ts';
import { fold } from '../../src/domain/fold.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { HOUR, type Policy } from '../../src/domain/policy.ts';
import { type Reconciliation, reconcile } from '../../src/domain/reconcile.ts';
import type { TokenRecord } from '../../src/domain/record.ts';
import { type Happening, SCENARIO_HOURS } from './arbitraries.ts';

/** Two nights before the clocks of Berlin go forward, so that reminders cross it. */
export const START = Date.parse('2026-03-27T00:00:00Z');

/** One reconciliation with all that went into it. */
export interface Moment {
  readonly now: number;
  readonly diagnosis: Diagnosis;
  readonly before: Incident | undefined;
  readonly answer: Reconciliation;
}

/**
 * Lives through a scenario as the app does: reconciles at every happening, and sweeps each hour, or only once
 * `nextCheckAt` has come. All durations are whole hours, so that nothing changes between two sweeps.
 */
export function simulate(scenario: readonly Happening[], policy: Policy, sweeping: 'eachHour' | 'whenDue'): Moment[] {
  const moments: Moment[] = [];
  let record: TokenRecord | undefined;
  let incident: Incident | undefined;
  let silencedUntil: number | undefined;
  let holdUntil: number | undefined;
  let nextCheckAt: number | undefined;

  const reconcileAt = (now: number) => {
    if (!record) return;
    const diagnosis = diagnose(record, now, policy, holdUntil);
    const answer = reconcile(incident, diagnosis, now, policy, silencedUntil, `incident-${now}`);
    moments.push({ now, diagnosis, before: incident, answer });
    incident = answer.incident;
    nextCheckAt = answer.nextCheckAt;
  };

  for (let hour = 0; hour <= SCENARIO_HOURS; hour++) {
    const now = START + hour * HOUR;
    const isDue = sweeping === 'eachHour' || (nextCheckAt !== undefined && nextCheckAt <= now);
    if (isDue) reconcileAt(now);
    for (const happening of scenario.filter((one) => one.hour === hour)) {
      if (happening.kind === 'report') record = fold(record, happening.report(now)).record;
      if (happening.kind === 'silence') silencedUntil = now + happening.forHours * HOUR;
      if (happening.kind === 'hold') holdUntil = now + happening.forHours * HOUR;
      if (happening.kind === 'acknowledge' && incident && incident.resolvedAt === undefined) {
        incident = { ...incident, acknowledged: { at: now, by: 'kim' } };
      }
      reconcileAt(now);
    }
  }
  return moments;
}
