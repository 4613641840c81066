import type { Trace } from '../telling/trace.ts';
import { promptnessOf } from './promptness.ts';
import { STEADY } from './settings.ts';
import type { World } from './world.ts';

/** What happened, for people. */
export function summaryOf(world: World, ms: number): string {
  const { plan, counts, core, trace, queue } = world;
  const { delays } = promptnessOf(world);
  const delay = (part: number) => ((delays[Math.floor(part * (delays.length - 1))] ?? 0) / 1_000).toFixed(1);
  const seconds = ms / 1_000;
  const sends = trace.events.filter((it) => it.kind === 'send');
  const toOne = sends.filter(({ target }) => target === STEADY);
  const rows = [
    `${plan.tokens} tokens, ${plan.days} days, seed ${plan.seed}, a sweep every ${plan.period / 60_000} min`,
    `took ${seconds.toFixed(1)} s: ${(plan.days / seconds).toFixed(1)} days a second`,
    `reports ${counts.reports}, sweeps ${counts.sweeps} (${counts.incomplete} incomplete), runs of mailboxes ${counts.runs}`,
    `processes that died ${counts.deaths}, calls that storage failed ${counts.unavailable}, poisoned wake-ups ${queue.poisoned}`,
    `movements that the oracle says too ${core.compared}, tenants compared to the end ${core.sure}`,
    '',
    'messages by type, to the log',
    ...table(tally(toOne.map(({ type }) => type))),
    '',
    'attempts by target, and how they ended',
    ...table(tally(sends.map(({ target, outcome }) => `${target} ${outcome ?? 'no end'}`))),
    '',
    `messages to the log: ${toOne.length}; a naive monitor, one for every failed report: ${counts.failedReports}`,
    `from what was to be known until the log had it, without outages: p50 ${delay(0.5)} s, p99 ${delay(0.99)} s, most ${delay(1)} s`,
    `changes of what people should know: ${changesOf(trace)}`,
  ];
  return rows.join('\n');
}

function changesOf({ events }: Trace): number {
  return events.filter(({ kind }) => kind === 'row').length;
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function table(counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `  ${name.padEnd(32)} ${String(count).padStart(8)}`);
}
