import type { Breach } from './breach.ts';
import { type Belief, type CarefulPerson, held, heldOpen, isSame, itemName } from './careful-person.ts';
import { factText } from './message-laws.ts';
import { type KnownFact, type Listed, nameOf, type Rest, type RowChanged, type Sent, type Trace } from './trace.ts';

interface Standing {
  readonly target: string;
  readonly isConfigured: boolean;
  readonly hasKeys: boolean;
}

/** When nothing is left to do, everybody knows what is, or people can see why not. The person has read everything. */
export function restLaws(trace: Trace, rest: Rest, person: CarefulPerson, standing: Standing): Breach[] {
  const { target } = standing;
  const listed = new Map(rest.listed.filter((it) => it.target === target).map((it) => [nameOf(it), it]));
  const object = (text: string): Breach => ({ law: 'complete', at: rest.at, target, text });
  const breaches = person.subjects.flatMap((name) => {
    const row = person.lastRow(name);
    if (!row) return [];
    const belief = person.belief(name);
    const problem = problemOf(row, belief, listed.get(nameOf(name)), { trace, rest, person, standing });
    return problem ? [object(`${nameOf(name)}: ${problem}; she holds ${describe(belief)}`)] : [];
  });
  const keys = standing.hasKeys && standing.isConfigured ? keyProblems(trace, person, listed, target) : [];
  return [...breaches, ...keys.map(object)];
}

interface Around {
  readonly trace: Trace;
  readonly rest: Rest;
  readonly person: CarefulPerson;
  readonly standing: Standing;
}

function problemOf(row: RowChanged, belief: Belief, listed: Listed | undefined, around: Around): string | undefined {
  const { trace, rest, person, standing } = around;
  const want = person.want(row);
  const isSilenced = person.silencedUntil(row, trace.events.length, rest.at) !== undefined;
  const lie = listed && lieOf(listed, belief);
  if (lie) return lie;
  switch (listed?.standing) {
    case 'dead':
      return undefined;
    case 'silenced':
      return isSilenced ? undefined : 'listed as silenced, and is not';
    case 'parked':
      return standing.isConfigured ? 'listed as parked, and its target is there' : undefined;
    case 'pending':
      return 'still pending when all is at rest';
    case 'missed':
      return want?.kind === 'over' && heldOpen(belief).length === 0 ? undefined : 'listed as missed, and it goes on';
    default:
      return knows(want, belief, row, standing.target, person) ? undefined : `should know ${factText(want)}`;
  }
}

function knows(
  want: KnownFact | null,
  belief: Belief,
  row: RowChanged,
  target: string,
  person: CarefulPerson,
): boolean {
  const beliefs = held(belief);
  if (want === null || !row.audience.includes(target)) return heldOpen(belief).length === 0;
  if (want.kind === 'open') return beliefs.every((it) => it && isSame(it.fact, want));
  if (want.kind === 'over') {
    return beliefs.every((it) => it?.fact.kind === 'over') && beliefs.some((it) => isEndOf(it?.fact, want.incidentId));
  }
  // A notice names what is new, so that only all of them together say what is now.
  const told = person.itemsTold(row);
  return want.items.every((item) => told.has(itemName(item)));
}

function isEndOf(fact: KnownFact | undefined, incidentId: string): boolean {
  return fact?.kind === 'over' && fact.incidentId === incidentId;
}

/** What the mailbox takes for heard was in a message. */
function lieOf({ heard, standing }: Listed, belief: Belief): string | undefined {
  const isSure = standing === 'delivered' || standing === 'missed';
  if (isSure && heard?.kind === 'over' && heldOpen(belief).length > 0)
    return 'taken for over, and she may hold it open';
  if (heard?.kind !== 'open' || held(belief).some((it) => it && isSame(it.fact, heard))) return undefined;
  return `taken for told ${factText(heard)}, which no message said`;
}

/** The alerts that a service with keys shows are those that are open. */
function keyProblems(
  { events }: Trace,
  person: CarefulPerson,
  listed: ReadonlyMap<string, Listed>,
  target: string,
): string[] {
  const landed = events
    .filter(
      (it): it is Sent & { landedAt: number } =>
        it.kind === 'send' && it.target === target && it.landedAt !== undefined,
    )
    .filter(({ type }) => type.startsWith('vpp.incident.') || type.startsWith('vpp.outbreak.'))
    .sort((a, b) => a.landedAt - b.landedAt);
  const shown = new Set<string>();
  for (const { type, key } of landed) {
    if (type.endsWith('.resolved')) shown.delete(key);
    else shown.add(key);
  }
  const open = [...person.beliefs.values()].flatMap((it) => heldOpen(it).map(({ key }) => [nameOf(it), key] as const));
  const isDead = (name: string) => listed.get(name)?.standing === 'dead';
  const isTrouble = [...listed.keys()].some(isDead);
  const dangling = [...shown].filter((key) => !open.some(([, own]) => own === key));
  const lost = open.filter(([name, key]) => !shown.has(key) && !isDead(name));
  return [
    ...(isTrouble ? [] : dangling.map((key) => `the alert ${key} stays, and nothing of it is open`)),
    ...lost.map(([name, key]) => `${name} is open, and its alert ${key} is gone`),
  ];
}

function describe(belief: Belief): string {
  return held(belief)
    .map((it) => factText(it?.fact))
    .join(' or ');
}
