import { expect, test } from 'vitest';
import { type HealthReason, reasonView } from '../../../src/app/health/reasons.ts';
import { NOON } from '../../support/world.ts';

test.each<[HealthReason, RegExp, RegExp]>([
  [{ kind: 'settings', problem: 'STUCK_AFTER must be x' }, /^STUCK_AFTER must be x$/, /Correct the setting/],
  [{ kind: 'storage', error: 'no answer' }, /^Storage is unavailable: no answer$/, /storage account is available/],
  [{ kind: 'lateCheck' }, /^No check was ever complete; /, /log of the function sweep/],
  [{ kind: 'lateCheck', completedAt: NOON }, /check was at 2026-03-10T12:00:00\.000Z; missing reports/, /restart/],
  [
    { kind: 'failingTarget', target: 'ops', since: NOON, error: 'connection refused (ECONNREFUSED)' },
    /^Target ops: every attempt since 2026-03-10T12:00:00\.000Z has failed \(connection refused \(ECONNREFUSED\)\)\.$/,
    /POST \/api\/test-notification\?target=ops\./,
  ],
  [{ kind: 'unreadableRows', count: 1 }, /^1 stored row can't/, /"cannot be read"/],
  [{ kind: 'unreadableRows', count: 2 }, /^2 stored rows can't/, /"cannot be read"/],
  [
    { kind: 'unroutedTenants', tenantIds: ['a', 'b'], others: 0, fallback: ['own'] },
    /^No rule of ALERT_ROUTES names a, b; alerts of these go to own\.$/,
    /a rule of ALERT_ROUTES/,
  ],
  [
    { kind: 'unroutedTenants', tenantIds: ['a', 'b'], others: 5, fallback: ['own', 'log'] },
    /names a, b and 5 more; alerts of these go to own, log\.$/,
    /a rule of ALERT_ROUTES/,
  ],
  [{ kind: 'logAlone' }, /^The log is the only channel/, /TEAMS_WEBHOOK_URL/],
])('a reason is said with what to do: %j', (reason, detail, action) => {
  expect(reasonView(reason)).toEqual({
    kind: reason.kind,
    detail: expect.stringMatching(detail),
    action: expect.stringMatching(action),
  });
});
