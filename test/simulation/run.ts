/** `npm run simulate -- --tokens 300 --days 120 --seed 1`: lives through months, and says what happened. */
import { parseArgs } from 'node:util';
import { MINUTE } from '../../src/domain/policy.ts';
import { explain } from './breach.ts';
import { simulate } from './simulate.ts';
import { summaryOf } from './summary.ts';

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '300' },
    days: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    /** How many seeds, one after the other. */
    seeds: { type: 'string', default: '1' },
    /** Minutes from one sweep to the next. */
    sweep: { type: 'string', default: '30' },
  },
});
const [tokens = 0, days = 0, first = 0, seeds = 0, sweep = 0] = [
  values.tokens,
  values.days,
  values.seed,
  values.seeds,
  values.sweep,
].map(Number);

for (let seed = first; seed < first + seeds; seed++) {
  const startedAt = performance.now();
  const { breach, world } = await simulate({ seed, tokens, days, period: sweep * MINUTE }, (day, { counts }) => {
    if (day % 30 !== 0 || day === days) return;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`day ${day} of ${days}, ${counts.reports} reports, ${counts.sweeps} sweeps, ${seconds} s`);
  });
  console.log(summaryOf(world, performance.now() - startedAt));
  if (!breach) continue;
  console.error(explain(breach, seed));
  process.exitCode = 1;
}
