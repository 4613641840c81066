import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { getMetrics } from '../../functions/metrics.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { metricsOf } from '../../src/http/metrics.ts';
import { item, listed } from '../app/poll/build.ts';
import { DOWN, Scripted } from '../support/scripted.ts';
import { NOON, ts, World } from '../support/world.ts';

const RULES = 'infra/prometheus/vpp-alerts.yml';
const BINARY = 'promtool';

test('metrics say what the overview says, and how old it is', async () => {
  const world = new World({ targets: ['pager', new Scripted('ops', DOWN)] });
  await world.report(
    { tokenId: 'c-1', expiresAt: ts(NOON + 5 * DAY), lastSyncAt: ts(NOON - HOUR) },
    { tokenId: 'c-2', status: 'failed' },
    { tenantId: 'fabrikam', tokenId: 'f-1', tokenState: 'invalid' },
  );
  await world.app.sweep();
  world.now = NOON + 2 * MINUTE;

  const series = await seriesOf(world);

  expect(series).toMatchObject({
    vpp_tenants: 2,
    'vpp_tokens{status="completed",cause="none"}': 1,
    'vpp_tokens{status="failed",cause="syncFailed"}': 1,
    'vpp_tokens{status="completed",cause="tokenInvalid"}': 1,
    'vpp_tokens{status="inProgress",cause="none"}': 0,
    'vpp_incidents{cause="syncFailed",severity="warning"}': 1,
    'vpp_incidents{cause="tokenInvalid",severity="critical"}': 1,
    'vpp_tokens_expiring{days="3"}': 0,
    'vpp_tokens_expiring{days="7"}': 1,
    'vpp_next_expiry_seconds{tenant="contoso"}': (5 * DAY - 2 * MINUTE) / 1_000,
    'vpp_last_sync_age_seconds{tenant="contoso"}': (HOUR + 2 * MINUTE) / 1_000,
    'vpp_deliveries_total{target="pager",result="delivered"}': 2,
    'vpp_deliveries_pending{target="ops"}': 2,
    'vpp_deliveries_undelivered{target="ops"}': 0,
    vpp_sweep_age_seconds: expect.any(Number),
  });
  expect(series['vpp_deliveries_total{target="ops",result="failed"}']).toBeGreaterThan(0);
  expect(series['vpp_target_failing_seconds{target="ops"}']).toBeGreaterThan(60);
  expect(series.vpp_poll_age_seconds).toBeUndefined();
});

test('the poll that is oldest says how old it is', async () => {
  const world = new World({ polled: ['contoso', 'fabrikam'] });
  await listed(world, [item('t-1')], HOUR / 2);
  world.now += HOUR / 2;

  const { vpp_poll_age_seconds: age } = await seriesOf(world);

  expect(age).toBeGreaterThanOrEqual(1_800);
  expect(age).toBeLessThanOrEqual(3_600);
});

test('what is not known yet has no series', async () => {
  const series = await seriesOf(new World());

  expect(Object.keys(series).filter((name) => name.includes('_age_seconds{') || name.startsWith('vpp_sweep'))).toEqual([
    'vpp_oldest_due_age_seconds{target="pager"}',
    'vpp_oldest_due_age_seconds{target="log"}',
  ]);
});

test('however many tenants there are, the hundred worst alone are told apart', async () => {
  const world = new World();
  const tenants = Array.from({ length: 130 }, (_, i) => `t-${String(i).padStart(3, '0')}`);
  await world.report(
    ...tenants.map((tenantId, i) => ({
      tenantId,
      expiresAt: ts(NOON + (200 - i) * DAY),
      lastSyncAt: ts(NOON - i * MINUTE),
    })),
  );
  await world.app.sweep();

  const names = Object.keys(await seriesOf(world));

  const of = (prefix: string) => names.filter((name) => name.startsWith(prefix));
  expect(of('vpp_next_expiry_seconds')).toHaveLength(100);
  expect(of('vpp_last_sync_age_seconds')).toHaveLength(100);
  expect(of('vpp_next_expiry_seconds')[0]).toContain('t-129');
  expect(names.length).toBeLessThan(300);
});

test('rules and documentation name metrics that there are', async () => {
  const names = new Set(Object.keys(await seriesOf(await full())).map((name) => name.replace(/\{.*/, '')));
  const namedIn = (path: string) => new Set(readFileSync(path, 'utf8').match(/\bvpp_[a-z_]+\b/g));

  expect([...namedIn(RULES)].filter((name) => !names.has(name))).toEqual(['vpp_poll_age_seconds']);
  expect([...namedIn('docs/metrics.md')].sort()).toEqual([...names, 'vpp_poll_age_seconds'].sort());
});

const installed = isInstalled();
if (!installed)
  console.warn(`rules and metrics are not checked: ${BINARY} is not installed (apt-get install prometheus)`);

describe.skipIf(!installed)('promtool accepts', () => {
  test('the rules', () => {
    expect(promtool(['check', 'rules', RULES])).toContain('SUCCESS');
  });

  test('what the rules make of figures', () => {
    expect(promtool(['test', 'rules', 'test/infra/vpp-alerts.promtool.yml'])).toContain('SUCCESS');
  });

  test('the metrics', async () => {
    const { text } = await metricsOf(await (await full()).app.overview());

    expect(promtool(['check', 'metrics'], text)).toBe('');
  });
});

/** An app of which every kind of figure is known. */
async function full(): Promise<World> {
  const world = new World({ targets: ['pager'] });
  await world.report({ status: 'failed', expiresAt: ts(NOON + DAY) });
  await world.app.sweep();
  return world;
}

/** Every series with its value. */
async function seriesOf(world: World): Promise<Record<string, number>> {
  const { headers, body } = await getMetrics(
    new HttpRequest({ method: 'GET', url: 'http://localhost/api/metrics' }),
    world.app,
  );
  expect(new Headers(headers as Record<string, string>).get('content-type')).toMatch(/^text\/plain; version=/);
  const lines = String(body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

function isInstalled(): boolean {
  try {
    promtool(['--version']);
    return true;
  } catch {
    return false;
  }
}

function promtool(args: readonly string[], input?: string): string {
  return execFileSync(BINARY, [...args], { encoding: 'utf8', ...(input !== undefined && { input }) });
}
