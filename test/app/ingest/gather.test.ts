import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Group, gather } from '../../../src/app/ingest/gather.ts';
import { type Request, type Waiting, withFirsts } from '../../../src/app/ingest/waiting.ts';
import { report } from '../../domain/build.ts';

const TRANSACTION = 100;

interface Letter {
  readonly tokenId: string;
  readonly deliveryId?: string | undefined;
}

/** What waits where requests came one after the other. */
function lineOf(requests: readonly (readonly Letter[])[]): readonly Waiting[] {
  return requests.flatMap((letters, i) => {
    const request: Request = { deadline: i, isOfMany: false };
    const items = letters.map(({ tokenId, deliveryId }, index) => {
      return { index, report: report({ tokenId, ...(deliveryId && { deliveryId }) }), contentHash: 'hash' };
    });
    return withFirsts(items).map((it): Waiting => ({ ...it, request, tries: 0, answer: () => {}, fail: () => {} }));
  });
}

/** Everything that goes, one commit after the other. */
function commitsOf(requests: readonly (readonly Letter[])[]): readonly (readonly Group[])[] {
  const commits: (readonly Group[])[] = [];
  for (let waiting = lineOf(requests); waiting.length > 0; ) {
    const { groups, rest } = gather(waiting);
    expect(rest.length).toBeLessThan(waiting.length);
    commits.push(groups);
    waiting = rest;
  }
  return commits;
}

const reportsOf = (groups: readonly Group[]) => groups.flatMap(({ reports }) => reports);
const placeOf = ({ request, item }: Waiting) => request.deadline * 1_000 + item.index;

const anyLetter = fc.record({
  tokenId: fc.constantFrom('1', '2', '3'),
  deliveryId: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
});
const anyRequests = fc.array(fc.array(anyLetter, { minLength: 1, maxLength: 60 }), { maxLength: 6 });

describe('whatever waits', () => {
  test('goes once', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const places = commitsOf(requests).flatMap(reportsOf).map(placeOf);

        expect(places.toSorted((a, b) => a - b)).toEqual(lineOf(requests).map(placeOf));
      }),
    );
  });

  test('goes in the order of each token', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const all = commitsOf(requests).flat();

        for (const own of Map.groupBy(all, ({ tokenId }) => tokenId).values()) {
          const places = reportsOf(own).map(placeOf);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('names a token once in a commit, and uses a delivery id once', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        for (const groups of commitsOf(requests)) {
          expect(new Set(groups.map(({ tokenId }) => tokenId)).size).toBe(groups.length);
          const uses = reportsOf(groups).filter(({ first }) => !first);
          const ids = uses.flatMap(({ item }) => item.report.deliveryId ?? []);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
    );
  });

  test('goes with or after what it repeats', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const gone = new Set<unknown>();
        for (const groups of commitsOf(requests)) {
          for (const { item } of reportsOf(groups)) gone.add(item);
          for (const { first } of reportsOf(groups)) if (first) expect(gone.has(first)).toBe(true);
        }
      }),
    );
  });
});

describe('how much goes together', () => {
  test('single reports of as many tokens as a transaction holds', () => {
    const requests = Array.from({ length: 120 }, (_, i) => [{ tokenId: `${i}` }]);

    expect(commitsOf(requests).map((groups) => groups.length)).toEqual([50, 50, 20]);
  });

  test('with delivery ids fewer, since each has a row', () => {
    const requests = Array.from({ length: 40 }, (_, i) => [{ tokenId: `${i}`, deliveryId: `${i}` }]);

    expect(commitsOf(requests).map((groups) => groups.length)).toEqual([33, 7]);
  });

  test('a request that is first in line, whole', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ tokenId: `${i}` }));

    expect(commitsOf([many]).map((groups) => groups.length)).toEqual([1_000]);
  });

  test('of one token what fits a transaction: history, delivery id and timeline of each, and the rest', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ tokenId: '1', deliveryId: `${i}` }));

    for (const groups of commitsOf([many])) expect(3 * reportsOf(groups).length).toBeLessThan(TRANSACTION - 20);
  });
});

test('a token that is under way waits, and holds up no other', () => {
  const waiting = lineOf([[{ tokenId: '1' }, { tokenId: '2' }], [{ tokenId: '1' }], [{ tokenId: '3' }]]);

  const { groups, rest } = gather(waiting, new Set(['1']));

  expect(groups.map(({ tokenId }) => tokenId)).toEqual(['2', '3']);
  expect(rest.map(placeOf)).toEqual([0, 1_000]);
});

test.each([
  { what: 'as many single reports as fit', count: 50, isFull: true },
  { what: 'one fewer', count: 49, isFull: true },
  { what: 'two fewer', count: 48, isFull: false },
  { what: 'nothing', count: 0, isFull: false },
])('$what: full is $isFull', ({ count, isFull }) => {
  const waiting = lineOf(Array.from({ length: count }, (_, i) => [{ tokenId: `${i}` }]));

  expect(gather(waiting).isFull).toBe(isFull);
});
