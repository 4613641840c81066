import type { History, HistoryEvent, IncidentFacts, Outcome, Told } from './history.ts';
import type { Implementation } from './implementation.ts';
import { World } from './world.ts';

/** Makes an implementation that has seen nothing yet. */
export type Make = (history: Pick<History, 'policy' | 'period'>) => Implementation;

/** Where an implementation and the oracle part: at which event, and what each said. */
export interface Difference {
  readonly index: number;
  readonly event: HistoryEvent;
  readonly what: string;
  readonly oracle: string;
  readonly implementation: string;
}

const oracle: Make = ({ policy, period }) => new World(policy, period);

/**
 * Drives an implementation and the oracle through a history side by side.
 * @returns the first difference, or null. What the implementation throws at an event is a difference, too.
 */
export async function compare(history: History, make: Make): Promise<Difference | null> {
  const ours = oracle(history);
  const theirs = make(history);
  for (const [index, event] of history.events.entries()) {
    const expected = await step(ours, event);
    const actual = await step(theirs, event).catch((error: unknown) => String(error));
    const differs = (what: string, a: unknown, b: unknown): Difference => ({
      index,
      event,
      what,
      oracle: print(a),
      implementation: print(b),
    });
    if (typeof actual === 'string') return differs('thrown', expected.told, actual);
    const told = expected.told.map((t) => asGiven(t, actual.told));
    if (print(told) !== print(actual.told)) return differs('told', expected.told, actual.told);
    if (actual.outcome !== null && expected.outcome !== actual.outcome) {
      return differs('outcome', expected.outcome, actual.outcome);
    }
    for (const [tenantId, subject] of touched(event, expected.told)) {
      const facts = await ours.facts(tenantId, subject);
      const given = await theirs.facts(tenantId, subject);
      const asked = facts && given && only(facts, Object.keys(given));
      if (print(asked) !== print(given)) return differs(`facts of ${tenantId}/${subject}`, facts, given);
    }
  }
  return null;
}

/**
 * Drops events for as long as the two still part, whatever about.
 * @returns the least history found, and its difference.
 */
export async function shrink(
  history: History,
  make: Make,
): Promise<{ history: History; difference: Difference } | null> {
  const first = await compare(history, make);
  if (!first) return null;
  let difference = first;
  let events = history.events.slice(0, difference.index + 1);
  for (let size = Math.ceil(events.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < events.length; ) {
      const fewer = [...events.slice(0, from), ...events.slice(from + size)];
      const found = isFair(fewer, history) ? await compare({ ...history, events: fewer }, make) : null;
      if (found) {
        difference = found;
        events = fewer.slice(0, found.index + 1);
      } else from += size;
    }
  }
  return { history: { ...history, events }, difference };
}

/**
 * Whether a part of a history leaves out what the design does not fix: whether the first sweep of all ends an outage,
 * so it stays where it was, and whether two sweeps exactly two periods apart have one between them.
 */
function isFair(part: readonly HistoryEvent[], { events, period }: History): boolean {
  const sweeps = part.filter((event) => event.kind === 'sweep');
  if (sweeps[0] !== events.find((event) => event.kind === 'sweep')) return false;
  return sweeps.every(({ at }, i) => at - (sweeps[i - 1]?.at ?? at) !== 2 * period);
}

/** A difference with its shrunk history, to be read by people: an event or a run of sweeps a line, times as dates. */
export function describe({ history, difference }: { history: History; difference: Difference }): string {
  return [
    `seed ${history.seed}, period ${history.period} ms, policy ${JSON.stringify(history.policy)}`,
    ...lines(history.events),
    `differs in ${difference.what}`,
    `  oracle:         ${difference.oracle}`,
    `  implementation: ${difference.implementation}`,
  ].join('\n');
}

function lines(events: readonly HistoryEvent[]): string[] {
  const runs: HistoryEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (event.kind === 'sweep' && run?.[0]?.kind === 'sweep') run.push(event);
    else runs.push([event]);
  }
  return runs.map((run) => {
    const [first, last] = [print(run[0]), print(run.at(-1))];
    return run.length === 1 ? first : `${run.length} sweeps, from ${first} to ${last}`;
  });
}

/** Throws with a readable, shrunk history where an implementation and the oracle part. */
export async function expectAgreement(history: History, make: Make): Promise<void> {
  const found = await shrink(history, make);
  if (found) throw new Error(describe(found));
}

async function step(
  implementation: Implementation,
  event: HistoryEvent,
): Promise<{ told: Told[]; outcome: Outcome | null }> {
  const { told, outcome } = await act(implementation, event);
  return { told: [...told].sort((a, b) => (key(a) < key(b) ? -1 : 1)), outcome };
}

async function act(implementation: Implementation, event: HistoryEvent) {
  switch (event.kind) {
    case 'report':
      return await implementation.report(event);
    case 'sweep':
      return { told: await implementation.sweep(event.at), outcome: null };
    case 'retire':
      return { told: await implementation.retire(event), outcome: null };
    case 'acknowledge':
      return { told: await implementation.acknowledge(event), outcome: null };
  }
}

const key = ({ tenantId, subject }: Told): string => `${tenantId}/${subject}`;

/** What the oracle told, without a direction or resolution that the implementation does not give. */
function asGiven(told: Told, given: Told[]): Told {
  const match = given.find((t) => key(t) === key(told));
  if (!match) return told;
  const { direction, resolution, ...rest } = told;
  return {
    ...rest,
    ...(match.direction !== undefined && direction !== undefined && { direction }),
    ...(match.resolution !== undefined && resolution !== undefined && { resolution }),
  };
}

/** The subjects whose incidents an event can have moved; of a sweep those told. */
function touched(event: HistoryEvent, told: Told[]): [string, string][] {
  const subjects = told.map((t): [string, string] => [t.tenantId, t.subject]);
  if (event.kind === 'report' || event.kind === 'retire') subjects.push([event.tenantId, event.tokenId]);
  if (event.kind === 'acknowledge') subjects.push([event.tenantId, event.subject]);
  return subjects;
}

function only(facts: Partial<IncidentFacts>, members: string[]): Partial<IncidentFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([member]) => members.includes(member)));
}

/** JSON with sorted members and times as dates; what is undefined is as if absent. */
function print(value: unknown): string {
  return JSON.stringify(value, (member, v: unknown) => {
    if (typeof v === 'number' && /(^at|At|Since)$/.test(member)) return new Date(v).toISOString();
    if (v === null || typeof v !== 'object' || Array.isArray(v)) return v;
    return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
