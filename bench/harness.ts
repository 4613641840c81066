/**
 * The process that is measured: the local host's HTTP half around one app, and nothing else, as it is with a worker of
 * Azure Functions. Usage: node harness.mjs <entry file>. Says `registered` and then `listening <url>`.
 */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { installFunctionsCore } from '../local/functions-core.ts';

// An orderly end, so that a profile is written.
process.once('SIGTERM', () => process.exit(0));

const core = installFunctionsCore(() => {});
const { functions } = await core.load(pathToFileURL(process.argv[2] ?? ''));
// Not console.log, which would first have to be set up.
writeSync(1, 'registered\n');

// Only now: whatever both apps load before they are registered would make their difference look smaller.
const [{ startHttpTrigger }, { invoke }, { createRoute }] = await Promise.all([
  import('../local/http-trigger.ts'),
  import('../local/invocation.ts'),
  import('../local/route.ts'),
]);
const routes = functions
  .filter(({ trigger }) => trigger.type === 'httpTrigger')
  .map(({ metadata, trigger: { route, methods } }) =>
    createRoute(
      metadata.name,
      typeof route === 'string' ? route : undefined,
      Array.isArray(methods) ? methods.map(String) : [],
      'api',
    ),
  );
const byName = new Map(functions.map((fn) => [fn.metadata.name, fn]));
const { url } = await startHttpTrigger({
  port: 0,
  routes,
  log: ({ message }) => writeSync(2, `${message}\n`),
  run: async (name, request) => {
    const fn = byName.get(name);
    return fn && (await invoke(core, fn, { http: request })).returnValue;
  },
});
writeSync(1, `listening ${url}\n`);
