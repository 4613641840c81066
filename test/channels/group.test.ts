import { describe, expect, it } from 'vitest';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { CAUSES } from '../../src/domain/cause.ts';
import { GROUPS, groupMember, groupNotice } from './group-notices.ts';
import { digestNotice, expiringNotice, incidentNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';

const EN = contentOptions({ severalTenants: true });
const say = (notice: Parameters<typeof describeNotice>[0]) => describeNotice(notice, EN);
const ONE_TENANT = { tenants: [{ tenantId: 'contoso', tokenCount: 9 }] };

describe('a group', () => {
  it('suspects an outage only where syncs fail, and says so only of several tenants', () => {
    const suspicious = CAUSES.filter((cause) => say(groupNotice({ cause })).message.includes('Likely an outage'));
    expect(suspicious).toEqual(['syncFailed', 'syncStuck', 'syncOverdue']);
    expect(say(groupNotice(ONE_TENANT)).message).not.toContain('outage');
    expect(say(groupNotice()).caution).toMatch(/^Don't renew or delete tokens during an outage\./);
  });

  it('looks for an outage before new terms, also in one tenant', () => {
    const [first, , third] = say(groupNotice(ONE_TENANT)).runbook.steps;
    expect(first).toMatch(/^Check for an outage/);
    expect(third).toMatch(/accept new terms/);
  });

  it('says how many of those that are open were reported before', () => {
    const { title, message } = say(groupNotice({ reportedBefore: 4 }));
    expect(title).toContain('13 tokens');
    expect(message).toMatch(/^9 VPP tokens .* 13 in all are failing; 4 were reported before\./);
    const updated = say(groupNotice({ type: 'vpp.outbreak.updated', reportedBefore: 4 }));
    expect(updated.title).toBe('Update: VPP sync failing: 13 tokens');
  });

  it('claims nothing of the tenants of those that were reported before', () => {
    expect(say(groupNotice({ reportedBefore: 4 })).title).toBe('VPP sync failing: 13 tokens');
    expect(say(groupNotice({ ...ONE_TENANT, reportedBefore: 4 })).title).toBe('VPP sync failing: 13 tokens');
  });

  it('speaks of one as of one', () => {
    const one = { counts: { open: 1, recovered: 0, moved: 0 }, reportedBefore: 4, tenants: ONE_TENANT.tenants };
    for (const cause of CAUSES) {
      const { message } = say(groupNotice({ ...one, cause }));
      expect(message).not.toMatch(/^1 [^.]* (are|were|send)\b|^1 [^.]* duplicates/);
    }
  });

  it('names its tenant in the title where it has but one', () => {
    expect(say(groupNotice()).title).not.toContain('[');
    expect(say(groupNotice(ONE_TENANT)).title).toMatch(/^\[Contoso School District\] VPP sync failing: 9 tokens$/);
  });

  it('calls nothing recovered that is only monitored no longer', () => {
    const end = { state: 'recovered', change: 'recovered' } as const;
    const members = [groupMember('token-1', 'A', end), groupMember('token-2', 'B', { ...end, isStopped: true })];
    const updated = groupNotice({
      ...{ type: 'vpp.outbreak.updated', members, stopped: 1 },
      counts: { open: 7, recovered: 2, moved: 0 },
    });
    const all = groupNotice({
      ...{ type: 'vpp.outbreak.resolved', members: members.slice(1), stopped: 9 },
      counts: { open: 0, recovered: 9, moved: 0 },
    });

    expect(say(updated).message).toMatch(/^1 recovered\. 1 is no longer monitored, or no longer alerted about here\./);
    expect(say(all).title).toBe('No more alerts: VPP sync failing: 9 tokens');
    expect(say(all).message).toMatch(/^9 are no longer monitored/);
    expect(`${say(all).title} ${say(all).message}`).not.toContain('recovered');
  });

  it('names twenty and counts the rest', () => {
    const members = Array.from({ length: 30 }, (_, index) => groupMember(`token-${1000 + index}`, `School ${index}`));
    const { message } = say(groupNotice({ type: 'vpp.outbreak.updated', members }));
    expect(message.match(/School \d+/g)).toHaveLength(20);
    expect(message).toContain('and 10 more');
  });

  it('counts tenants that have no reports as tenants, and tokens as tokens', () => {
    expect(say(GROUPS['group-silent-tenants']!).title).toBe('No reports from 5 tenants');
    expect(say(GROUPS['group-silent']!).title).toBe('[Contoso School District] No reports: 9 VPP tokens');
  });

  it('is all recovered only where nothing goes on as something else', () => {
    expect(say(GROUPS['group-resolved']!)).toMatchObject({ tone: 'good', title: 'VPP sync recovered: all 9 tokens' });
    const inPart = say(GROUPS['group-resolved-in-part']!);
    expect(inPart).toMatchObject({ tone: 'warning', title: 'Update: 7 of 9 VPP tokens recovered' });
    expect(inPart.message).toContain('2 have another problem (2 invalid)');
  });

  it('says so where all go on as something else', () => {
    const { title, message } = say({
      ...GROUPS['group-resolved-in-part']!,
      counts: { open: 0, recovered: 0, moved: 2 },
    });
    expect(title).toBe('Update: 2 VPP tokens with another problem');
    expect(message).toBe('2 have another problem (2 invalid) and further alerts.');
  });

  it('links the tenant that it is about, and none where there are several', () => {
    const members = groupNotice().members.slice(0, 1);
    const tenants = [{ tenantId: 'contoso.example', tokenCount: 9 }];
    expect(say(groupNotice({ tenants, members })).runbook.url).toContain('/contoso.example/');
    expect(say(groupNotice()).runbook.url).toBe(
      'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/appleVpp',
    );
  });
});

describe('a first check', () => {
  it('lists critical tokens first, and the first step of each cause', () => {
    const { facts, runbook } = say(GROUPS['first-check']!);
    expect(facts.map(({ value }) => value)).toContain('expired (critical)');
    expect(facts.findIndex(({ value }) => value.includes('critical'))).toBeLessThan(
      facts.findIndex(({ value }) => value.includes('warning')),
    );
    expect(runbook.steps.map((step) => step.split(':')[0])).toEqual(['VPP token expired', 'VPP sync overdue']);
  });

  it('mentions the status page only where there is one', () => {
    const withPage = describeNotice(GROUPS['first-check']!, { ...EN, own: OWN_LINKS });
    expect(withPage.runbook.steps.at(-1)).toContain('status page');
    expect(say(GROUPS['first-check']!).runbook.steps.join(' ')).not.toContain('status page');
  });
});

describe('a digest', () => {
  it('has a line for each item, and below expiries a row for each token', () => {
    const labels = say(digestNotice()).facts.map(({ label }) => label);
    expect(labels[0]).toMatch(/^Still open: .*e7f2$/);
    expect(labels).toContain('[Contoso School District] 2 VPP tokens expire by 2026-03-28');
    expect(labels).toContain('Elm Street School …aaa1');
  });

  it.each([
    [[incidentNotice(), incidentNotice()], 'Summary: 2 open problems'],
    [[expiringNotice({ renewed: [] }), expiringNotice({ renewed: [] })], 'Summary: 4 VPP tokens expiring'],
    [[incidentNotice(), expiringNotice()], 'Summary: 1 open problem, 2 VPP tokens expiring, 1 VPP token renewed'],
  ])('counts what it holds, %#', (items, title) => {
    expect(say(digestNotice({ items })).title).toBe(title);
  });

  it('shows forty lines and counts the rest, however many rows they have', () => {
    const items = Array.from({ length: 600 }, () => expiringNotice());
    const { facts } = say(digestNotice({ items }));
    expect(facts.filter(({ label }) => label.includes('tokens expire by'))).toHaveLength(40);
    expect(facts.at(-1)).toEqual({ label: 'More', value: 'and 560 more' });
  });
});
