import { expect } from 'vitest';
import { breachesOf } from './laws.ts';
import {
  type Listed,
  type Named,
  newTrace,
  type RowChanged,
  type Sent,
  type TargetChanged,
  type Trace,
  type TraceEvent,
} from './trace.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export const open = (incidentId: string, cause = 'expired', severity = 'critical') =>
  ({ kind: 'open', incidentId, cause, severity, failing: true }) as const;
export const over = (incidentId: string, resolution = 'corrected') =>
  ({ kind: 'over', incidentId, resolution }) as const;

export function row(
  at: number,
  subject: string,
  no: number,
  fact: RowChanged['fact'],
  more: Partial<RowChanged> = {},
): RowChanged {
  return { kind: 'row', at, tenantId: 't', subject, no, fact, isReminder: false, audience: ['hook'], ...more };
}

export function named(
  subject: string,
  as: Named['as'],
  fact: ReturnType<typeof open> | ReturnType<typeof over>,
): Named {
  const { incidentId } = fact;
  return fact.kind === 'over'
    ? { tenantId: 't', subject, as, incidentId, resolution: fact.resolution }
    : { tenantId: 't', subject, as, incidentId, cause: fact.cause, severity: fact.severity };
}

export function alone(at: number, no: number, name: Named, more: Partial<Sent> = {}): Sent {
  const word = name.as === 'joined' ? 'opened' : name.as;
  const id = `${name.incidentId}-${no}`;
  const key = name.incidentId ?? '';
  return send(at, { message: id, type: `vpp.incident.${word}`, key, names: [{ ...name, no }], ...more });
}

export function send(at: number, more: Partial<Sent>): Sent {
  const arrived = { outcome: 'delivered', landedAt: at, isRecorded: true } as const;
  return {
    kind: 'send',
    at,
    target: 'hook',
    message: 'm',
    type: 'vpp.digest',
    key: 'k',
    names: [],
    ...arrived,
    ...more,
  };
}

export function group(at: number, word: string, names: readonly Named[], more: Partial<Sent> = {}): Sent {
  return send(at, { message: `g-${at}`, type: `vpp.outbreak.${word}`, key: 'g', group: 'g', names, ...more });
}

export const lost = { outcome: 'noAnswer', landedAt: undefined } as const;
export const THERE: TargetChanged = { kind: 'target', at: 0, target: 'hook', isConfigured: true, hasKeys: false };
export const KEYED: TargetChanged = { ...THERE, hasKeys: true };

export function trace(...events: TraceEvent[]): Trace {
  const made = newTrace(5);
  made.events.push(...(events[0]?.kind === 'target' ? [] : [THERE]), ...events);
  return made;
}

export function listed(subject: string, standing: Listed['standing'], heard: Listed['heard'] = null): Listed {
  return { target: 'hook', tenantId: 't', subject, standing, heard };
}

export const A = open('a');
export const B = open('b');
export const began = [row(0, 'x', 1, A), alone(1, 1, named('x', 'opened', A))];
export const two = [
  row(0, 'x', 1, A),
  row(0, 'y', 1, B),
  group(1, 'opened', [named('x', 'joined', A), named('y', 'joined', B)]),
];

export interface Case {
  readonly what: string;
  readonly events: readonly TraceEvent[];
  readonly listed?: readonly Listed[];
  readonly breach?: RegExp;
}

/** Asks whether a trace holds, or is objected to as it should be. */
export function check({ what, events, listed: rows = [], breach }: Case): void {
  const made = trace(...events);
  const at = 20 * MINUTE;
  const promptness = what.startsWith('prompt') ? { until: at } : undefined;
  const found = breachesOf(made, { at, listed: rows }, promptness).map(({ law, text }) => `${law}: ${text}`);
  if (breach)
    expect(
      found.some((it) => breach.test(it)),
      found.join('\n'),
    ).toBe(true);
  else expect(found).toEqual([]);
}
