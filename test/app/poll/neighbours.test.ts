import { beforeEach, describe, expect, test } from 'vitest';
import { listConnections } from '../../../functions/connections.ts';
import { newId } from '../../../src/app/commit/new-id.ts';
import type { Answered, PollFault } from '../../../src/app/model/graph.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { lookAtNeighbours } from '../../../src/app/poll/neighbours.ts';
import { DAY, DEFAULT_POLICY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { TableAppStore } from '../../../src/storage/app-store.ts';
import { TableSubjectStore } from '../../../src/storage/subject-store.ts';
import { Way } from '../../support/way.ts';
import { NOON, ts, World } from '../../support/world.ts';
import { item } from './build.ts';

const LOOK = NOON + 21 * HOUR;
const PUSH = 'contoso/_push pushCertificateExpired critical';
const IPADS = 'contoso/_enrollment:ipads';

let world: World;
let way: Way;

const failed = (kind: PollFault['kind']): Answered<never> => ({ ok: false, fault: { kind, reason: 'HTTP 403' } });
const enrollments = (...items: readonly object[]) => ({ ok: true, value: items }) as const;
const ipads = (over: object = {}) => ({
  id: 'ipads',
  tokenName: 'District iPads',
  appleIdentifier: 'dep@contoso.example',
  tokenType: 'dep',
  tokenExpirationDateTime: ts(NOON + 200 * DAY),
  lastSuccessfulSyncDateTime: ts(NOON - HOUR),
  lastSyncErrorCode: 0,
  syncedDeviceCount: 12,
  ...over,
});
const certificate = (expiresAt: number) =>
  ({ ok: true, value: { appleIdentifier: 'mdm@contoso.example', expirationDateTime: ts(expiresAt) } }) as const;

beforeEach(async () => {
  world = new World({ start: NOON, polled: ['contoso'], withNeighbours: true });
  way = new Way(world.rows);
  show({ enrollments: enrollments(ipads()), certificate: certificate(NOON + 300 * DAY) });
  await world.report();
  await world.sweep();
  world.told();
});

/** Has Graph show this of the tenant from now on. */
function show(changes: Partial<World['graph']['beside']>): void {
  world.graph.beside = { ...world.graph.beside, ...changes };
}

/** Looks at the tenant now. What is to be told of it, the next sweeps bring to people. */
/** Notices of expiries: no poll is made while time leaps, and that is said, too. */
function notices(): string[] {
  return world.told().filter((line) => line.startsWith('expiring'));
}

async function look(): Promise<boolean> {
  const log = { info: () => {}, warn: (line: string) => world.lines.push(line), error: () => {} };
  const context = {
    now: world.now,
    policy: DEFAULT_POLICY,
    policyHash: 'of another instance',
    unchangedWindow: 0,
    expirySteps: [30, 14, 7, 3, 1],
    surroundings: {},
    newId: () => newId(world.now),
    audienceFor: () => ['log', 'pager'],
  };
  return lookAtNeighbours('contoso', world.now + MINUTE, {
    graph: world.graph,
    app: new TableAppStore(way, log),
    subjects: new TableSubjectStore(way, () => world.now, log),
    handOver: async () => {},
    context: () => context,
    clock: () => world.now,
    sleep: async () => {},
    random: () => 0.5,
    log,
  });
}

/** Looks, and sweeps when markers that were left behind are due. */
async function lookAndTell(): Promise<string[]> {
  await look();
  await world.sweepAt(world.now + 2 * MINUTE);
  return world.told();
}

async function connections(query: Record<string, string> = {}) {
  const { json } = await world.call(listConnections, { query });
  return json.value;
}

describe('what connects a tenant with Apple', () => {
  test('is kept and says nothing while all is well', async () => {
    expect(await look()).toBe(true);

    await world.sweepAt(NOON + 5 * MINUTE);
    expect(world.told()).toEqual([]);
    expect(await world.subject('_enrollment:ipads')).toMatchObject({ kind: 'enrollment', deviceCount: 12 });
    expect(await world.subject('_push')).toMatchObject({ kind: 'push', label: { appleId: 'm***@contoso.example' } });
  });

  test('is not written again where nothing differs', async () => {
    await look();
    way.transactions.length = 0;

    expect(await look()).toBe(true);

    expect(way.transactions).toEqual([]);
  });

  test('is written again where anything of it differs', async () => {
    await look();
    show({ enrollments: enrollments(ipads({ syncedDeviceCount: 13 })) });

    await look();

    expect(await world.subject('_enrollment:ipads')).toMatchObject({ deviceCount: 13 });
  });

  test('opens an incident, and ends it when it is as it should be', async () => {
    show({ enrollments: enrollments(ipads({ lastSyncErrorCode: 3 })) });
    expect(await look()).toBe(false);
    await world.sweepAt(NOON + 2 * MINUTE);
    const opened = world.told();
    show({ enrollments: enrollments(ipads()) });

    expect(opened).toEqual([`opened ${IPADS} enrollmentFailing warning`]);
    expect(await lookAndTell()).toEqual([`resolved ${IPADS} enrollmentFailing warning corrected`]);
    expect(world.noticesTo()).toMatchObject([
      { tokenId: null, token: { displayName: 'District iPads' }, syncErrorCode: 3 },
      { resolution: 'corrected' },
    ]);
  });

  test('expires while nobody looks, and is renewed', async () => {
    show({ certificate: certificate(NOON + HOUR) });
    await look();
    await world.sweepAt(NOON + 5 * MINUTE);
    const early = world.told();
    await world.sweepAt(NOON + HOUR);
    const expired = world.told();
    show({ certificate: certificate(NOON + 365 * DAY) });

    expect(early).toEqual(['expiring contoso _push:1 critical']);
    expect(expired).toEqual([`opened ${PUSH}`]);
    expect(await lookAndTell()).toEqual([`resolved ${PUSH} renewed`]);
  });

  test('that Graph no longer shows ends its incident, and is forgotten', async () => {
    show({ enrollments: enrollments(ipads({ tokenExpirationDateTime: ts(NOON - DAY) })) });
    show({ certificate: certificate(NOON - DAY) });
    expect((await lookAndTell()).sort()).toEqual([`opened ${IPADS} enrollmentExpired critical`, `opened ${PUSH}`]);
    show({ enrollments: enrollments(), certificate: { ok: true, value: undefined } });

    expect((await lookAndTell()).sort()).toEqual([
      `resolved ${IPADS} enrollmentExpired critical corrected`,
      `resolved ${PUSH} corrected`,
    ]);
    expect(await connections()).toEqual([]);
    expect(await look()).toBe(true);
  });

  test('that comes back is watched again', async () => {
    await look();
    show({ enrollments: enrollments(), certificate: { ok: true, value: undefined } });
    await look();
    show({ enrollments: enrollments(ipads({ lastSyncErrorCode: 12 })), certificate: certificate(NOON + 9 * DAY) });

    expect(await lookAndTell()).toEqual([`opened ${IPADS} enrollmentFailing warning`]);
    expect(await connections()).toHaveLength(2);
  });

  test.each([
    [
      'enrollments',
      { enrollments: failed('permissionMissing'), certificate: certificate(NOON - DAY) },
      `opened ${PUSH}`,
    ],
    [
      'the certificate',
      { enrollments: enrollments(ipads({ lastSyncErrorCode: 3 })), certificate: failed('unexpected') },
      `opened ${IPADS} enrollmentFailing warning`,
    ],
  ])('is judged without %s where those cannot be read, and nothing of them is gone', async (_what, next, told) => {
    await look();
    show(next);
    await look();

    await world.sweepAt(NOON + 2 * MINUTE);
    expect(world.told()).toEqual([told]);
    expect(await connections()).toHaveLength(2);
  });

  test.each([
    ['permissionMissing', true],
    ['unreachable', false],
    ['throttled', false],
  ] as const)('is tried again soon only where that may help: %s', async (kind, isSettled) => {
    show({ enrollments: failed(kind), certificate: failed(kind) });

    expect(await look()).toBe(isSettled);
  });

  test('without an id is left out, and the log says so', async () => {
    show({ enrollments: enrollments({ tokenName: 'nameless' }, ipads()) });

    await look();

    expect(await connections()).toHaveLength(2);
    expect(world.lines.join()).toContain('without an id, tenant=contoso count=1');
  });

  test('costs nobody anything while storage is out of reach', async () => {
    show({ certificate: certificate(NOON + DAY) });
    way.beforeWrite = () => {
      throw new StorageUnavailable('down');
    };

    expect(await look()).toBe(false);
  });

  test('of a tenant that is no longer monitored ends at once', async () => {
    show({ certificate: certificate(NOON - DAY) });
    await lookAndTell();

    await world.app.disableTenant('contoso', 'Ada');
    await world.settle();

    expect(world.told()).toEqual([`resolved ${PUSH} retired`]);
    expect(await connections()).toEqual([]);
  });

  test('ends when it would have been looked at again, where nobody looks any more', async () => {
    show({ certificate: certificate(NOON - DAY) });
    await lookAndTell();
    const other = new World({ start: world.now, rows: world.rows, polled: ['contoso'] });

    await other.sweepAt(LOOK + DAY);

    expect(other.told().filter((line) => line.includes('_push'))).toEqual([`resolved ${PUSH} retired`]);
  });

  test('can be acknowledged like any other incident', async () => {
    show({ certificate: certificate(NOON - DAY) });
    await lookAndTell();
    const { id } = await world.incident('_push');

    await world.app.acknowledge('contoso', id, { by: 'Ada' });

    expect(await world.incident('_push')).toMatchObject({ acknowledged: { by: 'Ada' } });
  });
});

describe('with the polls', () => {
  test.each([
    ['six hours while all is well', 0, 2],
    ['poll while something is wrong', 12, 7],
  ])('it is looked at every %s', async (_how, code, looks) => {
    world = new World({ start: NOON, polled: ['contoso'], withNeighbours: true });
    world.graph.items.set('contoso', [item('t-1')]);
    world.graph.beside = {
      enrollments: enrollments(ipads({ lastSyncErrorCode: code })),
      certificate: certificate(NOON + 300 * DAY),
    };

    await world.run(NOON + 30 * MINUTE);
    const once = world.graph.looks;
    await world.run(NOON + 7 * HOUR + 30 * MINUTE);

    expect(once).toBe(1);
    expect(world.graph.looks).toBeGreaterThanOrEqual(looks);
    expect(world.graph.looks === 2).toBe(code === 0);
  });

  test('it is not looked at where nobody wants that', async () => {
    world = new World({ start: NOON, polled: ['contoso'] });
    world.graph.items.set('contoso', [item('t-1')]);

    await world.run(NOON + HOUR);

    expect([world.graph.requests > 0, world.graph.looks]).toEqual([true, 0]);
  });

  test('its faults cost the tokens nothing', async () => {
    world = new World({ start: NOON, polled: ['contoso'], withNeighbours: true });
    world.graph.items.set('contoso', [item('t-1', { lastSyncStatus: 'failed' })]);
    world.graph.beside = { enrollments: failed('permissionMissing'), certificate: failed('unreachable') };

    await world.run(NOON + HOUR);

    expect(await world.incident('t-1')).toMatchObject({ cause: 'syncFailed' });
    expect(await world.find('_poll')).toBeUndefined();
  });
});

describe('expiries', () => {
  test('stand in the same daily notice as those of tokens', async () => {
    await world.report({ expiresAt: ts(LOOK + 14 * DAY) });
    show({ enrollments: enrollments(ipads({ tokenExpirationDateTime: ts(LOOK + 7 * DAY) })) });
    show({ certificate: certificate(LOOK + 30 * DAY) });
    await look();

    await world.sweepAt(LOOK);

    expect(notices()).toEqual(['expiring contoso _enrollment:ipads:7 t-1:14 _push:30 warning']);
  });

  test.each([
    [3, 'critical'],
    [7, 'warning'],
    [14, 'info'],
  ])('of a push certificate with %i days left are %s', async (days, severity) => {
    show({ certificate: certificate(LOOK + days * DAY) });
    await look();

    await world.sweepAt(LOOK);

    expect(notices()).toEqual([`expiring contoso _push:${days} ${severity}`]);
  });

  test('of an enrollment program token are no more than a warning', async () => {
    show({ enrollments: enrollments(ipads({ tokenExpirationDateTime: ts(LOOK + DAY) })) });
    await look();

    await world.sweepAt(LOOK);

    expect(notices()).toEqual(['expiring contoso _enrollment:ipads:1 warning']);
  });

  test('that are first seen with three days or fewer left are named after the next sweep, once', async () => {
    show({ certificate: certificate(NOON + 2 * DAY) });
    await look();

    await world.sweepAt(NOON + 5 * MINUTE);
    await world.sweepAt(NOON + 10 * MINUTE);

    expect(notices()).toEqual(['expiring contoso _push:2 critical']);
  });

  test('that were named are named as renewed, and those of what is gone no more', async () => {
    show({ enrollments: enrollments(ipads({ tokenExpirationDateTime: ts(LOOK + 7 * DAY) })) });
    show({ certificate: certificate(LOOK + 7 * DAY) });
    await look();
    await world.sweepAt(LOOK);
    notices();
    show({ enrollments: enrollments(), certificate: certificate(LOOK + 365 * DAY) });
    await look();

    await world.sweepAt(LOOK + DAY);

    expect(world.told()).toEqual(['expiring contoso _push:renewed info']);
  });

  test('are looked for in a tenant that has no tokens', async () => {
    world = new World({ start: NOON });
    way = new Way(world.rows);
    show({ certificate: certificate(LOOK + 7 * DAY) });

    await look();

    expect(await world.find('_expiring')).toMatchObject({ kind: 'expiring', nextCheckAt: LOOK });
  });
});

describe('GET /api/connections', () => {
  test('shows what is known of each, with its open incident', async () => {
    show({ certificate: certificate(NOON - DAY) });
    await look();

    const value = await connections();

    expect(value).toEqual([
      {
        tenantId: 'contoso',
        subject: '_enrollment:ipads',
        kind: 'enrollmentProgramToken',
        displayName: 'District iPads',
        accountType: 'business',
        appleId: 'd***@contoso.example',
        appleIdHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        expirationDateTime: ts(NOON + 200 * DAY),
        lastSyncDateTime: ts(NOON - HOUR),
        lastSyncErrorCode: 0,
        deviceCount: 12,
        silence: null,
        incident: null,
      },
      expect.objectContaining({
        subject: '_push',
        kind: 'pushCertificate',
        lastSyncDateTime: null,
        incident: expect.objectContaining({ cause: 'pushCertificateExpired', state: 'open' }),
      }),
    ]);
  });

  test('pages through tenants, and filters by one', async () => {
    await look();

    const first = await world.call(listConnections, { query: { limit: '1' } });
    const { continuation } = first.json;
    const second = await world.call(listConnections, { query: { limit: '1', continuation } });

    expect([...first.json.value, ...second.json.value].map(({ subject }) => subject)).toEqual([
      '_enrollment:ipads',
      '_push',
    ]);
    expect(second.json.continuation).toBeNull();
    expect(await connections({ tenantId: 'fabrikam' })).toEqual([]);
  });
});
