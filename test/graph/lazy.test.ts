import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** Builds the service and prints the files that were loaded for it, one a line. */
const SCRIPT = `
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
  const { bootOf } = await import('./functions/boot.ts');
  const settled = await bootOf(JSON.parse(process.argv[1]))();
  await settled.service();
`;

function loadedWith(settings: Record<string, string>): string[] {
  const env = JSON.stringify({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...settings });
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', SCRIPT, env];
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).split('\n');
}

describe.each([
  ['without Graph', {}],
  ['with Graph, before the first poll', { GRAPH_TENANT_IDS: 'contoso.example' }],
])('the app %s', (_, settings) => {
  test('loads no reader of Graph and no identity', () => {
    const loaded = loadedWith(settings);

    expect(loaded.some((url) => url.endsWith('/src/compose.ts'))).toBe(true);
    expect(loaded.filter((url) => /src\/graph\/|@azure\/identity|@azure\/msal/.test(url))).toEqual([]);
  });
});
