/** `npm run chaos -- --kills 200 --seed 1`: kills the running program, and says what became of it. */
import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const { breaches, ...figures } = await chaos({ kills: Number(values.kills), seed: Number(values.seed) }, (line) =>
  console.error(line),
);
console.log(figures);
for (const breach of breaches) console.error(`BREACH (seed ${values.seed}): ${breach}`);
process.exitCode = breaches.length > 0 ? 1 : 0;
