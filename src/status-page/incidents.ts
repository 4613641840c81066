import type { GroupListed } from '../app/deliver/listing.ts';
import { type Silence, WHOLE_TENANT } from '../app/model/state.ts';
import { APP_TENANT, REFUSED_PREFIX, type SubjectKey } from '../app/model/subject.ts';
import type { SubjectSummary, TenantSummary, TokenSummary } from '../app/model/summary.ts';
import type { Cause } from '../domain/cause.ts';

/** An open incident with what it belongs to. */
export interface OpenIncident extends SubjectKey {
  /** The tenant that it is about; `_app` where that is the app itself. */
  readonly about: { readonly tenantId: string; readonly name?: string };
  readonly token?: TokenSummary;
  readonly incident: Omit<SubjectSummary, 'subject'>;
  /** The silence that holds its alerts now. */
  readonly silence?: Silence;
}

/** Incidents that were told as one. A target has its own group; where two hold the same incidents, they are one here. */
export interface IncidentGroup {
  readonly groups: readonly [GroupListed, ...GroupListed[]];
  readonly cause: Cause | null;
  readonly members: readonly [OpenIncident, ...OpenIncident[]];
}

export type IncidentCard = OpenIncident | IncidentGroup;

/** The open incidents of tenants, those of tokens that are not monitored left out. */
export function openIncidents(summaries: readonly TenantSummary[], now: number): readonly OpenIncident[] {
  const byId = new Map(summaries.map((summary) => [summary.tenantId, summary]));
  return summaries.flatMap((summary) => {
    const { tenantId, tokens, others } = summary;
    const ofTokens = tokens.flatMap((token): OpenIncident[] => {
      if (!token.incident || token.retiredAt !== undefined) return [];
      return [{ ...keyed(summary, token.tokenId, summary, now), token, incident: token.incident }];
    });
    const ofOthers = others.map(({ subject, ...incident }): OpenIncident => {
      const isRefused = tenantId === APP_TENANT && subject.startsWith(REFUSED_PREFIX);
      const refused = isRefused ? subject.slice(REFUSED_PREFIX.length) : undefined;
      const about = refused === undefined ? summary : (byId.get(refused) ?? { tenantId: refused, silences: [] });
      return { ...keyed(summary, subject, about, now), incident };
    });
    return [...ofTokens, ...ofOthers];
  });
}

function keyed(
  { tenantId }: TenantSummary,
  subject: string,
  about: Pick<TenantSummary, 'tenantId' | 'name' | 'silences'>,
  now: number,
) {
  const silence = silenceOf(subject, about.silences, now);
  return {
    tenantId,
    subject,
    about: { tenantId: about.tenantId, ...(about.name !== undefined && { name: about.name }) },
    ...(silence && { silence }),
  };
}

/** The silence that holds for a subject now, the longest of several. */
export function silenceOf(subject: string, silences: readonly Silence[], now: number): Silence | undefined {
  return silences
    .filter((it) => (it.subject === subject || it.subject === WHOLE_TENANT) && isInForce(it, now))
    .sort((a, b) => b.until - a.until)[0];
}

export function isInForce({ until }: Silence, now: number): boolean {
  return now < until;
}

/** Puts incidents together as they were told, the worst first, then those that have lasted longest. */
export function cardsOf(incidents: readonly OpenIncident[], groups: readonly GroupListed[]): readonly IncidentCard[] {
  const left = new Map(incidents.map((it) => [idOf(it), it]));
  const grouped = new Map<string, IncidentGroup>();
  for (const group of groups.toSorted(
    (a, b) => b.openMembers.length - a.openMembers.length || (a.id < b.id ? 1 : -1),
  )) {
    const name = `${group.cause} ${group.openMembers.map(idOf).sort().join(' ')}`;
    const same = grouped.get(name);
    const [first, ...members] = same?.members ?? group.openMembers.flatMap((key) => left.get(idOf(key)) ?? []);
    if (!first) continue;
    for (const it of [first, ...members]) left.delete(idOf(it));
    const all: IncidentGroup['groups'] = same ? [...same.groups, group] : [group];
    grouped.set(name, { groups: all, cause: group.cause, members: [first, ...members] });
  }
  return [...grouped.values(), ...left.values()].sort(
    (a, b) => severityRank(a) - severityRank(b) || since(a) - since(b),
  );
}

export function isGroup(card: IncidentCard): card is IncidentGroup {
  return 'members' in card;
}

/** 0 where something critical is among it. */
function severityRank(card: IncidentCard): number {
  const incidents = isGroup(card) ? card.members : [card];
  return incidents.some(({ incident }) => incident.severity === 'critical') ? 0 : 1;
}

function since(card: IncidentCard): number {
  return isGroup(card) ? card.groups[0].openedAt : card.incident.openedAt;
}

function idOf({ tenantId, subject }: SubjectKey): string {
  return `${tenantId}!${subject}`;
}
