import { MINUTE, SECOND } from '../../src/domain/policy.ts';
import type { MemoryRows } from '../support/memory-rows.ts';

const MAILBOX = '_mailbox!';

/** What is due later than this is held back by somebody. */
const SOON_MS = 60 * MINUTE;

/**
 * A minute after something that waits should have been looked at; 0 where nothing waits that will be said.
 *
 * @param targets those that are in the settings
 */
export function nextDue(rows: MemoryRows, targets: ReadonlyMap<string, unknown>, now: number): number {
  const due: number[] = [];
  for (const { partitionKey, rowKey, dueAt } of rows.everything()) {
    const isThere = partitionKey.startsWith(MAILBOX) && targets.has(partitionKey.slice(MAILBOX.length));
    if (rowKey.startsWith('told!') || (isThere && rowKey.startsWith('due!'))) due.push(Date.parse(String(dueAt)));
  }
  const soon = due.filter((at) => at < now + SOON_MS);
  return soon.length === 0 ? 0 : Math.min(...soon) + MINUTE + SECOND;
}
