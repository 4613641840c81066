import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const directory = mkdtempSync(join(tmpdir(), 'vpp-doctor-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('doctor asks the storage of an app elsewhere, and tells of the readings that fail there', async () => {
  const poll = { failures: 4, fault: { kind: 'permissionMissing', reason: 'HTTP 403', permission: 'X.Read.All' } };
  await storage.table.createEntity({
    ...{ partitionKey: '_tenants', rowKey: 'contoso.example', v: 1 },
    ...{ enabled: true, polled: true, poll: JSON.stringify(poll) },
  });

  const { exitCode, findings } = await doctor();

  expect(findings).toEqual(
    expect.arrayContaining([
      'ok: The table can be reached and read.',
      'ok: The queue can be reached and read.',
      'problem: Tenant contoso.example cannot be read from Microsoft Graph: a permission is missing (HTTP 403).',
      "note: The app's identity is not here: what Microsoft Graph grants it shows in the faults of its readings.",
    ]),
  );
  expect(exitCode).toBe(3);
});

async function doctor(): Promise<{ readonly exitCode: number; readonly findings: readonly string[] }> {
  const file = join(directory, 'settings.json');
  writeFileSync(
    file,
    JSON.stringify({ AzureWebJobsStorage: storage.connection, TEAMS_WEBHOOK_URL: 'https://t.example' }),
  );
  let out = '';
  const io = {
    env: {},
    out: (text: string) => {
      out += text;
    },
    err: () => {},
    ...{ width: 120, isTerminal: false },
  };
  const exitCode = await main(['doctor', '--settings', file, '--online', '--json'], { io });
  const { findings } = JSON.parse(out) as { findings: readonly { level: string; text: string }[] };
  return { exitCode, findings: findings.map(({ level, text }) => `${level}: ${text}`) };
}
