import { expect, test } from 'vitest';
import { Cli } from './cli.ts';

test('where nothing is wrong, that is said, and the exit code is 0', async () => {
  const cli = new Cli();
  await cli.report({ status: 'completed' });
  await cli.service?.sweep();

  const { exitCode, out } = await cli.run(['status']);

  expect(out).toContain('This app is OK. Last check: ');
  expect(out).toContain('\nNo open problems.\n');
  expect(exitCode).toBe(0);
});

test('what is wrong stands in a table, the most pressing first, with what to do', async () => {
  const cli = new Cli();
  await cli.report({ displayName: 'Elm Street' }, { tenantId: 'fabrikam', tokenId: 'x-0001', tokenState: 'invalid' });
  await cli.service?.sweep();

  const { exitCode, out } = await cli.run(['status'], { TIME_ZONE: 'Asia/Tokyo', ALERT_LOCALE: 'ja' });

  const [head, first, second] = out.split('\n').slice(out.split('\n').findIndex((line) => line.startsWith('SEVERITY')));
  expect(head).toMatch(/^SEVERITY +SINCE +PROBLEM +WHAT TO DO$/);
  expect(first).toMatch(/^critical +\d{4}-\d\d-\d\d \d\d:\d\d JST +\[fabrikam\] .*…0001 +\S/);
  expect(second).toMatch(/^warning +.* JST +\[contoso\] VPP sync failing: Elm Street …e7f2 +\S/);
  expect(out).toContain('2 open problems.');
  expect(exitCode).toBe(3);
});

test('programs get the same with all steps, and what keeps alerts back', async () => {
  const cli = new Cli();
  await cli.report({}, { tokenId: 'token-0002' });
  const now = Date.now();
  await cli.service?.silence('contoso', 'token-e7f2', { until: now + 3_600_000, at: now, by: 'ana' });
  const { items } = await cli.service!.views.incidents({ state: 'open' }, { limit: 9 });
  const other = items.find(({ subject }) => subject === 'token-0002')!;
  await cli.service?.acknowledge('contoso', other.incident.id, { by: 'mia' });

  const { json } = await cli.run(['status', '--json']);

  expect(json.problems).toHaveLength(2);
  expect(json.problems).toContainEqual(
    expect.objectContaining({
      tenantId: 'contoso',
      tokenId: 'token-e7f2',
      cause: 'syncFailed',
      severity: 'warning',
      steps: expect.arrayContaining([expect.any(String), expect.any(String)]),
      quiet: expect.stringMatching(/^silenced until /),
    }),
  );
  expect(json.problems).toContainEqual(
    expect.objectContaining({ tokenId: 'token-0002', quiet: 'acknowledged by mia' }),
  );
});

test('what no alert was sent about yet is wrong all the same', async () => {
  const cli = new Cli();
  await cli.run(['tenants', 'list'], { FAILED_GRACE: '1h' });
  await cli.report({});

  const { exitCode, json } = await cli.run(['status', '--json'], { FAILED_GRACE: '1h' });

  expect(json.problems).toMatchObject([{ cause: 'syncFailed', severity: 'warning' }]);
  expect(exitCode).toBe(3);
});

test('an app without a check says so, whatever its tokens do', async () => {
  const cli = new Cli();
  const { exitCode } = await cli.run(['status']);
  expect(exitCode).toBe(0);

  await cli.service?.sweep();
  const heartbeat = cli.rows.peek('_app', 'heartbeat')!;
  const old = new Date(Date.now() - 3_600_000).toISOString();
  await cli.rows.put({ ...heartbeat, startedAt: old, completedAt: old });
  const late = await cli.run(['status']);

  expect(late.out).toMatch(/^This app is degraded\..*\n {2}The last complete check was at /);
  expect(late.exitCode).toBe(3);
});

test('a name that would play with the terminal is shown as text', async () => {
  const cli = new Cli();
  await cli.report({ displayName: 'a\u001b[31mb\nc' });

  const { out } = await cli.run(['status']);

  expect(out).not.toContain('\u001b');
  expect(out).toContain('a [31mb c');
});
