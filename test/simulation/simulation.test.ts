import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));

/** Where others use the machine too, a world takes its time. */
const PATIENCE_MS = 240_000;

/** Small enough for every day; `npm run simulate` lives through more. */
const SMALL = ['--tokens', '30', '--days', '24', '--sweep', '60'];

/** Its own process, since vitest loads modules in a way that takes real time. @throws with the story of a breach */
async function simulated(...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, ...SMALL, ...options]);
  return stdout;
}

/** The figures of a summary under a name, one for each seed. */
function figures(summaries: string, name: RegExp): number[] {
  return [...summaries.matchAll(new RegExp(`${name.source} (\\d+)`, 'g'))].map(([, figure]) => Number(figure));
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

test('ten small worlds keep the laws', { timeout: PATIENCE_MS }, async () => {
  const summaries = await simulated('--seeds', '10');
  expect(figures(summaries, /messages to the log:/)).toHaveLength(10);
  // A world in which nothing happens, or nothing goes wrong, would prove nothing.
  expect(sum(figures(summaries, /movements that the oracle says too/))).toBeGreaterThan(100);
  expect(sum(figures(summaries, /tenants compared to the end/))).toBeGreaterThan(10);
  expect(sum(figures(summaries, /processes that died/))).toBeGreaterThan(20);
  expect(sum(figures(summaries, /vpp\.outbreak\.opened */))).toBeGreaterThan(0);
});

test('a world is the same for the same seed', { timeout: PATIENCE_MS }, async () => {
  const runs = await Promise.all([1, 2].map(() => simulated('--seed', '7')));
  const [one, two] = runs.map((summary) => summary.replace(/^took .*$/m, ''));
  expect(one).toBe(two);
});
