import type { GroupListed } from '../app/deliver/listing.ts';
import { type Silence, silenceInForce } from '../app/model/state.ts';
import { type SubjectKey, tenantOf } from '../app/model/subject.ts';
import type { IncidentSummary, SubjectSummary, TenantSummary, TokenSummary } from '../app/model/summary.ts';
import type { Cause } from '../domain/cause.ts';

/** An open incident with what it is about. */
export interface OpenIncident {
  /** The tenant that it is about, be it that the app itself keeps it, as that reports are refused. */
  readonly tenantId: string;
  readonly subject: string;
  readonly token?: TokenSummary;
  readonly incident: IncidentSummary & Partial<Omit<SubjectSummary, keyof IncidentSummary>>;
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
  return summaries.flatMap((summary) => {
    const { tenantId, tokens, others, silences } = summary;
    const of = (subject: string) => {
      const silence = silenceInForce(subject, silences, now);
      return { tenantId, subject, ...(silence && { silence }) };
    };
    const ofTokens = tokens.flatMap((token): OpenIncident[] =>
      token.incident && token.retiredAt === undefined
        ? [{ ...of(token.tokenId), token, incident: token.incident }]
        : [],
    );
    return [...ofTokens, ...others.map((incident) => ({ ...of(incident.subject), incident }))];
  });
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

/** Whether a card stands for several incidents. */
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

function idOf(key: SubjectKey): string {
  return `${tenantOf(key)}!${key.subject}`;
}
