import type { Breach, Law } from './breach.ts';
import {
  type Belief,
  type CarefulPerson,
  held,
  heldOpen,
  isSame,
  type Reading,
  type Resolved,
} from './careful-person.ts';
import { isUnknown, type KnownFact, mayHaveArrived, nameOf, type Sent, type Trace } from './trace.ts';

/** What holds of every message by itself: it is true, it is the next word of a story, and it names somebody. */
export function messageLaws(trace: Trace, person: CarefulPerson, target: string, hasKeys: boolean): Breach[] {
  const breaches: Breach[] = [];
  const contents = new Map<string, string>();
  const groups = new Map<string, Sent[]>();
  const openKeys = new Map<string, Sent>();
  const told = new Map<string, { readonly no: number; readonly send: Sent }>();
  for (const reading of person.read()) {
    const { send, names } = reading;
    const object = (law: Law, text: string) => {
      breaches.push({ law, at: send.at, target, text: `${send.type} ${send.message}: ${text}` });
    };
    for (const it of names) {
      const problem = wordProblem(it) ?? silenceProblem(it, send, trace, person);
      if (!it.told) object('true', `${describe(it)} is not what was to be known when it was read`);
      else if (problem)
        object(it.told && problem.startsWith('silenced') ? 'true' : 'story', `${describe(it)}: ${problem}`);
      const before = told.get(nameOf(it.named));
      const number = it.told && before && numberProblem(it.told.no, send, before);
      if (number) object('story', `${describe(it)}: ${number}`);
      if (it.told && mayHaveArrived(send)) told.set(nameOf(it.named), { no: it.told.no, send });
    }
    if (namesNobody(send)) object('true', 'names nobody');
    const content = contentOf(reading);
    if (contents.has(send.message) && contents.get(send.message) !== content) object('story', 'one id, two contents');
    contents.set(send.message, content);
    if (send.group !== undefined) {
      const earlier = groups.get(send.group) ?? [];
      for (const text of groupProblems(reading, send.group, earlier)) object('story', text);
      if (mayHaveArrived(send)) groups.set(send.group, [...earlier, send]);
    }
    const key = hasKeys ? keyProblem(reading, openKeys) : undefined;
    if (key) object('story', key);
    if (mayHaveArrived(send)) {
      if (!send.type.endsWith('.resolved')) openKeys.set(send.key, send);
      else if (!isUnknown(send)) openKeys.delete(send.key);
    }
  }
  return breaches;
}

/** Which word tells a fact to whom, by what she may hold. */
function wordProblem({ named, before, told }: Resolved): string | undefined {
  if (!told || named.as === 'expiring') return undefined;
  const { fact } = told;
  const beliefs = held(before);
  const open = heldOpen(before);
  const doubtOpen = before.doubt.filter(({ kind }) => kind === 'open');
  const mayBegin = beliefs.some((it) => it?.fact.kind !== 'open') || before.doubt.some(({ kind }) => kind === 'over');
  const isOther = [...open.map((it) => it.fact), ...doubtOpen].some((it) => !isSame(it, fact));
  const isNew = open.every((it) => fact.kind === 'open' && it.fact.cause !== fact.cause);
  switch (named.as) {
    case 'opened':
      return mayBegin ? undefined : 'opened, and she knows it to be open';
    case 'joined':
      return mayBegin || (isOther && isNew) ? undefined : 'begins, and she knows it to be open';
    case 'updated':
      if (open.length < beliefs.length) return 'updated, and she may hold nothing open';
      return isOther ? undefined : 'updated, and she knows it as it is';
    case 'reminder':
      return open.length === beliefs.length && !open.some((it) => !isSame(it.fact, fact))
        ? undefined
        : 'reminded of what she may not know';
    case 'resolved':
      return open.length + doubtOpen.length > 0 ? undefined : 'over, and she held nothing open';
  }
}

/** A silence that stood when it was read, and stands when it is sent, holds everything. */
function silenceProblem({ named }: Resolved, send: Sent, { events }: Trace, person: CarefulPerson): string | undefined {
  const since = person.sinceOf(send);
  const then = person.silencedUntil(named, since, send.at);
  const now = person.silencedUntil(named, events.indexOf(send), send.at);
  return then !== undefined && now !== undefined ? 'silenced, and yet told' : undefined;
}

function numberProblem(
  no: number,
  send: Sent,
  before: { readonly no: number; readonly send: Sent },
): string | undefined {
  if (no > before.no) return undefined;
  if (no < before.no) return `number ${no} after ${before.no}`;
  if (!isUnknown(before.send)) return `number ${no} twice, and the first was certain`;
  const areAlone = isAlone(send) && isAlone(before.send);
  return areAlone && send.message !== before.send.message ? `number ${no} twice under two ids` : undefined;
}

function isAlone({ type }: Sent): boolean {
  return type.startsWith('vpp.incident.');
}

/** Only a group whose last members moved on may end without a name, and then it counts them. */
function namesNobody({ type, names, counts }: Sent): boolean {
  if (names.length > 0) return false;
  return type !== 'vpp.outbreak.resolved' || !counts || counts.recovered + counts.moved === 0;
}

function contentOf({ send, names }: Reading): string {
  return JSON.stringify([send.type, ...names.map((it) => [nameOf(it.named), it.told?.fact])]);
}

function groupProblems({ send, names, beliefs }: Reading, group: string, earlier: readonly Sent[]): string[] {
  const problems: string[] = [];
  const isEnd = send.type === 'vpp.outbreak.resolved';
  if (earlier.length === 0 && send.type !== 'vpp.outbreak.opened') problems.push('a group begins with an opening');
  const ended = earlier.filter(({ type }) => type === 'vpp.outbreak.resolved');
  if (ended.some((it) => !isUnknown(it))) problems.push('a group speaks after its end');
  if (ended.length > 0 && names.some(({ named }) => named.as === 'joined'))
    problems.push('one joins a group that ended');
  const named = new Set(names.map((it) => nameOf(it.named)));
  const others = [...beliefs].filter(([name]) => !named.has(name)).map(([, belief]) => belief);
  const through = others.filter((it) => heldOpen(it).some((told) => told.group === group));
  if (isEnd && through.length > 0) problems.push(`ends while ${through.map(nameOf).join(', ')} may be held open`);
  if (isEnd && names.some(({ named: { as } }) => as !== 'resolved')) problems.push('ends, and names what goes on');
  if (isEnd) problems.push(...moreOpen(send, names, others), ...strangers(send, earlier));
  return problems;
}

/** "Nothing is left to do" is said only where nothing of its cause is open in this mailbox. */
function moreOpen(send: Sent, names: readonly Resolved[], others: readonly Belief[]): string[] {
  if (send.saysMoreIsOpen !== false) return [];
  const own = names.flatMap(({ before }) => heldOpen(before).filter(({ group }) => group === send.group));
  const causes = new Set(own.map(({ fact }) => fact.cause));
  const open = others.filter((it) => heldOpen(it).some(({ fact }) => causes.has(fact.cause)));
  return open.length > 0 ? [`says that nothing is left, and ${open.map(nameOf).join(', ')} may be held open`] : [];
}

/** "All have recovered" is said only of those that it told of. */
function strangers({ counts, names }: Sent, earlier: readonly Sent[]): string[] {
  const told = new Set([...earlier.flatMap((it) => it.names), ...names].map(nameOf));
  if (!counts) return [];
  const problems = counts.open > 0 ? [`ends with ${counts.open} open`] : [];
  const known = counts.recovered + counts.moved;
  return known > told.size ? [...problems, `speaks of ${known}, and told of ${told.size}`] : problems;
}

/** An alert under a key begins before it ends. */
function keyProblem({ send, names }: Reading, open: ReadonlyMap<string, Sent>): string | undefined {
  if (!send.type.startsWith('vpp.incident.') || open.has(send.key)) return undefined;
  const [only] = names;
  if (!only || only.before.doubt.length > 0 || send.type === 'vpp.incident.opened') return undefined;
  const moved = heldOpen(only.before).some(({ key }) => key !== send.key);
  return send.type === 'vpp.incident.updated' && moved ? undefined : `nothing was opened under the key ${send.key}`;
}

function describe({ named, told }: Resolved): string {
  return `${nameOf(named)} ${named.as}${told ? ` no ${told.no} ${factText(told.fact)}` : ''}`;
}

export function factText(fact: KnownFact | null | undefined): string {
  if (!fact) return 'nothing';
  if (fact.kind === 'open') return `${fact.cause}/${fact.severity}${fact.failing ? '' : ' (not failing)'}`;
  return fact.kind === 'over' ? `over (${fact.resolution})` : `${fact.items.length} that expire`;
}
