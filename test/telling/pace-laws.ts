import type { Breach } from './breach.ts';
import { type CarefulPerson, held, heldOpen, isSame, wantOf } from './careful-person.ts';
import { isUnknown, type KnownFact, mayHaveArrived, nameOf, type RowChanged, type Sent, type Trace } from './trace.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SOON_MS = 15 * SECOND;
const PACE_MS = 2 * MINUTE;
const GOOD_PACE_MS = 15 * MINUTE;
/** A message may leave so long after the look at the clock that its pace counts from, and the next one at once. */
const LATE_MS = 5 * SECOND;

/** A burst of one cause is told in few messages. The person reads anew. */
export function few({ outbreakMin }: Trace, person: CarefulPerson, target: string, hasKeys: boolean): Breach[] {
  const breaches: Breach[] = [];
  const groups = new Map<string, Sent[]>();
  const lone: { readonly at: number; readonly topic: string; readonly name: string }[] = [];
  /** What was refused is sent in halves, without a pace. */
  const halved = new Set<string>();
  for (const { send, names } of person.read()) {
    const own = names.map(({ named }) => nameOf(named));
    if (send.outcome === 'refused' && own.length > 1) for (const name of own) halved.add(name);
    // Refused alone it is given up, and as any other when it lives again.
    const isDone = send.outcome === 'refused' && own.length === 1;
    if (isDone) halved.delete(own[0] ?? '');
    if (!mayHaveArrived(send)) continue;
    const object = (text: string) =>
      breaches.push({ law: 'few', at: send.at, target, text: `${send.message}: ${text}` });
    if (send.group !== undefined) {
      const text = groupPace(send, groups.get(send.group) ?? []);
      if (text && !own.some((name) => halved.has(name))) object(text);
      groups.set(send.group, [...(groups.get(send.group) ?? []), send]);
    }
    if (!isUnknown(send)) for (const name of own) halved.delete(name);
    const [only] = names;
    const isBeginning = only?.named.as === 'opened' || only?.named.as === 'updated';
    if (!only?.told || send.group !== undefined || names.length > 1 || !isBeginning) continue;
    const { fact } = only.told;
    // Who knows this cause as open already is told alone again; that begins nothing.
    if (fact.kind !== 'open' || heldOpen(only.before).some((it) => it.fact.cause === fact.cause)) continue;
    // What was perhaps told counts until it is told for certain, be it that it is over.
    if (isUnknown(send) || held(only.before).length > 1) continue;
    // What a broken run may have told alone is told alone again.
    if (only.before.doubt.some(({ kind }) => kind === 'open')) continue;
    // An alert of its own under a key is changed under that key.
    if (hasKeys && heldOpen(only.before).some((it) => it.group === undefined)) continue;
    const scope = person.rowsOf(only.named).find(({ no }) => no === only.told?.no)?.scope ?? '';
    const topic = `${fact.cause} ${scope}`;
    const lately = lone.filter((it) => it.topic === topic && send.at - it.at < GOOD_PACE_MS);
    const distinct = new Set([...lately.map(({ name }) => name), nameOf(only.named)]);
    lone.push({ at: send.at, topic, name: nameOf(only.named) });
    if (distinct.size >= Math.max(outbreakMin, 2)) object(`${distinct.size} of ${topic} alone in 15 minutes`);
  }
  return breaches;
}

const GOOD: ReadonlySet<string> = new Set(['resolved']);

/** How long a group has to keep still. */
function groupPace(send: Sent, earlier: readonly Sent[]): string | undefined {
  const last = earlier.at(-1);
  if (!last || send.type === 'vpp.outbreak.resolved') return undefined;
  const gap = send.at - last.at;
  const least = last.type === 'vpp.outbreak.opened' ? SOON_MS : PACE_MS;
  if (gap < least - LATE_MS) return `${gap / SECOND} s after its last word`;
  const isGood = ({ names }: Sent) => names.every(({ as }) => GOOD.has(as));
  const lastGood = earlier.findLast(isGood);
  const goodGap = lastGood ? send.at - lastGood.at : GOOD_PACE_MS;
  return isGood(send) && goodGap < GOOD_PACE_MS - LATE_MS
    ? `only good things ${goodGap / SECOND} s after the last such`
    : undefined;
}

export interface PromptOptions {
  /** What a world is slower by than one that wakes at once, in milliseconds. */
  readonly slack?: number;
  /** How many fail in one cause at once at most. */
  readonly burst?: number;
  /** What is looked at until then. */
  readonly until: number;
}

/** Where nothing dies and every channel answers, people are told soon. The person reads anew. */
export function prompt(trace: Trace, person: CarefulPerson, target: string, options: PromptOptions): Breach[] {
  const { slack = 0, burst = 0, until } = options;
  const readings = [...person.read()].map(({ send, names }) => ({ send, names }));
  const sends = readings.map(({ send }) => send);
  const namings = readings.flatMap(({ send, names }) =>
    names.flatMap(({ named, told }) => (told ? [{ send, named, told }] : [])),
  );
  const isQuiet = (row: RowChanged, end: number) => {
    const events = trace.events.flatMap((it, i) => (it.at <= end ? [i + 1] : []));
    const last = events.at(-1) ?? 0;
    const first = trace.events.indexOf(row);
    for (let i = first; i <= last; i++) {
      const at = Math.max(row.at, trace.events[i]?.at ?? row.at);
      if (person.silencedUntil(row, i, at) !== undefined || !isThere(trace, target, i)) return true;
    }
    return false;
  };
  return person.subjects.flatMap((name) => {
    const rows = person.rowsOf(name);
    return rows.flatMap((row, i): Breach[] => {
      const want = wantOf(row, target);
      const own = namings.filter(({ named }) => nameOf(named) === nameOf(name));
      const before = own.filter(({ send }) => trace.events.indexOf(send) < trace.events.indexOf(row)).at(-1)?.told;
      if (row.isReminder || row.isBaseline || row.fact?.kind === 'expiring' || isKnown(want, before?.fact)) return [];
      const isGood = want?.kind === 'over';
      const spoke = sends.some((it) => it.group !== undefined && Math.abs(it.at - row.at) <= PACE_MS + SOON_MS);
      const pace = before?.group === undefined && !spoke ? 0 : isGood ? GOOD_PACE_MS : PACE_MS;
      const limit = SOON_MS + pace + slack + Math.ceil(burst / 5_000) * PACE_MS;
      const end = Math.min(rows[i + 1]?.at ?? Number.POSITIVE_INFINITY, until);
      if (end - row.at <= limit || isQuiet(row, row.at + limit)) return [];
      const isTold = own.some(({ send, told }) => send.at >= row.at && send.at <= row.at + limit && told.no >= row.no);
      const text = `${nameOf(name)} no ${row.no} is not told within ${limit / SECOND} s`;
      return isTold ? [] : [{ law: 'prompt', at: row.at + limit, target, text }];
    });
  });
}

function isKnown(want: KnownFact | null, told: KnownFact | undefined): boolean {
  if (want === null) return true;
  return told ? isSame(want, told) || (want.kind === 'over' && told.kind === 'over') : want.kind === 'over';
}

function isThere({ events }: Trace, target: string, place: number): boolean {
  const last = events.slice(0, place).findLast((it) => it.kind === 'target' && it.target === target);
  return last?.kind === 'target' && last.isConfigured;
}
