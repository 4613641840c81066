import { knownTargets } from '../deliver/known-targets.ts';
import { type ListingDeps, listNotifications, type Notification, notificationOf } from '../deliver/listing.ts';
import { emptyRow } from '../deliver/rows.ts';
import { idOf } from '../deliver/want.ts';
import { type AppStore, BadContinuation, type Page, type PageRequest } from '../model/ports.ts';
import { APP_TENANT, keyOf, REFUSED_PREFIX, type SubjectKey, tenantOf } from '../model/subject.ts';

export type NotificationState = Notification['standing'];

export interface NotificationFilter {
  readonly target?: string;
  readonly tenantId?: string;
  readonly subject?: string;
  readonly state?: NotificationState;
}

export interface NotificationDeps extends ListingDeps {
  readonly app: Pick<AppStore, 'readTargets'>;
}

/** Rows one request looks at; a page may then come back short, with a continuation. */
const MAX_ROWS = 5_000;

/**
 * What targets were told, wait for or could not be told, target by target.
 *
 * @throws BadContinuation
 */
export async function notifications(
  { target, tenantId, subject, state }: NotificationFilter,
  { limit, continuation }: PageRequest,
  deps: NotificationDeps,
): Promise<Page<Notification>> {
  const from = continuation === undefined ? undefined : readPosition(continuation);
  const all = target === undefined ? await knownTargets(deps.targets, deps.app) : [target];
  const items: Notification[] = [];
  let looked = 0;
  for (const id of all.filter((it) => from === undefined || it >= from.target)) {
    const after = id === from?.target ? from.after : undefined;
    for await (const page of pagesOf(id, tenantId, after, deps)) {
      for (const it of page) {
        if ((subject ?? it.subject) === it.subject && (state ?? it.standing) === it.standing) items.push(it);
        if (items.length === limit || ++looked === MAX_ROWS) return { items, continuation: writePosition(it) };
      }
    }
  }
  return { items };
}

/** A tenant's, and last what the app itself says of the tenant: that its reports are refused. */
async function* pagesOf(
  target: string,
  tenantId: string | undefined,
  after: SubjectKey | undefined,
  deps: NotificationDeps,
): AsyncGenerator<readonly Notification[]> {
  const isOfTenant = tenantId !== undefined && tenantId !== APP_TENANT;
  if (isOfTenant && after?.tenantId === APP_TENANT) return;
  yield* listNotifications(target, { ...(tenantId !== undefined && { tenantId }), ...(after && { after }) }, deps);
  if (isOfTenant) yield notificationsAt([target], keyOf(tenantId, `${REFUSED_PREFIX}${tenantId}`), deps);
}

/** What each target was told of one subject, or waits for. */
export async function notificationsOf(key: SubjectKey, deps: NotificationDeps): Promise<readonly Notification[]> {
  return notificationsAt(await knownTargets(deps.targets, deps.app), key, deps);
}

async function notificationsAt(
  targets: readonly string[],
  key: SubjectKey,
  deps: NotificationDeps,
): Promise<readonly Notification[]> {
  const mutes = await deps.wants.readMutes([tenantOf(key)]);
  const all = await Promise.all(
    targets.map(async (target) => {
      const [heard, due] = await Promise.all([deps.store.readHeard(target, [key]), deps.store.readDue(target, key)]);
      const row = heard.get(idOf(key));
      return row || due.length > 0 ? [notificationOf(row ?? emptyRow(key), due, target, mutes, deps)] : [];
    }),
  );
  return all.flat();
}

interface Position {
  readonly target: string;
  readonly after: SubjectKey;
}

function writePosition({ target, tenantId, subject }: Notification): string {
  return Buffer.from(JSON.stringify([target, tenantId, subject])).toString('base64url');
}

/** @throws BadContinuation */
function readPosition(continuation: string): Position {
  const parts = parse(Buffer.from(continuation, 'base64url').toString());
  const [target, tenantId, subject] = Array.isArray(parts) ? parts : [];
  if (typeof target !== 'string' || typeof tenantId !== 'string' || typeof subject !== 'string') {
    throw new BadContinuation('continuation must be one that an earlier answer gave');
  }
  return { target, after: { tenantId, subject } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is no JSON is no position, which is said by whoever asked
  }
}
