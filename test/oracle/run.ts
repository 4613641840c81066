import { explain } from '../poll-laws/compare.ts';
import { generateHistory as generatePolls } from '../poll-laws/generate.ts';
import { describe, type Make, shrink } from './compare.ts';
import { Core } from './core.ts';
import { generateHistory } from './generate.ts';

/**
 * `node test/oracle/run.ts --runs 100000 [--seed 1]`: compares the core with the oracle in so many histories; with `--polls`
 * in place of `--runs` the whole program, of tenants that are read from Graph.
 */
const { runs, polls, seed } = parse(process.argv.slice(2));
const make: Make = (history) => new Core(history);
const startedAt = Date.now();
for (let i = 0; i < polls; i++) {
  fail(await explain(generatePolls(seed + i)));
  if ((i + 1) % 50 === 0) say(i + 1);
}
for (let i = 0; i < runs; i++) {
  const found = await shrink(generateHistory(seed + i), make);
  fail(found && describe(found));
  if ((i + 1) % 1_000 === 0) say(i + 1);
}

function fail(difference: string | null): void {
  if (difference === null) return;
  console.error(difference);
  process.exit(1);
}

function say(count: number): void {
  console.log(`${count} histories agree, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
}

function parse(args: readonly string[]): { readonly runs: number; readonly polls: number; readonly seed: number } {
  const numberOf = (name: string, otherwise: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const polls = numberOf('polls', 0);
  return { runs: numberOf('runs', polls > 0 ? 0 : 2_000), polls, seed: numberOf('seed', 1) };
}
