import { knownTargets } from '../deliver/known-targets.ts';
import type { MailboxDeps } from '../deliver/ports.ts';
import { purgeMailbox } from '../deliver/purge.ts';
import type { AppStore } from '../model/ports.ts';
import type { PurgeStore } from '../model/removal.ts';
import { APP_TENANT, REFUSED_PREFIX, type SubjectState } from '../model/subject.ts';

export interface PurgeDeps {
  readonly store: PurgeStore;
  readonly app: Pick<AppStore, 'readTargets'>;
  readonly mailbox: MailboxDeps<SubjectState>;
}

export interface Purged {
  /** How many rows were deleted or changed. */
  readonly removed: number;
  /** Targets at which an alert of the tenant may stand open for good: they were not told of its end. */
  readonly leftOpen: readonly string[];
  /** Targets whose mailboxes were busy, so that this is to be done again. */
  readonly busy: readonly string[];
}

/** A mailbox is held for 45 s after the last sign of life, and for a minute by a run that is well. */
const TRIES = 45;
const TRY_EVERY_MS = 2_000;

/** Targets at which something of the tenant is still to be told, or may be believed open. @throws StorageUnavailable */
export async function openAt(tenantId: string, { app, mailbox }: Omit<PurgeDeps, 'store'>): Promise<readonly string[]> {
  const open: string[] = [];
  const refused = { tenantId: APP_TENANT, subject: `${REFUSED_PREFIX}${tenantId}` };
  for (const target of await knownTargets([...mailbox.targets.keys()], app)) {
    const due = [
      ...(await mailbox.store.readDue(target, { tenantId })),
      ...(await mailbox.store.readDue(target, refused)),
    ];
    let isOpen = due.length > 0;
    for await (const page of mailbox.store.allHeard(target, { tenantId })) {
      isOpen ||= page.some(({ heard, maybe }) => [heard, ...maybe].some((it) => it?.fact.kind === 'open'));
    }
    if (isOpen) open.push(target);
  }
  return open;
}

/**
 * Deletes everything that is kept of a tenant: in every mailbox, in what the app itself keeps of it, its own partition,
 * and last its place in the list, so that what is interrupted can be done again. Whoever goes on sending reports of it
 * has it listed again.
 *
 * @throws StorageUnavailable
 */
export async function purgeTenant(tenantId: string, deps: PurgeDeps): Promise<Purged> {
  const { store, app, mailbox } = deps;
  let removed = 0;
  const leftOpen: string[] = [];
  const busy: string[] = [];
  for (const target of await knownTargets([...mailbox.targets.keys()], app)) {
    let done = await purgeMailbox(target, tenantId, mailbox);
    for (let tries = 1; !done && tries < TRIES; tries++) {
      await mailbox.sleep(TRY_EVERY_MS);
      done = await purgeMailbox(target, tenantId, mailbox);
    }
    removed += done?.removed ?? 0;
    if (!done) busy.push(target);
    if (done?.wasOpen) leftOpen.push(target);
  }
  removed += await store.deleteTenant(tenantId);
  if (busy.length === 0) await store.unlist(tenantId);
  return { removed, leftOpen, busy };
}
