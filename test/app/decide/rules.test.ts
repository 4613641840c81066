import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/app/model/notice.ts';
import type { Target } from '../../../src/app/model/ports.ts';
import { type AlertRule, routesFor } from '../../../src/app/decide/routing.ts';
import { Secret } from '../../../src/app/model/secret.ts';
import { PAGERDUTY } from '../../../src/channels/pagerduty/send.ts';
import { contextWith } from '../../channels/contract.ts';
import {
  baselineNotice,
  channelTrouble,
  expiringNotice,
  incidentNotice,
  outbreakNotice,
  resolvedNotice,
  tenantSilent,
  testNotice,
  troubleNotice,
} from '../channels/notices.ts';

const CONTOSO = 'contoso';
const FABRIKAM = 'fabrikam';
const failed = (over: Parameters<typeof incidentNotice>[0] = {}) => incidentNotice({ tenantId: CONTOSO, ...over });

describe('without rules', () => {
  test.each<[string, Notice]>([
    ['an incident', failed()],
    ['an outbreak', outbreakNotice()],
    ['a daily notice', expiringNotice()],
    ['a baseline', baselineNotice()],
    ['a test', testNotice()],
    ['trouble', channelTrouble()],
  ])('%s goes everywhere', (_what, notice) => {
    expect(routed(notice, undefined)).toEqual(['log', 'teams', 'ops']);
  });
});

describe('a rule', () => {
  test.each<[string, Omit<AlertRule, 'targets'>, Notice, boolean]>([
    ['without conditions fits all', {}, failed(), true],
    ['of its tenant fits', { tenants: [CONTOSO, 'other'] }, failed(), true],
    ['of another tenant does not', { tenants: [FABRIKAM] }, failed(), false],
    ['of its cause fits', { causes: ['tokenExpired', 'syncFailed'] }, failed(), true],
    ['of another cause does not', { causes: ['tokenExpired'] }, failed(), false],
    ['of its severity fits', { severities: ['critical'] }, failed(), true],
    ['of another severity does not', { severities: ['info', 'warning'] }, failed(), false],
    ['needs all of its conditions', { tenants: [CONTOSO], severities: ['warning'] }, failed(), false],
    ['of a tenant fits its silence as a whole', { tenants: [tenantSilent().tenantId] }, tenantSilent(), true],
    ['of reporterSilent fits a silent tenant', { causes: ['reporterSilent'] }, tenantSilent(), true],
    ['of tokenExpired fits what is about to', { causes: ['tokenExpired'] }, expiringNotice(), true],
    ['of syncFailed does not', { causes: ['syncFailed'] }, expiringNotice(), false],
    ['of info fits a daily notice of that', { severities: ['info'] }, expiringNotice({ severity: 'info' }), true],
    ['of one of its causes fits a baseline', { causes: ['syncOverdue'] }, baselineNotice(), true],
    ['of none of its causes does not', { causes: ['syncStuck'] }, baselineNotice(), false],
    ['of the outbreak’s cause fits', { causes: ['syncFailed'] }, outbreakNotice(), true],
    ['of all of its tenants fits an outbreak', { tenants: [CONTOSO, FABRIKAM] }, outbreakNotice(), true],
    ['of some of its tenants does not', { tenants: [CONTOSO] }, outbreakNotice(), false],
  ])('%s', (_what, conditions, notice, fits) => {
    const rules = [{ ...conditions, targets: ['ops'] }];

    expect(routed(notice, rules)).toEqual(fits ? ['log', 'ops'] : ['log']);
  });

  test('beside others adds to them, and nobody hears twice', () => {
    const rules = [{ targets: ['ops'] }, { severities: ['critical'] as const, targets: ['teams', 'ops'] }];

    expect(routed(failed(), rules)).toEqual(['log', 'teams', 'ops']);
  });

  test('names targets; who stands in none hears of no incident, and the log of every one', () => {
    expect(routed(failed(), [{ tenants: [FABRIKAM], targets: ['ops'] }])).toEqual(['log']);
  });

  test.each<[string, Notice]>([
    ['a test', testNotice()],
    ['wrong settings', troubleNotice()],
    ['a channel that only fails', channelTrouble()],
  ])('keeps nobody from hearing of %s', (_what, notice) => {
    expect(routed(notice, [{ tenants: [FABRIKAM], targets: ['ops'] }])).toEqual(['log', 'teams', 'ops']);
  });
});

describe('PagerDuty', () => {
  const was = (severity: 'warning' | 'critical') => ({ cause: 'syncFailed', severity, failing: true }) as const;

  test.each<[string, Notice, boolean]>([
    ['hears of what is critical', failed(), true],
    ['does not hear of a warning', failed({ severity: 'warning' }), false],
    ['hears that a critical one is a warning now', failed({ severity: 'warning', previous: was('critical') }), true],
    ['hears of every end', resolvedNotice({ severity: 'warning' }), true],
    ['does not hear of expiries that are far', expiringNotice({ severity: 'info' }), false],
    ['hears of a test', testNotice(), true],
    ['hears of trouble', channelTrouble(), true],
  ])('of critical things %s', (_what, notice, isTold) => {
    const settings = { routingKey: new Secret('key'), minSeverity: 'critical' } as const;
    const pagerduty = PAGERDUTY.create('pagerduty', settings, contextWith());

    expect(routed(notice, undefined, pagerduty).includes('pagerduty')).toBe(isTold);
  });
});

function routed(notice: Notice, rules: readonly AlertRule[] | undefined, ...more: readonly Target[]) {
  const named = ['log', 'teams', 'ops'].map((id): Target => ({ id, send: async () => ({ kind: 'delivered' }) }));
  return routesFor(notice, new Map([...named, ...more].map((target) => [target.id, target])), rules);
}
