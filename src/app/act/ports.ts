import type { Cause } from '../../domain/cause.ts';
import type { Incident } from '../../domain/incident.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { Clock, Views } from '../model/ports.ts';
import type { Actor, Silence } from '../model/state.ts';
import type { SubjectKey, TokenState } from '../model/subject.ts';

/** A group of incidents that a target was told of as one, as far as an action needs it. */
export interface Group {
  readonly cause: Cause | null;
  readonly openedAt: number;
  readonly endedAt?: number;
  readonly openMembers: readonly SubjectKey[];
}

/** The use cases that links and buttons set in motion. Every one may throw StorageUnavailable. */
export interface Deeds {
  readonly clock: Clock;
  /** The ids of the configured targets. */
  readonly targets: readonly string[];
  readonly views: Pick<Views, 'incident'>;
  readToken(key: TokenKey): Promise<TokenState | undefined>;
  silencesOf(tenantIds: readonly string[]): Promise<(key: SubjectKey) => Silence | undefined>;
  groups(filter: { readonly target: string; readonly groupId: string }): Promise<readonly Group[]>;
  acknowledge(tenantId: string, incidentId: string, who: Actor): Promise<unknown>;
  acknowledgeGroup(target: string, groupId: string, who: Actor): Promise<number | undefined>;
  silence(
    tenantId: string,
    subject: string,
    silence: Omit<Silence, 'subject'> | undefined,
    lifter?: Actor,
  ): Promise<void>;
  retireToken(key: TokenKey, event: { readonly kind: 'retired' } & Actor): Promise<unknown>;
  redrive(
    target: string,
    filter: { readonly tenantId?: string; readonly subject?: string },
    who: Actor,
  ): Promise<number>;
  testTargets(ids: readonly string[]): Promise<readonly { readonly reason: string | null }[]>;
}

/** A subject as people know it. */
export interface Named extends SubjectKey {
  readonly token?: TokenState;
  readonly incident?: Incident;
}
