import { fileURLToPath } from 'node:url';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { type Fault, planted } from '../support/planted.ts';
import type { Make } from './compare.ts';
import type { Post, Put, Step } from './history.ts';

/** A mistake in reading from Graph, and a few steps that show it. */
interface PollFault extends Fault {
  readonly steps: readonly Step[];
}

const T = 'contoso';
const wait = (ms: number): Step => ({ kind: 'wait', ms });
const fails = (kind: 'unreachable' | 'credential', page = 1): Step => ({
  kind: 'answers',
  tenantId: T,
  fault: { page, kind },
});
const answers: Step = { kind: 'answers', tenantId: T };
const has = (tokenId: string, fields: Put['fields'] = {}, more: Partial<Put> = {}): Step => ({
  ...{ kind: 'put', tenantId: T, tokenId, fields, syncedAgo: 0 },
  ...more,
});
const lacks = (...ids: string[]): Step[] => ids.map((tokenId) => ({ kind: 'drop', tenantId: T, tokenId }));
const post = (tokenId: string, status: Post['status']): Step => ({
  ...{ kind: 'post', tenantId: T, tokenId, status },
  ...{ syncedAgo: 0, late: 0 },
});
const retire = (tokenId: string): Step => ({ kind: 'retire', tenantId: T, tokenId });

const three = [has('a'), has('b'), has('c'), wait(2 * HOUR)];
const removed = [...three, ...lacks('c'), wait(4 * HOUR)];

export const FAULTS: readonly PollFault[] = [
  {
    name: 'one listing that lacks a token removes it',
    file: 'app/poll/compare.ts',
    from: 'if (token.isMissing) removed.push(tokenId);',
    to: 'if (!seen.has(tokenId)) removed.push(tokenId);',
    steps: [...three, ...lacks('c'), wait(HOUR), has('c'), wait(HOUR)],
  },
  {
    name: 'a listing that broke off lacks what it did not reach',
    file: 'app/poll/poll.ts',
    from: 'listing: afterBroken(known, seen)',
    to: 'listing: afterComplete(known, seen).listing',
    steps: [...[...three, fails('unreachable', 2), wait(65 * MINUTE)], ...[...lacks('c'), answers, wait(20 * MINUTE)]],
  },
  {
    name: 'a removal goes on and on',
    file: 'domain/listing.ts',
    from: 'const REMOVED_FOR = 7 * DAY;',
    to: 'const REMOVED_FOR = 70 * DAY;',
    steps: [...removed, wait(8 * DAY)],
  },
  {
    name: 'a removal ends early',
    file: 'domain/listing.ts',
    from: 'const REMOVED_FOR = 7 * DAY;',
    to: 'const REMOVED_FOR = 6 * DAY;',
    steps: [...removed, wait(6.5 * DAY)],
  },
  {
    name: 'a removal outlasts a post',
    file: 'domain/listing.ts',
    from: ' || isAfter(record.lastObservedAt, timestampOf(removedAt))',
    to: '',
    steps: [...removed, post('c', 'completed'), wait(HOUR)],
  },
  {
    name: 'a listing ends a retirement by hand',
    file: 'app/decide/decide-token.ts',
    from: 'const counts = !surroundings.isListed || removedAt !== undefined;',
    to: 'const counts = true;',
    steps: [...three, retire('c'), has('c', { lastSyncStatus: 'failed' }), wait(2 * HOUR)],
  },
  {
    name: 'a short listing is believed',
    file: 'app/poll/compare.ts',
    from: 'const SHORT_FROM = 3;',
    to: 'const SHORT_FROM = 300;',
    steps: [has('d'), ...three, ...lacks('a', 'b', 'c'), wait(4 * HOUR)],
  },
  {
    name: 'an empty listing is believed',
    file: 'app/poll/compare.ts',
    from: 'if (listed === 0)',
    to: 'if (listed < 0)',
    steps: [has('a'), wait(2 * HOUR), ...lacks('a'), wait(4 * HOUR)],
  },
  {
    name: 'a listing is short beside what the last one lacked',
    file: 'app/poll/poll.ts',
    from: '(isMissing ? [] : tokenId)',
    to: '(isMissing ? tokenId : tokenId)',
    steps: [...three, ...lacks('a', 'b', 'c'), has('d'), wait(4 * HOUR)],
  },
  {
    name: 'a token without a readable status counts as absent',
    file: 'app/poll/read-listing.ts',
    from: `      seen.set(tokenId, listed);
      if (shown && unread.size < MAX_UNREAD) unread.set(tokenId, shown);`,
    to: '      if (!shown) seen.set(tokenId, listed);',
    steps: [...three, has('c', { lastSyncStatus: 'paused' }), wait(3 * HOUR), has('c'), ...lacks('a'), wait(HOUR)],
  },
  {
    name: 'a token that one listing lacks may fall silent',
    file: 'app/sweep/listed-tokens.ts',
    from: 'if (!token) return NOT_LISTED;',
    to: 'if (!token || token.isMissing) return NOT_LISTED;',
    steps: [...three, wait(24 * HOUR), ...lacks('c'), wait(70 * MINUTE), fails('unreachable'), wait(12 * HOUR)],
  },
  {
    name: 'tokens fall silent while polls fail',
    file: 'app/sweep/listed-tokens.ts',
    from: 'return { isListed: true,',
    to: 'return { isListed: false,',
    steps: [
      ...[...three, wait(20 * HOUR), fails('unreachable'), wait(4 * HOUR)],
      ...[post('other', 'completed'), wait(14 * HOUR), post('other', 'completed'), wait(4 * HOUR)],
    ],
  },
  {
    name: 'a quiet listing reports nothing',
    file: 'domain/listing.ts',
    from: 'return listedAt === undefined ? reportedAt : latestOf(reportedAt, timestampOf(listedAt));',
    to: 'return reportedAt;',
    steps: [has('a'), wait(40 * HOUR)],
  },
  {
    name: 'a second failed poll is told',
    file: 'domain/diagnose-poll.ts',
    from: 'export const FAILURES_TOLD = 3;',
    to: 'export const FAILURES_TOLD = 2;',
    steps: [...three, fails('unreachable'), ...Array.from({ length: 8 }, () => wait(10 * MINUTE))],
  },
  {
    name: 'a dead credential ends what was told of a tenant',
    file: 'app/decide/decide-poll.ts',
    from: ' && !isOpen(stored?.value.incident);',
    to: ';',
    steps: [...three, fails('unreachable'), wait(3 * HOUR), fails('credential'), wait(2 * HOUR)],
  },
  {
    name: 'a few apps less are missing',
    file: 'domain/apps.ts',
    from: 'count * 2 < before',
    to: 'count < before',
    steps: [has('a', { lastAppCount: 100 }), wait(2 * HOUR), has('a', { lastAppCount: 60 }), wait(2 * HOUR)],
  },
  {
    name: 'a new account is compared with nothing',
    file: 'domain/renewal.ts',
    from: 'renewal ?? (isRenewed ? { at: now, before: identity } : undefined)',
    to: 'renewal ?? (isRenewed ? { at: now, before: current } : undefined)',
    steps: [has('a'), wait(2 * HOUR), has('a', { appleId: 'x@example.com' }, { expiresIn: 365 * DAY }), wait(2 * HOUR)],
  },
];

const ENTRY = fileURLToPath(new URL('product.ts', import.meta.url));

/** Builds the program with a mistake in it. */
export async function withFault(fault: Fault): Promise<Make> {
  const { Play } = await planted<typeof import('./product.ts')>(fault, ENTRY);
  return (history) => new Play(history);
}
