import { MINUTE } from '../../src/domain/policy.ts';
import { CarefulPerson, isSame } from '../telling/careful-person.ts';
import { type KnownFact, nameOf, type RowChanged, type SilenceChanged } from '../telling/trace.ts';
import { STEADY } from './settings.ts';
import type { World } from './world.ts';

/** A group speaks of only good things so often; the rest is for runs that die and wait for a guard's end. */
const PACE_MS = 20 * MINUTE;
/** A wake-up that was lost is found by a sweep, and the first of them may fail. */
const SWEEPS = 3;

export interface Promptness {
  /** From what was to be known until the log had it, in milliseconds, without outages of ours and of storage; sorted. */
  readonly delays: readonly number[];
  /** What stood for longer than that may last, and was not told meanwhile. */
  readonly late: readonly { readonly row: RowChanged; readonly text: string }[];
}

/** How soon the one target that always answers was told of what was new. */
export function promptnessOf({ trace, plan, now, lostBetween }: World): Promptness {
  const limit = PACE_MS + SWEEPS * plan.period;
  const person = new CarefulPerson(STEADY, trace);
  const told = new Map<string, { readonly at: number; readonly no: number; readonly fact: KnownFact }[]>();
  for (const { send, names } of person.read()) {
    for (const it of names) {
      if (!it.told || send.landedAt === undefined) continue;
      const name = nameOf(it.named);
      told.set(name, [...(told.get(name) ?? []), { at: send.landedAt, no: it.told.no, fact: it.told.fact }]);
    }
  }
  const silences = trace.events.filter((it): it is SilenceChanged => it.kind === 'silence');
  const isSilenced = ({ tenantId, subject, at }: RowChanged) =>
    silences.some(
      (it) =>
        (it.tenantId === tenantId || subject.endsWith(`:${it.tenantId}`)) &&
        ['*', subject].includes(it.subject) &&
        it.at <= at + limit &&
        it.until >= at,
    );
  const delays: number[] = [];
  const late: { row: RowChanged; text: string }[] = [];
  for (const subject of person.subjects) {
    const rows = person.rowsOf(subject);
    const own = told.get(nameOf(subject)) ?? [];
    for (const [i, row] of rows.entries()) {
      if (row.fact?.kind !== 'open' || row.isReminder || !row.audience.includes(STEADY) || isSilenced(row)) continue;
      // Another audience is no news where it is known.
      const known = own.findLast((it) => it.no < row.no)?.fact;
      if (known && isSame(known, row.fact)) continue;
      const next = rows[i + 1]?.at ?? now;
      const end = own.find((it) => it.no >= row.no && it.at >= row.at)?.at ?? Number.POSITIVE_INFINITY;
      const lost = lostBetween(row.at, Math.min(end, next));
      if (end <= next) delays.push(end - row.at - lost);
      const waited = Math.min(end, next) - row.at - lost;
      const text = `${nameOf(row)} no ${row.no} waited for ${Math.round(waited / MINUTE)} min`;
      if (waited > limit) late.push({ row, text });
    }
  }
  return { delays: delays.sort((a, b) => a - b), late };
}
