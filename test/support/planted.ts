import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A mistake that somebody could make, as a change of the text of one module. */
export interface Fault {
  readonly name: string;
  /** In `src/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds a module, with all that it imports of the program, with a mistake in it. Fails where the text to change is not
 * there, or there more than once.
 *
 * @param entry the path of the module
 */
export async function planted<T>({ name, file, from, to }: Fault, entry: string): Promise<T> {
  let count = 0;
  const result = await build({
    entryPoints: [entry],
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
