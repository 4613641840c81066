import type { World } from './world.ts';

/** What happened, for people. */
export function summaryOf({ plan, counts, ears, incidents, outbreaks }: World, ms: number): string {
  const told = [...ears.kinds.values()].reduce((a, b) => a + b, 0);
  const rows = [
    `${plan.tokens} tokens, ${plan.days} days, seed ${plan.seed}, a sweep every ${plan.period / 60_000} min; took ${(ms / 1_000).toFixed(1)} s`,
    `reports ${counts.reports}, sweeps ${counts.sweeps} (${counts.incomplete} incomplete), crashes ${counts.crashes}, calls that storage failed ${counts.unavailable}`,
    '',
    'incidents by cause',
    ...table(incidents),
    '',
    'notices by kind, to one target',
    ...table(ears.kinds),
    '',
    `worst delay from when it could be told to when it was: ${minutes(ears.worst.whileUp)} (${minutes(ears.worst.delay)} with outages of our own and of storage)`,
    `sent again under the same id after a crash: ${ears.repeats}; told as part of an outbreak: ${outbreaks.grouped}`,
    `messages: ${told}; a naive monitor, one for every failed report: ${counts.failedReports}`,
  ];
  return rows.join('\n');
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} min`;
}

function table(counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `  ${name.padEnd(26)} ${String(count).padStart(8)}`);
}
