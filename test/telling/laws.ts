import type { Breach } from './breach.ts';
import { CarefulPerson, type OpenKnown } from './careful-person.ts';
import { messageLaws } from './message-laws.ts';
import { few, type PromptOptions, prompt } from './pace-laws.ts';
import { restLaws } from './rest-laws.ts';
import { nameOf, type Rest, type TargetChanged, type Trace } from './trace.ts';

export type { Breach } from './breach.ts';

/**
 * Judges what a world did by what one careful person at each target was told.
 *
 * @param rest how things stand at the end, where all is at rest; absent where a run is judged half-way
 * @param promptness only for worlds in which nothing dies and every channel answers
 */
export function breachesOf(trace: Trace, rest?: Rest, promptness?: PromptOptions): readonly Breach[] {
  return targetsOf(trace).flatMap(({ target, hasKeys, isConfigured }) => {
    const person = new CarefulPerson(target, trace);
    const breaches = messageLaws(trace, person, target, hasKeys);
    if (rest) breaches.push(...restLaws(trace, rest, person, { target, hasKeys, isConfigured }));
    breaches.push(...few(trace, new CarefulPerson(target, trace), target, hasKeys));
    if (promptness) breaches.push(...prompt(trace, new CarefulPerson(target, trace), target, promptness));
    return breaches;
  });
}

/**
 * What a target hears of a tenant is the same whether there are others or not, but for what ended again before it
 * could be told.
 *
 * @param alone what happened in a world that had only this tenant
 * @param among the same, with others beside it
 * @param tenantId the tenant that is in both
 */
export function apart(alone: Trace, among: Trace, tenantId: string): readonly Breach[] {
  return targetsOf(alone).flatMap(({ target }): Breach[] => {
    const [first, second] = [toldOf(alone, tenantId, target), toldOf(among, tenantId, target)];
    const names = new Set([...first.keys(), ...second.keys()]);
    return [...names].flatMap((name): Breach[] => {
      const [a, b] = [first.get(name) ?? '', second.get(name) ?? ''];
      const text = `${name} alone: ${a || 'nothing'}; among others: ${b || 'nothing'}`;
      return a === b ? [] : [{ law: 'apart', at: 0, target, text }];
    });
  });
}

/** What stays so long is told, whatever a group's pace. */
const LASTING_MS = 20 * 60_000;

/** The facts that each subject's story went through, of those that lasted. */
function toldOf(trace: Trace, tenantId: string, target: string): ReadonlyMap<string, string> {
  const person = new CarefulPerson(target, trace);
  const stories = new Map<string, string[]>();
  for (const { names } of person.read()) {
    for (const { named, told } of names) {
      if (named.tenantId !== tenantId || !told) continue;
      const rows = person.rowsOf(named);
      const i = rows.findIndex(({ no }) => no === told.no);
      const lasted = (rows[i + 1]?.at ?? Number.POSITIVE_INFINITY) - (rows[i]?.at ?? 0);
      if (lasted < LASTING_MS) continue;
      const story = stories.get(nameOf(named)) ?? [];
      const word = told.fact.kind === 'open' ? openWord(told.fact) : told.fact.kind;
      if (story.at(-1) !== word) stories.set(nameOf(named), [...story, word]);
    }
  }
  return new Map([...stories].map(([name, story]) => [name, story.join(', ')]));
}

function openWord({ cause, severity, failing }: OpenKnown): string {
  return `${cause}/${severity}${failing ? '' : ' (not failing)'}`;
}

/** Every target that was ever there, as it was last. */
function targetsOf({ events }: Trace): readonly TargetChanged[] {
  const all = events.filter((it): it is TargetChanged => it.kind === 'target');
  return [...new Map(all.map((it) => [it.target, it])).values()];
}
