import type { Actor } from '../model/state.ts';
import { type SubjectKey, tenantOf } from '../model/subject.ts';
import type { About, Action } from './action.ts';
import { type Looked, look, SILENCE_LASTS, silenceOf } from './look.ts';
import type { Deeds } from './ports.ts';

/** What was done. Times are milliseconds since the epoch. */
export type Done =
  | { readonly kind: 'acknowledged'; readonly by: string; readonly at: number }
  | { readonly kind: 'silenced'; readonly until: number }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'resent'; readonly count: number }
  /** `reason` says why the test did not arrive; null where it did. */
  | { readonly kind: 'tested'; readonly reason: string | null };

/**
 * Does what a link or a button is for, where there still is something to do.
 *
 * @returns what it was about, and what was done; nothing where its standing says why not
 * @throws StorageUnavailable
 */
export async function act(
  action: Action,
  about: About,
  who: Actor,
  deeds: Deeds,
): Promise<{ readonly looked: Looked; readonly done?: Done }> {
  const looked = await look(action, about, deeds);
  if (looked.standing.kind !== 'ready') return { looked };
  const done = await perform(action, about, looked, who, deeds);
  return { looked, ...(done && { done }) };
}

async function perform(
  action: Action,
  about: About,
  looked: Looked,
  who: Actor,
  deeds: Deeds,
): Promise<Done | undefined> {
  const keys: readonly SubjectKey[] = looked.group?.openMembers ?? looked.subjects;
  switch (action) {
    case 'acknowledge':
      return acknowledge(about, who, deeds);
    case 'silence': {
      const until = deeds.clock() + SILENCE_LASTS;
      for (const key of keys) await silence(key, until, who, deeds);
      return { kind: 'silenced', until };
    }
    case 'resume':
      for (const key of keys) await deeds.silence(tenantOf(key), key.subject, undefined, who);
      return { kind: 'resumed' };
    case 'stop':
      for (const { tenantId, subject } of keys) {
        await deeds.retireToken({ tenantId, tokenId: subject }, { kind: 'retired', ...who });
      }
      return { kind: 'stopped' };
    case 'resend': {
      if (about.kind !== 'target') return undefined;
      const { target, tenantId, subject } = about;
      const filter = { ...(tenantId !== undefined && { tenantId }), ...(subject !== undefined && { subject }) };
      return { kind: 'resent', count: await deeds.redrive(target, filter, who) };
    }
    case 'test': {
      if (about.kind !== 'target') return undefined;
      const [result] = await deeds.testTargets([about.target]);
      return { kind: 'tested', reason: result?.reason ?? null };
    }
    case 'show':
      return undefined;
  }
}

async function acknowledge(about: About, who: Actor, deeds: Deeds): Promise<Done | undefined> {
  const now = deeds.clock();
  if (about.kind === 'group') {
    await deeds.acknowledgeGroup(about.target, about.groupId, who);
    return { kind: 'acknowledged', by: who.by, at: now };
  }
  if (about.kind !== 'incident') return undefined;
  const { tenantId, incidentId } = about;
  await deeds.acknowledge(tenantId, incidentId, who);
  // The first note stands: where another person was faster, theirs is shown.
  const noted = (await deeds.views.incident(tenantId, incidentId))?.incident.acknowledged;
  return noted && { kind: 'acknowledged', by: noted.by, at: noted.at };
}

/** A silence that lasts longer stays. */
async function silence(key: SubjectKey, until: number, who: Actor, deeds: Deeds): Promise<void> {
  const present = await silenceOf(key, deeds);
  if (present && present.until >= until) return;
  await deeds.silence(tenantOf(key), key.subject, { at: deeds.clock(), until, ...who });
}
