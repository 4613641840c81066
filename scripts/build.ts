/**
 * Bundles the app for Azure, and the commands for operators beside it: ESM files and their source maps, with no
 * `node_modules` at run time.
 */
import { rm } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.ts';
import { lazyXml } from './lazy-xml.ts';

await rm('dist', { recursive: true, force: true });
const common = {
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Names of functions are not kept: restoring them took a quarter of a cold start, and the source map has them.
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  // The Functions host provides this module to its workers.
  external: ['@azure/functions-core'],
  // Dependencies in CommonJS call `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;
const app = await build({
  ...common,
  entryPoints: { index: 'functions/index.ts' },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  plugins: [lazyXml, lazyBuiltins],
});
// A file of its own: chunks shared with the app would cost the app's start.
const cli = await build({ ...common, entryPoints: { cli: 'cli/index.ts' }, mainFields: ['module', 'main'] });
for (const [file, { bytes }] of Object.entries({ ...app.metafile.outputs, ...cli.metafile.outputs }))
  console.log(`${file}  ${Math.ceil(bytes / 1024)} KiB`);
