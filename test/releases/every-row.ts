import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Row } from '../../src/storage/row.ts';
import { DEAD_CREDENTIAL, UNREACHABLE } from '../support/fake-graph.ts';
import { MemoryRows } from '../support/memory-rows.ts';
import { DOWN, Scripted } from '../support/scripted.ts';
import { NOON, World } from '../support/world.ts';

const TOKENS = ['t-1', 't-2', 't-3', 't-4', 't-5', 't-6'];

/** A channel that is out of reach, so that something waits. */
export const BROKEN_TARGET = 'broken';

/** The app's instance that reads what a release wrote: with the targets and tenants of those rows. */
export function worldOver(rows: MemoryRows, start: number): World {
  const targets = ['pager', new Scripted(BROKEN_TARGET)];
  return new World({ rows, start, targets, polled: ['polled'], withNeighbours: true });
}

/** Lives two days so that every kind of row is written. */
export async function everyRow(): Promise<{ readonly rows: readonly Row[]; readonly at: number }> {
  const rows = new MemoryRows();
  const targets = ['pager', new Scripted(BROKEN_TARGET, DOWN)];
  const world = new World({ rows, targets, polled: ['polled', 'unreachable', 'refused'], withNeighbours: true });
  const { graph, app } = world;
  graph.items.set('polled', [listed('p-1', 'completed'), listed('p-2', 'paused'), listed('p-3', 'completed')]);
  graph.beside = {
    enrollments: { ok: true, value: [enrollment(world.now)] },
    certificate: { ok: true, value: certificate(world.now) },
  };
  graph.faults.set('unreachable', { page: 1, fault: UNREACHABLE });
  graph.faults.set('refused', { page: 1, fault: DEAD_CREDENTIAL });

  await world.run(world.now + 30 * MINUTE);
  await world.report(...TOKENS.map((tokenId) => ({ tokenId, displayName: `Elm ${tokenId}` })));
  await world.run(world.now + HOUR);
  // Several at once are told as a group, one recovers, one is acknowledged, one is silenced, one is retired.
  await world.report(...TOKENS.map((tokenId) => ({ tokenId, status: 'failed' as const, deliveryId: `id:${tokenId}` })));
  await world.run(world.now + HOUR);
  const incident = await world.incident('t-2');
  await app.acknowledge('contoso', incident.id, { by: 'Mia', note: 'looking' });
  await app.silence('contoso', 't-3', { at: world.now, until: world.now + 30 * DAY, by: 'Mia' });
  await app.retireToken({ tenantId: 'contoso', tokenId: 't-4' }, { kind: 'retired', by: 'Mia' });
  await world.report({ tokenId: 't-1' });
  graph.items.set('polled', [listed('p-1', 'failed'), listed('p-2', 'paused')]);
  await world.run(world.now + 14 * HOUR);
  await app.noteRefusals([{ tenantId: 'contoso', pointers: ['#/0/lastSyncStatus'] }]);
  await world.run(world.now + DAY);
  await app.retain();
  // What is under way when a process ends: a marker that was not brought to the mailboxes.
  await world.report({ tokenId: 't-5', status: 'failed', tokenState: 'invalid' });
  const dead = world.instance({ targets });
  dead.way.beforeWrite = ([row]) => {
    if (row?.partitionKey.startsWith('_mailbox!')) throw new StorageUnavailable('the process ended');
  };
  await world.post(dead, { tokenId: 't-6' });
  return { rows: [...rows.everything()], at: world.now };
}

function listed(id: string, lastSyncStatus: string) {
  const lastSyncDateTime = new Date(NOON).toISOString();
  return { id, lastSyncStatus, lastSyncDateTime, displayName: `Polled ${id}`, appleId: `${id}@example.com` };
}

function enrollment(now: number) {
  const tokenExpirationDateTime = new Date(now + 10 * DAY).toISOString();
  return {
    id: 'ipads',
    tokenName: 'iPads',
    tokenExpirationDateTime,
    lastSyncErrorCode: 3,
    appleIdentifier: 'a@example.com',
  };
}

function certificate(now: number) {
  return { id: 'push', expirationDateTime: new Date(now + 2 * DAY).toISOString(), appleIdentifier: 'a@example.com' };
}

/** What a row is, from its keys alone: `token` with its kind, `_mailbox/heard`. */
export function kindOf({ partitionKey, rowKey, kind }: Row): string {
  const [place = ''] = partitionKey.startsWith('_') ? partitionKey.split('!') : ['tenant'];
  if (place === '_tenants' || place === '_overview') return place;
  const [what = ''] = rowKey.split('!');
  return `${place}/${what}${typeof kind === 'string' && what === 'token' ? `/${kind}` : ''}`;
}

/** The rows as a file keeps them: what is bytes, as base64. */
export function toFile(rows: readonly Row[]): readonly Record<string, unknown>[] {
  const kept = (value: unknown) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
  return rows.map((row) => mapped(row, kept));
}

/** The other way. */
export function fromFile(rows: readonly Record<string, unknown>[]): readonly Row[] {
  const isBytes = (value: unknown): value is { readonly base64: string } =>
    typeof value === 'object' && value !== null && 'base64' in value;
  return rows.map(
    (row) => mapped(row, (value) => (isBytes(value) ? Buffer.from(value.base64, 'base64') : value)) as Row,
  );
}

function mapped(row: object, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, change(value)]));
}
