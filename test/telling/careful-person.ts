import {
  isUnknown,
  type KnownFact,
  mayHaveArrived,
  type Named,
  nameOf,
  type RowChanged,
  type RunBroken,
  type Sent,
  type SilenceChanged,
  type SubjectName,
  type Trace,
} from './trace.ts';

export type OpenKnown = Extract<KnownFact, { kind: 'open' }>;

/** Something that she was told, or may have been. */
export interface Told {
  readonly fact: KnownFact;
  readonly no: number;
  readonly key: string;
  readonly group?: string;
  readonly send: Sent;
}

/** What one who reads everything that is sent to a target may hold of a subject. */
export interface Belief extends SubjectName {
  /** What she was certainly told last; absent where nothing. */
  readonly heard?: Told;
  /** What she may have been told since. */
  readonly maybe: readonly Told[];
  /** What broken runs may have taken for told without sending it. */
  readonly doubt: readonly KnownFact[];
}

/** A named subject with the change of its row that the words fit; absent where they fit none of their time. */
export interface Resolved {
  readonly named: Named;
  readonly before: Belief;
  readonly told?: Told;
}

export interface Reading {
  readonly send: Sent;
  readonly names: readonly Resolved[];
  /** As it is before the message. */
  readonly beliefs: ReadonlyMap<string, Belief>;
}

/** How long before a send its facts may have been read, where the world does not say. */
const MAX_MS = 25_000;

/** A person at one target. She knows what the rows said and when, and what was sent; nothing of how it came about. */
export class CarefulPerson {
  readonly #target: string;
  readonly #trace: Trace;
  readonly #beliefs = new Map<string, Belief>();
  /** What notices of expiries named, by subject. */
  readonly #items = new Map<string, Set<string>>();
  /** By subject, with their places in the events. */
  readonly #rows = new Map<string, { readonly row: RowChanged; readonly place: number }[]>();
  readonly #silences = new Map<string, { readonly silence: SilenceChanged; readonly place: number }[]>();

  constructor(target: string, trace: Trace) {
    this.#target = target;
    this.#trace = trace;
    for (const [place, event] of trace.events.entries()) {
      if (event.kind === 'row') push(this.#rows, nameOf(event), { row: event, place });
      if (event.kind === 'silence') push(this.#silences, nameOf(event), { silence: event, place });
    }
  }

  get beliefs(): ReadonlyMap<string, Belief> {
    return this.#beliefs;
  }

  /** Every subject that ever had something to tell. */
  get subjects(): readonly SubjectName[] {
    return [...this.#rows.values()].map(([first]) => (first as { row: RowChanged }).row);
  }

  belief({ tenantId, subject }: SubjectName): Belief {
    return this.#beliefs.get(nameOf({ tenantId, subject })) ?? { tenantId, subject, maybe: [], doubt: [] };
  }

  /** The tokens and dates that notices of expiries named. */
  itemsTold(name: SubjectName): ReadonlySet<string> {
    return this.#items.get(nameOf(name)) ?? new Set();
  }

  /** The changes of a subject's row, oldest first. */
  rowsOf(name: SubjectName): readonly RowChanged[] {
    return (this.#rows.get(nameOf(name)) ?? []).map(({ row }) => row);
  }

  want(row: RowChanged | undefined): KnownFact | null {
    return wantOf(row, this.#target);
  }

  /** The row as it stood last. */
  lastRow(name: SubjectName): RowChanged | undefined {
    return this.rowsOf(name).at(-1);
  }

  /** Until when the subject is silenced at a place in the events; undefined where it is not at that time. */
  silencedUntil({ tenantId, subject }: SubjectName, place: number, at: number): number | undefined {
    // What `_app` keeps of a refused tenant is that tenant's.
    const owner = subject.startsWith('_refused:') ? subject.slice('_refused:'.length) : tenantId;
    const ends = [subject, '*'].flatMap((of) => {
      const all = this.#silences.get(nameOf({ tenantId: owner, subject: of })) ?? [];
      return all.findLast((it) => it.place < place)?.silence.until ?? [];
    });
    const latest = Math.max(...ends);
    return latest > at ? latest : undefined;
  }

  /** The place from which on a message's facts were read. */
  sinceOf(send: Sent): number {
    if (send.since !== undefined) return send.since;
    const { events } = this.#trace;
    const own = events.indexOf(send);
    const first = events.findIndex((event, i) => i >= own || event.at >= send.at - MAX_MS);
    return first;
  }

  /** Reads everything in its order, and shows each message together with what she held before it. */
  *read(): Generator<Reading> {
    for (const [place, event] of this.#trace.events.entries()) {
      if ('target' in event && event.target !== this.#target) continue;
      if (event.kind === 'broken') this.#doubt(event, place);
      if (event.kind !== 'send') continue;
      const names = event.names.map((named) => this.#resolve(named, event, place));
      yield { send: event, names, beliefs: this.#beliefs };
      if (mayHaveArrived(event)) for (const it of names) this.#take(it, event);
    }
  }

  #resolve(named: Named, send: Sent, place: number): Resolved {
    const before = this.belief(named);
    const rows = this.#rows.get(nameOf(named)) ?? [];
    const since = this.sinceOf(send);
    const first = rows.findLastIndex((it) => it.place < since);
    const window = rows.slice(Math.max(0, first)).filter((it) => it.place < place);
    const all = window.filter(({ row }) => {
      const fact = wantOf(row, this.#target);
      return fact !== null && (named.no === undefined || named.no === row.no) && fits(named, fact);
    });
    // Where a message gives no number, the first that is new to her, since what follows may be told later.
    const fitting = all.find(({ row }) => row.no > (before.heard?.no ?? 0)) ?? all.at(-1);
    const fact = fitting && wantOf(fitting.row, this.#target);
    if (!fitting || !fact) return { named, before };
    const { key, group } = send;
    return { named, before, told: { fact, no: fitting.row.no, key, ...(group && { group }), send } };
  }

  #take({ named, before, told }: Resolved, send: Sent): void {
    if (!told) return;
    if (send.landedAt !== undefined) {
      this.#items.set(nameOf(named), new Set([...this.itemsTold(named), ...(named.items ?? []).map(itemName)]));
    }
    const { tenantId, subject, heard, maybe, doubt } = before;
    const isNoted = send.outcome === 'delivered' && send.recorded?.has(nameOf(named)) === true;
    const after: Belief =
      isUnknown(send) && !isNoted
        ? { tenantId, subject, ...(heard && { heard }), maybe: [...maybe, told], doubt }
        : { tenantId, subject, heard: told, maybe: [], doubt: [] };
    this.#beliefs.set(nameOf(named), after);
  }

  /** A run that broke off may have noted, before a send that never was, anything that was to be told meanwhile. */
  #doubt({ since }: RunBroken, place: number): void {
    for (const [name, rows] of this.#rows) {
      const first = Math.max(
        0,
        rows.findLastIndex((it) => it.place < since),
      );
      const meanwhile = rows.slice(first).filter((it) => it.place < place);
      const facts = meanwhile.flatMap(({ row }) => wantOf(row, this.#target) ?? []);
      const [some] = rows;
      if (!some || facts.length === 0) continue;
      const before = this.belief(some.row);
      this.#beliefs.set(name, { ...before, doubt: [...before.doubt, ...facts] });
    }
  }
}

/** What a target should know, by the subject's row alone. */
export function wantOf(row: RowChanged | undefined, target: string): KnownFact | null {
  if (!row?.fact || row.audience.includes(target)) return row?.fact ?? null;
  return row.fact.kind === 'expiring'
    ? null
    : { kind: 'over', incidentId: row.fact.incidentId, resolution: 'elsewhere' };
}

/** What she may take for true: what she heard, or nothing, and all that she may have heard since. */
export function held({ heard, maybe }: Belief): readonly (Told | undefined)[] {
  return [heard, ...maybe];
}

/** What she may take for open. */
export function heldOpen(belief: Belief): readonly (Told & { readonly fact: OpenKnown })[] {
  return held(belief).filter((it): it is Told & { fact: OpenKnown } => it?.fact.kind === 'open');
}

/** Whether two facts say the same. */
export function isSame(a: KnownFact, b: KnownFact): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(fact: KnownFact): readonly unknown[] {
  if (fact.kind === 'open') return ['open', fact.incidentId, fact.cause, fact.severity, fact.failing];
  if (fact.kind === 'over') return ['over', fact.incidentId, fact.resolution];
  return ['expiring', ...fact.items.map(itemName).sort()];
}

export function itemName({ tokenId, expiresAt }: { readonly tokenId: string; readonly expiresAt: string }): string {
  return `${tokenId} ${expiresAt}`;
}

/** Whether the words of a message say this fact, as far as they say anything. */
function fits(named: Named, fact: KnownFact): boolean {
  if (named.as === 'expiring' || fact.kind === 'expiring') {
    const all = fact.kind === 'expiring' ? fact.items.map(itemName) : [];
    return fact.kind === 'expiring' && (named.items ?? []).every((item) => all.includes(itemName(item)));
  }
  if (named.incidentId !== fact.incidentId) return false;
  if (fact.kind === 'over') {
    return named.as === 'resolved' && (named.resolution ?? fact.resolution) === fact.resolution;
  }
  return (
    named.as !== 'resolved' &&
    named.cause === fact.cause &&
    named.severity === fact.severity &&
    (named.failing ?? fact.failing) === fact.failing
  );
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
