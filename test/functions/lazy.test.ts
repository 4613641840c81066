import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Prints what is loaded before a report is handled, one a line. */
const SCRIPT = `
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
  await import('./functions/routes.ts');
  await import('./functions/sync-reports.ts');
  await import('./functions/service.ts');
`;

test('what shows many, and describes the API, is not loaded for a report', () => {
  const run = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', SCRIPT];
  const loaded = execFileSync(process.execPath, run, { encoding: 'utf8' }).split('\n');

  expect(loaded.some((url) => url.endsWith('/src/app/ingest/ingest.ts'))).toBe(true);
  expect(
    loaded.filter((url) => /prom-client|badgen|openapi|app\/overview\/|summary-store|status-page/.test(url)),
  ).toEqual([]);
});
