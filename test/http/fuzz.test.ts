import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import type { Report } from '../../src/domain/report.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import { compareTimestamps, isNever, parseTimestamp, ticksOf } from '../../src/domain/timestamp.ts';
import { ENVELOPES } from '../../src/http/envelopes/index.ts';
import { type ReceiveContext, type Received, receive } from '../../src/http/receive.ts';
import { anyRequests, type FuzzRequest, validRequests } from './arbitraries.ts';
import { CONTEXT, NOW, SIGNING_SECRET, signed } from './requests.ts';

const RUNS = { numRuns: Number(process.env.FUZZ_RUNS ?? 300) };
const ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;
const STATUSES = [400, 401, 403, 413, 415];
const LATEST = ticksOf(parseTimestamp('2026-07-17T15:15:00Z')!);
const TEXTS = ['organizationName', 'displayName', 'locationName', 'countryOrRegion', 'detail', 'appleId'] as const;

function send({ headers, body }: FuzzRequest, context: ReceiveContext = CONTEXT): Received {
  return receive({ method: 'POST', header: (name) => headers[name], body }, context);
}

function expectInvariants(report: Report): void {
  expect(report.tenantId).toMatch(ID);
  expect(report.tokenId).toMatch(ID);
  expect(SYNC_STATUSES).toContain(report.status);
  expect(Object.keys(ENVELOPES)).toContain(report.source);
  expect(report.receivedAt).toBe(new Date(NOW).toISOString());
  expect(compareTimestamps(report.observedAt, report.receivedAt)).toBeLessThanOrEqual(0);
  if (report.lastSyncAt) expect(ticksOf(report.lastSyncAt) <= LATEST).toBe(true);
  for (const at of [report.observedAt, report.lastSyncAt, report.expiresAt]) if (at) expect(isNever(at)).toBe(false);
  for (const key of TEXTS) {
    const text = report[key];
    if (text === undefined) continue;
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(key === 'appleId' ? 2004 : 2000);
    expect(text).not.toMatch(key === 'detail' ? /(?![\n\t\r])\p{Cc}|\p{Surrogate}/u : /\p{Cc}|\p{Surrogate}/u);
  }
  if (report.appleId) expect(report.appleId).toMatch(/^.\*\*\*(@[^\s@]+)?$/su);
  if (report.deliveryId) expect(report.deliveryId).toMatch(/^(webhook-id|idempotency-key|cloudevents|eventgrid):./s);
}

function expectDocumented(received: Received): void {
  if (received.kind === 'problem') expect(STATUSES).toContain(received.problem.status);
  if (received.kind !== 'items') return;
  expect(received.items.map(({ index }) => index)).toEqual(received.items.map((_, index) => index));
  for (const item of received.items) {
    expect(item.pointer).toMatch(/^#/);
    if (item.ok) {
      expectInvariants(item.report);
      expect(item.contentHash).toMatch(/^[0-9a-f]{64}$/);
    } else {
      expect(item.errors.length).toBeGreaterThan(0);
      for (const { pointer, detail } of item.errors)
        expect([pointer, detail]).toEqual([expect.stringMatching(/^#/), expect.stringMatching(/./)]);
    }
  }
}

describe('receive', () => {
  it('answers anything at all as documented, shows no secret, and the same twice', () => {
    fc.assert(
      fc.property(anyRequests(NOW), (request) => {
        const received = send(request);
        expectDocumented(received);
        const shown = JSON.stringify(received);
        for (const secret of request.secrets) expect(shown).not.toContain(secret);
        expect(send(request)).toEqual(received);
      }),
      RUNS,
    );
  });

  it('accepts what is as it should be, in any envelope', () => {
    fc.assert(
      fc.property(validRequests(NOW), (request) => {
        const received = send(request);
        expect(received.kind === 'items' && received.items.filter(({ ok }) => ok)).toHaveLength(request.valid ?? -1);
      }),
      RUNS,
    );
  });

  it('lets nothing in without a credential, and the signed body unchanged only', () => {
    const auth = { signingSecrets: [{ tenantId: 'contoso', secret: new Secret(SIGNING_SECRET) }], keys: [] };
    fc.assert(
      fc.property(anyRequests(NOW), fc.nat(), fc.integer({ min: 1, max: 255 }), (request, place, flip) => {
        const context = { ...CONTEXT, auth };
        expect(send(request, context)).toMatchObject({ problem: { status: 401 } });
        const headers = { ...request.headers, ...signed(request.body) };
        const received = send({ ...request, headers }, context);
        expect(received).not.toMatchObject({ problem: { status: 401 } });
        if (received.kind === 'items') {
          for (const item of received.items) if (item.ok) expect(item.report.tenantId).toBe('contoso');
        }
        const forged = Uint8Array.from(request.body);
        if (forged.length === 0) return;
        forged[place % forged.length]! ^= flip;
        expect(send({ ...request, headers, body: forged }, context)).toMatchObject({ problem: { status: 401 } });
      }),
      RUNS,
    );
  });
});
