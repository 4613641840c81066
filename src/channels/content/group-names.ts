import type { GroupMember, GroupNotice } from '../../app/model/notice.ts';
import { CREDENTIAL } from '../../app/model/subject.ts';
import type { Catalogue } from './catalogue.ts';
import type { ContentOptions } from './content.ts';
import { tenantName } from './tenant.ts';
import { clean, nameOf, tokenTitle } from './text.ts';

/** Most members that one message names; the webhook's data has them all. */
export const NAMED = 20;

/** The named members that are open, critical ones before warnings. */
export function worstFirst({ members }: GroupNotice): readonly GroupMember[] {
  const open = members.filter(({ state }) => state === 'open');
  return open.toSorted((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
}

/** A member as a list calls it: a token by its title, anything else by what it is about. */
export function nameOfMember(member: GroupMember, options: ContentOptions): string {
  if (member.tokenId !== null) return tokenTitle(member.tokenId, member.label);
  const name = nameOf(member.label.displayName);
  if (name !== undefined) return name;
  if (member.subject === CREDENTIAL) return 'Microsoft Graph';
  const target = /^_target:(.+)$/.exec(member.subject ?? '')?.[1];
  const refused = /^_refused:(.+)$/.exec(member.subject ?? '')?.[1];
  if (target !== undefined) return clean(target);
  return tenantName(refused ?? member.tenantId, options);
}

/** The same with its tenant, where the group has several and the name says nothing of it. */
export function titleOfMember(
  member: GroupMember,
  { tenants }: GroupNotice,
  words: Catalogue,
  options: ContentOptions,
): string {
  const name = nameOfMember(member, options);
  const hasName = member.tokenId !== null || member.label.displayName !== undefined;
  if (tenants.length < 2 || !hasName) return name;
  return words.groups.of(name, tenantName(member.tenantId, options));
}

/** The first members by name, and how many more there are of `all`. */
export function namesOf(
  members: readonly GroupMember[],
  notice: GroupNotice,
  words: Catalogue,
  options: ContentOptions,
  all = members.length,
): string {
  const names = members.slice(0, NAMED).map((member) => titleOfMember(member, notice, words, options));
  return words.groups.list(names, Math.max(all, members.length) - names.length);
}
