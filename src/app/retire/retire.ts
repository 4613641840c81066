import type { TokenKey } from '../../domain/report.ts';
import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { decideToken } from '../decide/decide-token.ts';
import type { Actor } from '../model/state.ts';
import type { TokenState } from '../model/subject.ts';

export interface Retirement extends Partial<Actor> {
  readonly kind: 'retired' | 'unretired';
}

/**
 * Stops monitoring a token, or takes that back: its incident ends, and nothing more is said of it until a report comes
 * that was observed later.
 *
 * @returns the state after it; undefined where there is no such token
 * @throws StorageUnavailable
 */
export function retireToken(
  { tenantId, tokenId }: TokenKey,
  event: Retirement,
  deps: CommitDeps,
): Promise<TokenState | undefined> {
  return commitEvent<TokenState>(
    { tenantId, subject: tokenId },
    (stored, context) => stored && decideToken({ tenantId, tokenId }, stored, event, context).change,
    deps,
  );
}
