/**
 * `npm run bench`: node bench/run.ts [--quick] [--older <checkout>] [section…]. Measures the built bundle and writes what
 * it finds to docs/benchmarks.md; a smoke run (`--quick`) writes nothing. Another checkout is built, too, and measured in
 * turn with this one where a section compares.
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { alert } from './alert.ts';
import { burst } from './burst.ts';
import { cold } from './cold.ts';
import { summary, writeFindings } from './document.ts';
import { ingest } from './ingest.ts';
import { load, machine } from './machine.ts';
import { memory } from './memory.ts';
import { page } from './page.ts';
import { poll } from './poll.ts';
import { requests } from './requests.ts';
import type { Section } from './section.ts';
import { sweep } from './sweep.ts';

const SECTIONS: readonly Section[] = [cold, ingest, requests, alert, burst, sweep, poll, page, memory];
const DOCUMENT = 'docs/benchmarks.md';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean' }, older: { type: 'string' } },
  allowPositionals: true,
});
const isQuick = values.quick ?? false;
const unknown = positionals.filter((name) => !SECTIONS.some((section) => section.name === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${SECTIONS.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

console.log('Building the bundle');
await import('../scripts/build.ts');
if (values.older !== undefined) {
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: values.older, stdio: 'inherit' });
}
const older = values.older === undefined ? {} : { older: resolve(values.older, 'dist/index.mjs') };
for (const section of SECTIONS) {
  if (positionals.length > 0 && !positionals.includes(section.name)) continue;
  console.log(`\n${section.title}`);
  const loadBefore = load();
  const findings = await section.run({ isQuick, ...older, progress: (text) => console.log(`  ${text}`) });
  console.log(`\n${summary(findings)}`);
  const day = new Date().toISOString().slice(0, 10);
  const measuredOn = `${day} on ${machine()}; load when it began ${loadBefore}`;
  if (!isQuick) writeFindings(DOCUMENT, section, findings, measuredOn);
}
