import { describe, type Make, shrink } from './compare.ts';
import { Core } from './core.ts';
import { generateHistory } from './generate.ts';

/** `node test/oracle/run.ts --runs 100000 [--seed 1]`: compares the core with the oracle in so many histories. */
const { runs, seed } = parse(process.argv.slice(2));
const make: Make = (history) => new Core(history);
const startedAt = Date.now();
for (let i = 0; i < runs; i++) {
  const found = await shrink(generateHistory(seed + i), make);
  if (found) {
    console.error(describe(found));
    process.exit(1);
  }
  if ((i + 1) % 1_000 === 0) {
    console.log(`${i + 1} histories agree, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  }
}

function parse(args: readonly string[]): { readonly runs: number; readonly seed: number } {
  const numberOf = (name: string, otherwise: number) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  return { runs: numberOf('runs', 2_000), seed: numberOf('seed', 1) };
}
