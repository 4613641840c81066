import { parseArgs } from 'node:util';
import { exhaust, read, replay, story, wander } from './explore.ts';
import * as product from './product.ts';
import { large, PAIRS, SMALL, scenarioOf } from './scenarios.ts';

/**
 * Long runs of the explorer.
 *
 *     npm run explore -- --seeds 500 --from 1000
 *     npm run explore -- --worlds small,more,silenced --most 50000
 *     npm run explore -- --replay 'dies//19=1'
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    worlds: { type: 'string' },
    most: { type: 'string', default: '100000' },
    replay: { type: 'string' },
  },
});

const say = (text: string) => process.stdout.write(`${text}\n`);

if (values.replay !== undefined) {
  const { breaches, labels, choices } = await replay(read(values.replay, scenarioOf), product);
  for (const [i, label] of labels.entries()) say(`${choices[i] ? '>' : ' '} ${i} ${label}`);
  for (const { law, target, at, text } of breaches) say(`${law}: ${new Date(at).toISOString()} ${target} ${text}`);
  process.exitCode = breaches.length > 0 ? 1 : 0;
}

const sets = new Map([
  ['small', SMALL],
  ['more', PAIRS],
]);
const names = values.worlds?.split(',') ?? [];
for (const scenario of names.flatMap((name) => sets.get(name) ?? [scenarioOf(name)])) {
  const { schedules, states, isWhole, found } = await exhaust(scenario, product, Number(values.most));
  say(`${scenario.name}: ${schedules} schedules, ${states} states${isWhole ? ', all of them' : ''}`);
  if (found) {
    say(await story(found, product));
    process.exitCode = 1;
  }
}

const from = Number(values.from);
for (let seed = from; seed < from + Number(values.seeds ?? 0); seed++) {
  const found = await wander(large(seed), seed, product);
  if (!found) continue;
  say(await story(found, product));
  process.exitCode = 1;
}
