import type { History, Step } from './history.ts';
import { judge } from './oracle.ts';
import { Play, POLICY } from './play.ts';

/** Where the program and the oracle part: after which step, of what, and what each says. */
export interface Difference {
  readonly index: number;
  readonly what: string;
  readonly play: PlayLike;
}

/** What plays a history. */
export interface PlayLike extends Pick<Play, 'known' | 'now' | 'step' | 'open'> {}
export type Make = (history: Pick<History, 'tenants'>) => PlayLike;

const asItIs: Make = (history) => new Play(history);

/** @returns the first difference, or null. What is thrown is a difference, too. */
export async function compare(history: History, make: Make = asItIs): Promise<Difference | null> {
  const play = make(history);
  for (const [index, step] of history.steps.entries()) {
    try {
      await play.step(step);
    } catch (error) {
      return { index, what: String(error), play };
    }
    if (step.kind !== 'wait') continue;
    for (const [subject, { expected, allowed }] of judge(play.known, play.now, POLICY)) {
      const actual = await play.open(subject);
      if (allowed && !allowed.has(actual)) {
        return {
          index,
          what: `${subject}: oracle ${[...allowed].join(' or ')} (${expected}), program ${actual}`,
          play,
        };
      }
    }
  }
  return null;
}

/** Drops steps for as long as the two still part, whatever about, and says how. */
export async function explain(history: History, make: Make = asItIs): Promise<string | null> {
  const first = await compare(history, make);
  if (!first) return null;
  let least: Step[] = history.steps.slice(0, first.index + 1);
  let found = first;
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.length; ) {
      const fewer = [...least.slice(0, from), ...least.slice(from + size)];
      const again = await compare({ ...history, steps: fewer }, make);
      if (again) {
        found = again;
        least = fewer.slice(0, again.index + 1);
      } else from += size;
    }
  }
  const polls = found.play.known.slice(-12).map(({ at, ...it }) => `  ${iso(at)} ${JSON.stringify(it)}`);
  return [
    `seed ${history.seed}; play it again: npm run oracle -- --polls 1 --seed ${history.seed}`,
    ...least.map((step) => JSON.stringify(step)),
    'last known:',
    ...polls,
    `${iso(found.play.now)} ${found.what}`,
  ].join('\n');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
