import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Supplies } from './scheduler.ts';
import type { Product } from './surroundings.ts';

/** A mistake that somebody could make, as a change of the text of one module. */
export interface Fault {
  readonly name: string;
  /** In `src/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A small world that shows it, and what may go wrong there in place of the usual. */
  readonly world: string;
  readonly supplies?: Supplies;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'the guard is written without its ETag',
    file: 'storage/mailbox-store.ts',
    from: "['update', row, 'Replace', { etag }]",
    to: "['upsert', row, 'Replace']",
    world: 'stalled',
    supplies: { turns: 2, stalls: 1 },
  },
  {
    name: 'a message is sent before it is marked',
    file: 'app/deliver/run.ts',
    from: '    await this.#hold.write(mark(message, markedAt));\n',
    to: '',
    world: 'dies',
  },
  {
    name: 'what is marked counts as heard before the answer',
    file: 'app/deliver/trace.ts',
    from: 'maybe: [...row.maybe.filter((it) => it.no !== want.no || it.via !== via), tellingOf(candidate, message, at)],',
    to: 'heard: tellingOf(candidate, message, at),',
    world: 'unknown',
  },
  {
    name: 'nothing waits for what may still be under way',
    file: 'app/deliver/outcome.ts',
    from: 'const quietUntil = isQuiet ? at + QUIET_MS : undefined;',
    to: 'const quietUntil = undefined;',
    world: 'overtaken',
  },
  {
    name: 'markers go before the wake-ups',
    file: 'app/deliver/hand-over.ts',
    from: '  await Promise.all([...concerned].map(attempt));\n',
    to: `  for (const it of markers) await deps.markers.deleteMarkers(it.tenantId, [it]);
  await Promise.all([...concerned].map(attempt));\n`,
    world: 'dies',
  },
  {
    name: 'a marker names the new audience only',
    file: 'app/decide/marker.ts',
    from: '[...before, ...audience]',
    to: '[...audience]',
    world: 'rerouted',
  },
  {
    name: 'nobody looks once more',
    file: 'app/deliver/run.ts',
    from: '  await lookOnceMore(target.id, hold, unreadable, deps);\n',
    to: '',
    world: 'at-once',
    supplies: { turns: 3 },
  },
  {
    name: 'due rows go that the run did not see',
    file: 'storage/mailbox-rows.ts',
    from: "    String(no).padStart(8, '0'),\n    ...(suffix",
    to: "    '00000001',\n    ...(suffix",
    world: 'at-once',
  },
  {
    name: 'a reminder is told as a beginning',
    file: 'app/deliver/step.ts',
    from: "? { say: 'reminder' }",
    to: "? { say: 'opened' }",
    world: 'reminded',
  },
  {
    name: 'of two silences the earlier wins',
    file: 'app/notifications/wants.ts',
    from: 'await silences.list(tenantId);',
    to: '(await silences.list(tenantId)).sort((a, b) => a.until - b.until).slice(0, 1);',
    world: 'silenced',
  },
  {
    name: 'who stood in no message counts as told',
    file: 'app/notifications/group-notice.ts',
    from: 'members.map((it) => memberOf(it, policy))',
    to: 'members.slice(0, 1).map((it) => memberOf(it, policy))',
    world: 'group',
  },
  {
    name: 'a group ends while one may be held open',
    file: 'app/deliver/group-message.ts',
    from: 'company.believers(group.id).every((row) => ended.has(idOf(row)))',
    to: 'company.believers(group.id).length > 0',
    world: 'group',
  },
];

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the program with a mistake in it. Fails where the text to change is not there, or there more than once. */
export async function planted({ name, file, from, to }: Fault): Promise<Product> {
  let count = 0;
  const result = await build({
    entryPoints: [`${HERE}product.ts`],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [
      {
        name: 'mistake',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== `${ROOT}src/${file}`) return undefined;
            const text = await readFile(path, 'utf8');
            count = text.split(from).length - 1;
            return { contents: text.replace(from, () => to), loader: 'ts' };
          });
        },
      },
    ],
  });
  if (count !== 1) throw new Error(`${name}: ${file} has the text to change ${count} times`);
  // Beside the packages, so that it finds them.
  const folder = `${ROOT}node_modules/.cache/mistakes`;
  await mkdir(folder, { recursive: true });
  const path = `${folder}/${name.replaceAll(' ', '-')}.mjs`;
  await writeFile(path, result.outputFiles[0]?.contents ?? '');
  return import(pathToFileURL(path).href);
}
