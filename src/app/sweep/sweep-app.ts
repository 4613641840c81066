import { msOf } from '../../domain/timestamp.ts';
import { commitEvent } from '../commit/commit-event.ts';
import { readReporting } from '../commit/reporting.ts';
import { DEADLINE_MS } from '../commit/retry.ts';
import { type ChannelHealth, decideChannel } from '../decide/decide-channel.ts';
import { decideRefused } from '../decide/decide-refused.ts';
import type { PollProgress } from '../model/poll.ts';
import {
  APP_TENANT,
  type ChannelState,
  type RefusedState,
  type Stored,
  type SubjectState,
  TARGET_PREFIX,
  tenantOf,
} from '../model/subject.ts';
import { Seen, summarize } from '../overview/summarize.ts';
import { lookAtCredential } from './look-at-polls.ts';
import type { SweepDeps } from './sweep-deps.ts';

/**
 * Looks at what concerns the app itself: tenants whose reports are refused, channels that only fail, and its credential.
 *
 * @param refused polls that failed of the credential
 */
export async function sweepApp(
  channels: ReadonlyMap<string, ChannelHealth>,
  refused: readonly PollProgress[],
  deps: SweepDeps,
): Promise<void> {
  const { now, policyHash } = deps.context(APP_TENANT);
  const { changedSince } = deps;
  const seen = new Seen();
  const here = { ...deps, written: (state: SubjectState) => seen.note(state) };
  const known = new Set<string>();
  let isRefused = refused.length > 0;
  for await (const due of deps.subjects.readDue(APP_TENANT, { now, policyHash, changedSince })) {
    for (const state of [...due.changed, ...due.subjects.map(({ value }) => value)]) seen.note(state);
    if (due.haveSilencesChanged) seen.noteSilences();
    if (due.markers.length > 0) await deps.handOver(due.markers, deps.clock() + DEADLINE_MS);
    for (const stored of due.subjects) {
      if (stored.value.kind === 'refused') await lookAtRefusals(stored as Stored<RefusedState>, here);
      isRefused ||= stored.value.kind === 'credential';
      if (stored.value.kind === 'channel') known.add(stored.value.subject.slice(TARGET_PREFIX.length));
    }
  }
  if (isRefused) await lookAtCredential(refused, here);
  const failing = [...channels].filter(([, { failingSince }]) => failingSince !== undefined);
  for (const target of new Set([...known, ...failing.map(([id]) => id)])) {
    // One that left the settings fails no one.
    await lookAtChannel(target, channels.get(target) ?? {}, here);
  }
  await summarize(APP_TENANT, seen, deps);
}

async function lookAtRefusals(stored: Stored<RefusedState>, deps: SweepDeps): Promise<void> {
  const tenantId = tenantOf(stored.value);
  const { newest } = await readReporting(tenantId, deps.subjects);
  const accepted = newest && { lastAcceptedAt: msOf(newest) };
  await commitEvent<RefusedState>(
    stored.value,
    (row, context) => row && decideRefused(tenantId, row, { kind: 'time', ...accepted }, context),
    deps,
    stored,
  );
}

/** A channel's row is written only where there is something to say of it. */
async function lookAtChannel(target: string, channel: ChannelHealth, deps: SweepDeps): Promise<void> {
  await commitEvent<ChannelState>(
    { tenantId: APP_TENANT, subject: `${TARGET_PREFIX}${target}` },
    (stored, context) => {
      const change = decideChannel(target, stored, channel, { kind: 'time' }, context);
      const isDue = stored !== undefined && stored.value.policyHash !== context.policyHash;
      return change.isNews || isDue ? change : undefined;
    },
    deps,
  );
}
