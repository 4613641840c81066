import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { ALERTMANAGER } from '../../src/channels/alertmanager/send.ts';
import type { Sender } from '../../src/channels/channel.ts';
import { until } from '../support/app.ts';
import { contextWith } from './contract.ts';
import { groupNotice } from './group-notices.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { KINDS } from './kinds.ts';
import { incidentNotice } from './notices.ts';

const BINARY = 'prometheus-alertmanager';

function isInstalled(): boolean {
  try {
    execFileSync(BINARY, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const installed = isInstalled();
if (!installed) console.warn(`the real Alertmanager is not tested: ${BINARY} is not installed (apt-get install it)`);

/** How long an alert holds without a refresh: long enough to be seen on a busy machine, short enough to wait for. */
const BRIEF_MS = 4_000;
const LASTING_MS = 600_000;

describe.skipIf(!installed)('the real Alertmanager', () => {
  const directory = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  let server: ChildProcess;
  let base: string;
  let target: Sender;
  let brief: Sender;

  beforeAll(async () => {
    const config = join(directory, 'config.yml');
    writeFileSync(config, 'global:\n  resolve_timeout: 1s\nroute:\n  receiver: none\nreceivers:\n  - name: none\n');
    base = `http://127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${config}`,
      `--storage.path=${directory}`,
      `--web.listen-address=${base.slice('http://'.length)}`,
      '--cluster.listen-address=',
    ];
    server = spawn(BINARY, flags, { stdio: 'ignore' });
    const context = contextWith({ now: Date.now });
    const holding = (holdMs: number) => ALERTMANAGER.create({ url: new Secret(base), holdMs }, context);
    [target, brief] = [holding(LASTING_MS), holding(BRIEF_MS)];
    await until(async () => (await fetch(`${base}/-/ready`).catch(() => undefined))?.ok || undefined);
  });

  afterAll(async () => {
    // It writes its state when it ends, so the directory can only go after it.
    const gone = once(server, 'exit');
    server.kill();
    await gone;
    rmSync(directory, { recursive: true, force: true });
  });

  /** The alerts that fire now for a token. */
  async function firing(tokenId: string): Promise<readonly { labels: Record<string, string> }[]> {
    const filter = encodeURIComponent(`token_id="${tokenId}"`);
    return (await fetch(`${base}/api/v2/alerts?active=true&filter=${filter}`)).json() as never;
  }

  const opened = (tokenId: string) => incidentNotice({ tokenId, openedAt: Date.now(), at: Date.now() });

  it('shows an incident, keeps it while it is refreshed, and ends it with its end', async () => {
    const notice = opened('token-kept');
    expect(await brief.send(notice)).toEqual({ kind: 'delivered' });
    expect(await target.refresh?.([notice])).toEqual({ kind: 'delivered' });
    expect(await firing('token-kept')).toHaveLength(1);
    await sleep(BRIEF_MS + 500);
    expect(await firing('token-kept')).toHaveLength(1);
    await target.send({ ...notice, type: 'vpp.incident.resolved', resolvedAt: Date.now() });
    expect(await firing('token-kept')).toEqual([]);
  });

  it('forgets an incident that is not refreshed', async () => {
    await brief.send(opened('token-forgotten'));
    expect(await firing('token-forgotten')).toHaveLength(1);
    await until(async () => (await firing('token-forgotten')).length === 0 || undefined);
  });

  it('shows one alert after an update of severity and cause', async () => {
    const notice = opened('token-updated');
    await target.send(notice);
    const { cause, severity, failing } = notice;
    await target.send({
      ...notice,
      type: 'vpp.incident.updated',
      cause: 'syncOverdue',
      severity: 'warning',
      previous: { cause, severity, failing },
    });
    const alerts = await firing('token-updated');
    expect(alerts.map(({ labels }) => labels.severity)).toEqual(['warning']);
  });

  it.each([...Object.entries(KINDS), ...HARD_NOTICES])('takes %s', async (_what, notice) => {
    expect(await target.send(notice)).toEqual({ kind: 'delivered' });
  });

  it('takes many open incidents in one refresh', async () => {
    const many = Array.from({ length: 500 }, (_, index) => opened(`token-many-${index}`));
    expect(await target.refresh?.([...many, groupNotice()])).toEqual({ kind: 'delivered' });
    expect(await firing('token-many-499')).toHaveLength(1);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}
