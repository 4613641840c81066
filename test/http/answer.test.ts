import { describe, expect, it } from 'vitest';
import { answer, type ItemResult } from '../../src/http/answer.ts';

const accepted: ItemResult = {
  kind: 'accepted',
  index: 0,
  tenantId: 't',
  tokenId: 'x',
  outcome: 'applied',
  status: 'failed',
  previousStatus: null,
  incident: { id: '01J', cause: 'syncFailed', severity: 'warning', state: 'open' },
};
const rejected: ItemResult = {
  kind: 'rejected',
  index: 1,
  tokenId: 'y',
  errors: [{ pointer: '#/1/lastSyncStatus', detail: 'is wrong' }],
};
const forbidden: ItemResult = { ...rejected, index: 2, forbidden: true };
const conflict: ItemResult = { kind: 'conflict', index: 3, pointer: '#/3', tenantId: 't', tokenId: 'z' };

describe('answer', () => {
  it('is 200 with the results', () => {
    const { kind: _, ...members } = accepted;
    expect(answer([accepted], 207)).toEqual({
      status: 200,
      mediaType: 'application/json',
      body: { results: [members] },
    });
  });

  it('is 200 without results for no items', () => {
    expect(answer([], 207)).toMatchObject({ status: 200, body: { results: [] } });
  });

  it.each([200, 207] as const)('is %i where only some are refused', (partialStatus) => {
    expect(answer([accepted, rejected, conflict], partialStatus)).toMatchObject({
      status: partialStatus,
      body: {
        results: [
          { outcome: 'applied' },
          { index: 1, tokenId: 'y', outcome: 'rejected', errors: [{ pointer: '#/1/lastSyncStatus' }] },
          { index: 3, tenantId: 't', tokenId: 'z', outcome: 'rejected', errors: [{ pointer: '#/3' }] },
        ],
      },
    });
  });

  it.each([
    [400, [rejected]],
    [400, [rejected, forbidden]],
    [400, [rejected, conflict]],
    [400, [forbidden, conflict]],
    [403, [forbidden, forbidden]],
    [422, [conflict, conflict]],
  ])('is a problem %i where all are refused', (status, results) => {
    const { mediaType, body, status: answered } = answer(results, 200);
    expect(answered).toBe(status);
    expect(mediaType).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: 'about:blank',
      status,
      errors: results.map(() => ({ pointer: expect.any(String) })),
    });
  });

  it('lists at most 1,000 errors', () => {
    const { body } = answer(
      Array.from({ length: 1001 }, () => rejected),
      207,
    );
    expect((body as { errors: unknown[] }).errors).toHaveLength(1000);
    expect((body as { detail: string }).detail).toContain('1001');
  });
});
