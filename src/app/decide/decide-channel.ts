import { diagnoseChannel } from '../../domain/diagnose-channel.ts';
import type { SubjectChange } from '../model/state.ts';
import { APP_TENANT, type ChannelState, isOpen, type Stored, TARGET_PREFIX } from '../model/subject.ts';
import type { DecisionContext } from './context.ts';
import { decideSubject, type SubjectEvent } from './decide-subject.ts';

/** How a target does, as its mailbox says. */
export type ChannelHealth = Pick<ChannelState, 'failingSince' | 'lastError'>;

/** Decides whether the other targets should know of one that only fails. */
export function decideChannel(
  target: string,
  stored: Stored<ChannelState> | undefined,
  channel: ChannelHealth,
  event: SubjectEvent,
  context: DecisionContext,
): SubjectChange<ChannelState> & { readonly isNews: boolean } {
  const key = { tenantId: APP_TENANT, subject: `${TARGET_PREFIX}${target}` };
  const diagnosis = diagnoseChannel(channel, context.now);
  const change = decideSubject(key, stored, event, diagnosis, { kind: 'channel', ...channel }, context);
  // While people know of it every sweep looks whether it works again.
  return isOpen(change.state.incident) ? { ...change, state: { ...change.state, nextCheckAt: context.now } } : change;
}
