import type { ReporterRecord } from '../../domain/diagnose-reporter.ts';
import { reportingOf } from '../decide/decide-reporter.ts';
import type { SubjectStore } from '../model/ports.ts';
import type { Stored, SubjectState, TokenState } from '../model/subject.ts';

/** Everything of a tenant, read at once: what a silence, or an expiry that comes near, is judged by. */
export interface WholeTenant {
  readonly tokens: readonly Stored<TokenState>[];
  /** All subjects, tokens included, by id. */
  readonly subjects: ReadonlyMap<string, Stored<SubjectState>>;
}

/** Reads every subject of a tenant. @throws StorageUnavailable */
export async function readWholeTenant(tenantId: string, store: Pick<SubjectStore, 'readAll'>): Promise<WholeTenant> {
  const subjects = new Map<string, Stored<SubjectState>>();
  for await (const page of store.readAll(tenantId)) for (const it of page) subjects.set(it.value.subject, it);
  return { subjects, tokens: [...subjects.values()].filter(isToken) };
}

/** How a tenant reports: how many of its tokens are monitored, and the latest report of any. */
export async function readReporting(tenantId: string, store: Pick<SubjectStore, 'readAll'>): Promise<ReporterRecord> {
  return reportingOf((await readWholeTenant(tenantId, store)).tokens.map(({ value }) => value));
}

function isToken(it: Stored<SubjectState>): it is Stored<TokenState> {
  return it.value.kind === 'token';
}
