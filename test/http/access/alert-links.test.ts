import { expect, test } from 'vitest';
import { ALERT_LINK_LASTS, readActToken } from '../../../src/http/access/act-token.ts';
import { alertLinks } from '../../../src/http/access/alert-links.ts';
import { tenantOfLink } from '../../../src/http/access/tenant-link.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const KEYS = [Buffer.from('links')];
const LINKS = alertLinks('https://vpp.example/api/status', 'teams', KEYS);

const actOf = (url: string) => readActToken(url.split('/').at(-1) ?? '', { app: [], links: KEYS }, NOW);

test('an incident is acted on at the address beside the status page', () => {
  const url = LINKS.ofIncident('silence', 'contoso', 'i-1', NOW);

  expect(url).toMatch(/^https:\/\/vpp\.example\/api\/act\/[\w.-]+$/);
  expect(actOf(url)).toEqual({
    ok: true,
    act: { action: 'silence', about: { kind: 'incident', tenantId: 'contoso', incidentId: 'i-1' } },
  });
});

test('a group is that of the target which is sent the alert', () => {
  expect(actOf(LINKS.ofGroup('acknowledge', 'g-1', NOW))).toEqual({
    ok: true,
    act: { action: 'acknowledge', about: { kind: 'group', target: 'teams', groupId: 'g-1' } },
  });
});

test('looking is for one tenant, for as long as acting is', () => {
  const url = new URL(LINKS.ofTenant('contoso', 't-1', NOW));

  expect(url.pathname).toBe('/api/status/contoso/t-1');
  expect(tenantOfLink(url.searchParams.get('link') ?? '', KEYS, NOW)).toEqual({
    tenantId: 'contoso',
    expiresAt: NOW + ALERT_LINK_LASTS,
  });
});

test('the same alert has the same links on every attempt', () => {
  expect(LINKS.ofIncident('show', 'contoso', 'i-1', NOW)).toBe(LINKS.ofIncident('show', 'contoso', 'i-1', NOW));
});
