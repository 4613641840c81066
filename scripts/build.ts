/** Bundles the app for Azure: one ESM file and its source map, with no `node_modules` at run time. */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.ts';
import { lazyXml } from './lazy-xml.ts';

await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: 'functions/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
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
  plugins: [lazyXml, lazyBuiltins],
  // Dependencies in CommonJS call `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
  logLevel: 'warning',
});
for (const [file, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${file}  ${Math.ceil(bytes / 1024)} KiB`);
