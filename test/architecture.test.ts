import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A file planted beside the others, and what of it must be refused by which rule. */
interface Plant {
  readonly layer: string;
  readonly thing: string;
  readonly text: string;
  readonly rule?: string;
}

const IMPORTS = 'lint/style/noRestrictedImports';
const GLOBALS = 'lint/style/noRestrictedGlobals';
const ENVIRONMENT = 'lint/style/noProcessEnv';

const importing = (layer: string, thing: string, rule?: string): Plant => ({
  layer,
  thing,
  text: `import { thing } from '${thing}';\n\nexport const planted = thing;\n`,
  ...(rule && { rule }),
});
const using = (layer: string, thing: string, rule: string): Plant => ({
  layer,
  thing,
  text: `export const planted = ${thing};\n`,
  rule,
});

const ROOMS = ['a-new-room', 'acknowledge', 'commit', 'decide', 'deliver', 'health', 'ingest', 'mailbox', 'model']
  .concat(['refuse', 'retain', 'retire', 'silence', 'sweep', 'trouble'])
  .map((room) => `src/app/${room}`);

const ADAPTERS = ['storage/x.ts', 'channels/x.ts', 'config/x.ts', 'compose.ts'];

/** Rooms of the app that others stand on do not know those. */
const AGAINST_THE_ORDER = [
  ['decide', 'ingest'],
  ['commit', 'deliver'],
  ['commit', 'sweep'],
  ['deliver', 'commit'],
  ['deliver', 'decide'],
  ['deliver', 'notifications'],
  ['ingest', 'deliver'],
  ['ingest', 'silence'],
  ['silence', 'notifications'],
  ['retire', 'ingest'],
  ['health', 'notifications'],
  ['retain', 'sweep'],
  ['sweep', 'notifications'],
  ['sweep', 'retain'],
  ['notifications', 'acknowledge'],
  ['notifications', 'sweep'],
  ['acknowledge', 'sweep'],
  ['health', 'ingest'],
  ['a-new-room', 'decide'],
] as const;

const FAULTY: readonly Plant[] = [
  importing('src/domain', 'node:fs', 'lint/correctness/noNodejsModules'),
  importing('src/domain', 'zod', IMPORTS),
  importing('src/domain', '@azure/functions', IMPORTS),
  importing('src/domain', '../app/model/secret.ts', IMPORTS),
  importing('src/domain', './../app/model/secret.ts', IMPORTS),
  importing('src/domain', '../../local/x.ts', IMPORTS),
  using('src/domain', 'process.env.TIME_ZONE', ENVIRONMENT),
  using('src/domain', 'process.uptime()', GLOBALS),
  using('src/domain', "fetch('https://example.com')", GLOBALS),
  using('src/domain', 'crypto.randomUUID()', GLOBALS),
  ...['src/domain', 'src/app/model', 'src/app/decide'].flatMap((layer) => [
    using(layer, 'Date.now()', 'plugin'),
    using(layer, 'new Date()', 'plugin'),
    using(layer, 'Math.random()', 'plugin'),
  ]),
  ...['src/app/model', 'src/app/decide'].flatMap((layer) => [
    importing(layer, 'node:fs', 'lint/correctness/noNodejsModules'),
    importing(layer, 'ulid', IMPORTS),
    importing(layer, '../commit/x.ts', IMPORTS),
    importing(layer, '../mailbox/x.ts', IMPORTS),
    importing(layer, '../../reports/x.ts', IMPORTS),
    using(layer, 'process.uptime()', GLOBALS),
    using(layer, "fetch('https://example.com')", GLOBALS),
    using(layer, 'setTimeout', GLOBALS),
    using(layer, 'performance.now()', GLOBALS),
    using(layer, 'crypto.randomUUID()', GLOBALS),
  ]),
  importing('src/app/model', '../decide/x.ts', IMPORTS),
  ...ROOMS.flatMap((layer) => [
    importing(layer, '@azure/data-tables', IMPORTS),
    ...ADAPTERS.map((thing) => importing(layer, `../../${thing}`, IMPORTS)),
    importing(layer, '../../../functions/x.ts', IMPORTS),
    importing(layer, '../../../local/x.ts', IMPORTS),
    importing(layer, '../../http/x.ts', IMPORTS),
    using(layer, 'process.env.TIME_ZONE', ENVIRONMENT),
  ]),
  ...AGAINST_THE_ORDER.map(([room, other]) => importing(`src/app/${room}`, `../${other}/x.ts`, IMPORTS)),
  importing('src/http', '@azure/data-tables', IMPORTS),
  importing('src/http', '../storage/deep/x.ts', IMPORTS),
  importing('src/http', '../../functions/index.ts', IMPORTS),
  using('src/http', 'process.env.TIME_ZONE', ENVIRONMENT),
  ...ADAPTERS.map((thing) => importing('src/http', `../${thing}`, IMPORTS)),
  ...['src/storage', 'src/channels'].flatMap((layer) => [
    importing(layer, '../config/settings.ts', IMPORTS),
    importing(layer, '../http/x.ts', IMPORTS),
    importing(layer, '../compose.ts', IMPORTS),
    importing(layer, '../../functions/x.ts', IMPORTS),
  ]),
  importing('src/storage', '../channels/x.ts', IMPORTS),
  importing('src/channels', '../storage/x.ts', IMPORTS),
  importing('src/channels/slack', '../../config/settings.ts', IMPORTS),
  importing('src/config', '../storage/x.ts', IMPORTS),
  importing('src/config', '../../functions/x.ts', IMPORTS),
  ...['../http/problem.ts', '../app/secret.ts', '@azure/functions', '../../functions/x.ts'].map((thing) =>
    importing('src/reports', thing, IMPORTS),
  ),
];
const CLEAN: readonly Plant[] = [
  importing('src/domain', './cause.ts'),
  importing('src/app/ingest', '../../domain/cause.ts'),
  importing('src/app/ingest', '../model/secret.ts'),
  importing('src/app/decide', '../model/subject.ts'),
  { layer: 'src/app/decide', thing: 'an instant', text: 'export const planted = new Date(5);\n' },
  importing('src/app/commit', '../decide/context.ts'),
  importing('src/app/ingest', '../commit/retry.ts'),
  importing('src/app/sweep', '../deliver/guard.ts'),
  importing('src/app/notifications', '../silence/silence.ts'),
  importing('src/app/acknowledge', '../notifications/wants.ts'),
  importing('src/config', '../channels/registry.ts'),
  importing('src/http', 'zod'),
  importing('src/http', '../reports/item.ts'),
  ...['zod', 'node:crypto', './json.ts', '../domain/report.ts'].map((thing) => importing('src/reports', thing)),
  importing('src/storage', '@azure/data-tables'),
];

let root: string;
let refused: Map<string, string[]>;

/** Biome's answer to standard input is the same for good and bad, so the plants are files of a copy outside the tree. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'architecture-'));
  const { $schema: _, ...config } = JSON.parse(readFileSync('biome.json', 'utf8'));
  writeFileSync(join(root, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
  copyFileSync('pure.grit', join(root, 'pure.grit'));
  [...FAULTY, ...CLEAN].forEach((plant, i) => {
    const path = join(root, pathOf(plant, i));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, plant.text);
  });
  writeFileSync(
    join(root, 'src/http/circle-a.ts'),
    "import { b } from './circle-b.ts';\n\nexport const a = () => b;\n",
  );
  writeFileSync(
    join(root, 'src/http/circle-b.ts'),
    "import { a } from './circle-a.ts';\n\nexport const b = () => a;\n",
  );
  refused = refusals(root);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the layers hold', () => {
  test.each(FAULTY.map((plant, i) => ({ ...plant, path: pathOf(plant, i) })))(
    '$layer refuses $thing',
    ({ path, rule }) => {
      expect(refused.get(path) ?? []).toContain(rule);
    },
  );

  test('files that import each other are refused', () => {
    expect(refused.get('src/http/circle-a.ts')).toContain('lint/suspicious/noImportCycles');
  });

  test.each(CLEAN.map((plant, i) => ({ ...plant, path: pathOf(plant, FAULTY.length + i) })))(
    '$layer takes $thing',
    ({ path }) => {
      expect(refused.get(path)).toBeUndefined();
    },
  );
});

function pathOf({ layer }: Plant, i: number): string {
  return `${layer}/planted-${i}.ts`;
}

/** The rules that refused a file, by its path. */
function refusals(directory: string): Map<string, string[]> {
  const rules = new Map<string, string[]>();
  for (const { category, location } of lint(directory).diagnostics) {
    rules.set(location.path, [...(rules.get(location.path) ?? []), category]);
  }
  return rules;
}

interface Lint {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

/** Biome leaves with an error where it refuses anything, which here it always does. */
function lint(directory: string): Lint {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  try {
    execFileSync(process.execPath, args, { cwd: directory, stdio: 'pipe' });
  } catch (error) {
    return JSON.parse(String((error as { stdout?: unknown }).stdout));
  }
  throw new Error('nothing was refused');
}
