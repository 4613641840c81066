import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { NOON, World } from '../../support/world.ts';

const FAILED = { status: 'failed' } as const;

test('a rule of one tenant holds for its tokens alone', async () => {
  const world = new World({ policyOf: { contoso: { criticalAfter: 2 * HOUR } } });
  await world.report(FAILED, { ...FAILED, tenantId: 'fabrikam' });
  world.told();

  await world.run(NOON + 3 * HOUR);

  expect(world.toldWhen()).toEqual(['03-10T14:00 updated worse contoso/t-1 syncFailed critical']);
});

test('a failure is held for as long as the rule of its tenant says', async () => {
  const world = new World({ policyOf: { contoso: { failedGrace: HOUR } } });

  await world.report(FAILED, { ...FAILED, tenantId: 'fabrikam' });
  await world.run(NOON + 2 * HOUR);

  expect(world.toldWhen()).toEqual([
    '03-10T12:00 opened fabrikam/t-1 syncFailed warning',
    '03-10T13:00 opened contoso/t-1 syncFailed warning',
  ]);
});

test('when it changes, the sweep looks at the tokens of that tenant again, and at no other', async () => {
  const world = new World();
  await world.report(FAILED, { ...FAILED, tenantId: 'fabrikam' });
  await world.sweep();
  world.told();

  world.restart({ policyOf: { contoso: { criticalAfter: MINUTE } } });
  world.now += 10 * MINUTE;
  const { decided } = await world.sweep();

  expect(decided).toBe(1);
  expect(world.told()).toEqual(['updated worse contoso/t-1 syncFailed critical']);
});

test('an alert says that reports are missing by the rule of its tenant', async () => {
  const world = new World({
    policyOf: { contoso: { silentAfter: 4 * HOUR } },
    policy: { remindCriticalEvery: 6 * HOUR },
  });
  const before = { ...FAILED, lastSyncAt: undefined };
  await world.report({ ...before, tokenState: 'invalid' });

  await world.run(NOON + 7 * HOUR);

  expect(world.noticesTo().at(-1)).toMatchObject({
    type: 'vpp.incident.reminder',
    noReportSince: new Date(NOON).toISOString(),
  });
});
