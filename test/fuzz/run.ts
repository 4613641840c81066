/** `npm run fuzz -- [--runs N] [--seed N] [--storage azurite|memory]`: half of the runs with credentials asked for. */
import { parseArgs } from 'node:util';
import { load, machine } from '../../bench/machine.ts';
import { type Figures, fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    storage: { type: 'string', default: 'azurite' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const storage = values.storage === 'memory' ? 'memory' : 'azurite';
if (!Number.isInteger(runs) || !Number.isInteger(seed) || runs < 2)
  throw new Error('--runs and --seed are whole numbers');

console.log(`${runs} runs, seed ${seed}, storage: ${storage}; ${machine()}`);
const halves: Figures[] = [];
for (const isKeyed of [false, true]) {
  const label = isKeyed ? 'with credentials' : 'open';
  const progress = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${label}: ${line}`);
  const half = isKeyed ? Math.floor(runs / 2) : Math.ceil(runs / 2);
  halves.push(await fuzz({ runs: half, seed: isKeyed ? seed + runs : seed, isKeyed, storage, progress }));
}
for (const half of halves) console.log(summary(half));
console.log(`No answer outside the documented set, no crash, no difference from the model. Load ${load()}.`);
// A table in memory grows with what is in it.
if (storage === 'azurite' && halves.some(hasGrown))
  throw new Error('the heap has grown by more than a quarter since it was warm');

function summary({ runs: count, seconds, statuses, reports, memory }: Figures): string {
  const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  const [warm, end] = ends(memory);
  return (
    `${count} runs in ${seconds.toFixed(0)} s, ${reports} reports accepted; ${answers.join(', ')}; ` +
    `after warm-up ${warm.rss.toFixed(0)} MiB (heap ${warm.heap.toFixed(1)}), at the end ${end.rss.toFixed(0)} MiB (heap ${end.heap.toFixed(1)})`
  );
}

/** Medians of the second and of the last fifth of the samples: one alone may be taken amid a batch. */
function ends(memory: Figures['memory']) {
  const fifth = Math.max(1, Math.floor(memory.length / 5));
  const median = (samples: Figures['memory']) => ({
    rss: middle(samples.map(({ rss }) => rss)),
    heap: middle(samples.map(({ heap }) => heap)),
  });
  return [median(memory.slice(fifth, 2 * fifth)), median(memory.slice(-fifth))] as const;
}

function middle(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function hasGrown({ memory }: Figures): boolean {
  const [warm, end] = ends(memory);
  return end.heap > warm.heap * 1.25 || end.rss > warm.rss * 1.25;
}
