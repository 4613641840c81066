import { type CommitDeps, commitEvent } from '../commit/commit-event.ts';
import { type ConnectionFacts, decideConnection, factsOf } from '../decide/decide-connection.ts';
import { newExpiring } from '../decide/decide-expiring.ts';
import type { Answered, GraphReader } from '../model/graph.ts';
import { type AppStore, type Log, StorageUnavailable } from '../model/ports.ts';
import {
  type ConnectionState,
  EXPIRING,
  type ExpiringState,
  isConnection,
  isOpen,
  PUSH,
  type Stored,
  type SubjectState,
} from '../model/subject.ts';
import { readEnrollment, readPushCertificate } from './connections.ts';

export interface NeighbourDeps extends CommitDeps {
  readonly graph: Pick<GraphReader, 'enrollments' | 'pushCertificate'>;
  readonly app: Pick<AppStore, 'key'>;
  readonly log: Log;
}

type Facts = ReadonlyMap<string, ConnectionFacts>;

/**
 * Looks at what connects a tenant with Apple beside its VPP tokens. What cannot be read is logged, and stays as it was
 * last known; nothing of it concerns the tokens.
 *
 * @param deadline milliseconds since the epoch
 * @returns whether nothing is wrong and nothing would be read by trying again soon, so that the next look may wait
 */
export async function lookAtNeighbours(tenantId: string, deadline: number, deps: NeighbourDeps): Promise<boolean> {
  const { graph, log } = deps;
  const [enrollments, certificate] = await Promise.all([
    graph.enrollments(tenantId, deadline),
    graph.pushCertificate(tenantId, deadline),
  ]);
  logFault('enrollment program tokens', tenantId, enrollments, log);
  logFault('push certificate', tenantId, certificate, log);
  try {
    const isWell = await keep(tenantId, enrollments, certificate, deps);
    return isWell && isSettled(enrollments) && isSettled(certificate);
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    log.warn(`connections: not kept, tenant=${tenantId} reason="${error.message}"`);
    return false;
  }
}

/** VPP tokens can be read with less than all permissions, which stays so. */
function isSettled(answer: Answered<unknown>): boolean {
  return answer.ok || answer.fault.kind === 'permissionMissing';
}

function logFault(what: string, tenantId: string, answer: Answered<unknown>, log: Log): void {
  if (answer.ok) return;
  const { kind, reason } = answer.fault;
  log.warn(`connections: ${what} not read, tenant=${tenantId} kind=${kind} reason="${reason}"`);
}

/** Keeps what was read, and of what could be listed and is not there any more, that it is gone. */
async function keep(
  tenantId: string,
  enrollments: Answered<readonly unknown[]>,
  certificate: Answered<unknown>,
  deps: NeighbourDeps,
): Promise<boolean> {
  if (!enrollments.ok && !certificate.ok) return true;
  const key = await deps.app.key();
  const known = new Map((await deps.subjects.readBesideTokens(tenantId)).map((it) => [it.value.subject, it]));
  const shown: Facts = new Map([
    ...(enrollments.ok ? enrollmentsIn(enrollments.value, tenantId, key, deps.log) : []),
    ...(certificate.ok ? certificateIn(certificate.value, key) : []),
  ]);
  const isListed = (subject: string) => (subject === PUSH ? certificate.ok : enrollments.ok);
  const gone = goneFrom(known.values(), shown, isListed, deps.context(tenantId).now);
  if (shown.size > 0 && !known.has(EXPIRING)) await beginExpiring(tenantId, deps);
  let isWell = true;
  for (const [subject, facts] of [...shown, ...gone]) {
    const state = await keepOne({ tenantId, subject }, facts, known.get(subject), deps);
    isWell &&= !isOpen(state?.incident);
  }
  return isWell;
}

function enrollmentsIn(items: readonly unknown[], tenantId: string, key: Uint8Array, log: Log) {
  const read = items.map((item) => readEnrollment(item, key));
  const unreadable = read.filter((it) => it === undefined).length;
  if (unreadable > 0)
    log.warn(`connections: enrollment program tokens without an id, tenant=${tenantId} count=${unreadable}`);
  return read.flatMap((it) => (it ? [[it.subject, it.facts] as const] : []));
}

function certificateIn(value: unknown, key: Uint8Array) {
  const facts = value === undefined ? undefined : readPushCertificate(value, key);
  return facts ? [[PUSH, facts] as const] : [];
}

function* goneFrom(
  known: Iterable<Stored<SubjectState>>,
  shown: Facts,
  isListed: (subject: string) => boolean,
  now: number,
): Generator<readonly [string, ConnectionFacts]> {
  for (const { value } of known) {
    if (!isConnection(value) || value.gone) continue;
    if (!isListed(value.subject) || shown.has(value.subject)) continue;
    yield [value.subject, { ...factsOf(value), gone: { at: now, why: 'notShown' } }];
  }
}

/** Writes only where something differs from what the row has. */
async function keepOne(
  key: { readonly tenantId: string; readonly subject: string },
  facts: ConnectionFacts,
  known: Stored<SubjectState> | undefined,
  deps: NeighbourDeps,
): Promise<ConnectionState | undefined> {
  return commitEvent<ConnectionState>(
    key,
    (stored, context) => {
      const change = decideConnection(key, stored, facts, { kind: 'time' }, context);
      return change.isNews ? change : undefined;
    },
    deps,
    known as Stored<ConnectionState> | undefined,
  );
}

/** A tenant without tokens has no list of what expires yet. */
async function beginExpiring(tenantId: string, deps: NeighbourDeps): Promise<void> {
  await commitEvent<ExpiringState>(
    { tenantId, subject: EXPIRING },
    (stored, context) => (stored ? undefined : newExpiring(tenantId, context)),
    deps,
  );
}
