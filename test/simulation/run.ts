import { parseArgs } from 'node:util';
import { MINUTE } from '../../src/domain/policy.ts';
import { explain } from './breach.ts';
import { simulate } from './simulate.ts';
import { summaryOf } from './summary.ts';

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '3000' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    /** Minutes from one sweep to the next. */
    sweep: { type: 'string', default: '30' },
  },
});
const [tokens, days, seed, sweep] = [values.tokens, values.days, values.seed, values.sweep].map(Number) as [
  number,
  number,
  number,
  number,
];

const startedAt = performance.now();
const { breach, world } = await simulate({ seed, tokens, days, period: sweep * MINUTE }, (day, { counts }) => {
  if (day % 10 !== 0 && day !== days) return;
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.error(`day ${day} of ${days}, ${counts.reports} reports, ${counts.sweeps} sweeps, ${seconds} s`);
});
console.log(summaryOf(world, performance.now() - startedAt));
if (breach) {
  console.error(explain(breach, seed));
  process.exitCode = 1;
}
