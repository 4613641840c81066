import { describe, expect, test } from 'vitest';
import { type AlertRule, audienceBy, type Routing } from '../../../src/app/decide/audience.ts';
import type { AudienceFor } from '../../../src/app/decide/context.ts';
import { APP_TENANT } from '../../../src/app/model/subject.ts';

type About = Parameters<AudienceFor>[0];

const CONTOSO = 'contoso';
const FABRIKAM = 'fabrikam';
const FAILED: About = { tenantId: CONTOSO, cause: 'syncFailed', severity: 'critical' };

describe('without rules', () => {
  test.each<About>([
    FAILED,
    { tenantId: FABRIKAM, cause: 'tokenExpired', severity: 'info' },
    { tenantId: APP_TENANT, cause: 'channelFailing', severity: 'critical' },
  ])('$cause of $tenantId is for everybody', (about) => {
    expect(audience(about, undefined)).toEqual(['log', 'ops', 'teams']);
  });
});

describe('a rule', () => {
  test.each<[string, Omit<AlertRule, 'targets'>, Partial<About>, boolean]>([
    ['without conditions fits all', {}, {}, true],
    ['of its tenant fits', { tenants: [CONTOSO, 'other'] }, {}, true],
    ['of its cause fits', { causes: ['tokenExpired', 'syncFailed'] }, {}, true],
    ['of another cause does not', { causes: ['tokenExpired'] }, {}, false],
    ['of its severity fits', { severities: ['critical'] }, {}, true],
    ['of another severity does not', { severities: ['info', 'warning'] }, {}, false],
    ['needs all of its conditions', { tenants: [CONTOSO], severities: ['warning'] }, {}, false],
    ['of reporterSilent fits a silent tenant', { causes: ['reporterSilent'] }, { cause: 'reporterSilent' }, true],
    ['of info fits expiries that are far', { severities: ['info'] }, { severity: 'info' }, true],
  ])('%s', (_what, conditions, change, fits) => {
    const rules = [{ ...conditions, targets: ['ops'] }];

    expect(audience({ ...FAILED, ...change }, rules)).toEqual(fits ? ['log', 'ops'] : ['log']);
  });

  test('beside others adds to them, and nobody is named twice', () => {
    const rules = [{ targets: ['ops'] }, { severities: ['critical'] as const, targets: ['teams', 'ops'] }];

    expect(audience(FAILED, rules)).toEqual(['log', 'ops', 'teams']);
  });

  test('may name a target that is not in the settings just now: it stays meant', () => {
    expect(audience(FAILED, [{ targets: ['gone'] }])).toEqual(['gone', 'log']);
  });

  test('keeps nobody from what concerns the app itself', () => {
    const about: About = { tenantId: APP_TENANT, cause: 'channelFailing', severity: 'critical' };

    const rules = [{ tenants: [FABRIKAM], targets: ['ops'] }];

    expect(audience(about, rules, { fallback: [] })).toEqual(['log', 'ops', 'teams']);
  });
});

describe('a tenant that no rule names', () => {
  const rules: AlertRule[] = [{ tenants: [FABRIKAM], targets: ['ops'] }];

  test('is for the targets of the single settings', () => {
    expect(audience(FAILED, rules, { fallback: ['teams'] })).toEqual(['log', 'teams']);
  });

  test('where there are none, for the log', () => {
    expect(audience(FAILED, rules, { fallback: [] })).toEqual(['log']);
  });

  test.each<[string, AlertRule[]]>([
    ['a rule names it, whatever it leaves out', [{ tenants: [CONTOSO], causes: ['tokenExpired'], targets: ['ops'] }]],
    ['a rule is about all', [{ severities: ['warning'], targets: ['ops'] }]],
  ])('is none where %s', (_what, named) => {
    expect(audience(FAILED, named, { fallback: ['teams'] })).toEqual(['log']);
  });
});

describe('a target that wants critical things only', () => {
  const critical: Partial<Routing> = { targets: { log: 'info', ops: 'critical', teams: 'info' } };

  test.each<[About['severity'], readonly string[]]>([
    ['critical', ['log', 'ops', 'teams']],
    ['warning', ['log', 'teams']],
    ['info', ['log', 'teams']],
  ])('%s is for %j', (severity, names) => {
    expect(audience({ ...FAILED, severity }, undefined, critical)).toEqual(names);
  });

  test('does not hear of a warning that a rule sends there', () => {
    expect(audience({ ...FAILED, severity: 'warning' }, [{ targets: ['ops'] }], critical)).toEqual(['log']);
  });
});

function audience(about: About, rules: readonly AlertRule[] | undefined, over: Partial<Routing> = {}) {
  const targets = { log: 'info', teams: 'info', ops: 'info' } as const;
  return audienceBy({ ...(rules && { rules }), targets, fallback: ['log', 'teams', 'ops'], ...over })(about);
}
