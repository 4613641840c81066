import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const SHIM = 'lazy-builtin';

/**
 * Lets a bundle load a module of Node when the code that uses it first runs. Left alone, esbuild lifts every
 * `import … from 'node:http'` to the top of the file, also those of code that is itself loaded late; and importing
 * `node:http` reads all its exports, one of which loads the whole of Node's fetch. That alone doubled a cold start.
 */
export const lazyBuiltins: Plugin = {
  name: SHIM,
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path, kind }) => {
      // A `require` runs where it stands, so it is late enough, and the shims themselves end in one.
      if (!isBuiltin(path) || kind === 'require-call') return undefined;
      return { path: path.replace(/^node:/, ''), namespace: SHIM, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: SHIM }, ({ path }) => ({
      contents: `module.exports = require('node:${path}');`,
    }));
  },
};
