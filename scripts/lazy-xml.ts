import type { Plugin } from 'esbuild';

const NAME = 'lazy-xml';

/**
 * Lets the table's client load its XML parser when an answer first is XML: those that this app asks for are JSON, and
 * the parser is a seventh of what a first report would have to wait for. Nothing of a table that this app sends is XML.
 */
export const lazyXml: Plugin = {
  name: NAME,
  setup(build) {
    build.onResolve({ filter: /^@azure\/core-xml$/ }, ({ importer, resolveDir, path }) =>
      /[/\\]data-tables[/\\]/.test(importer) ? { path, namespace: NAME, pluginData: resolveDir } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAME }, ({ path, pluginData }) => ({
      contents: `
        export const parseXML = async (...text) => (await import('${path}')).parseXML(...text);
        export const stringifyXML = () => { throw new Error('No request to a table is XML.'); };
      `,
      resolveDir: pluginData,
    }));
  },
};
