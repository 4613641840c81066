import type { GroupMember, GroupNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import type { ContentOptions, Fact } from './content.ts';
import { NAMED, nameOfMember, titleOfMember, worstFirst } from './group-names.ts';
import { listed } from './listed.ts';
import { tenantName } from './tenant.ts';
import type { TimeWords } from './time.ts';

/** When it began and ended, then what each tenant has of it; of a first check what each token has. */
export function groupFacts(
  notice: GroupNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): readonly Fact[] {
  const { labels } = words;
  const isOver = notice.type === 'vpp.outbreak.resolved';
  return [
    { label: labels.began, value: time.stamp(notice.openedAt) },
    ...(isOver ? [{ label: labels.ended, value: time.stamp(notice.at) }] : []),
    ...rowsOf(notice, words, time, options),
    ...(isOver ? [] : [{ label: labels.severity, value: words.severities[notice.severity] }]),
  ];
}

function rowsOf(notice: GroupNotice, words: Catalogue, time: TimeWords, options: ContentOptions): readonly Fact[] {
  const isOver = notice.type === 'vpp.outbreak.resolved';
  if (notice.kind === 'baseline' && !isOver) return tokenFacts(notice, words, options);
  const { members } = notice;
  const areTokens = members.some(({ tokenId }) => tokenId !== null) || members.length === 0;
  return areTokens ? tenantFacts(notice, words, options) : wholeFacts(notice, words, time, options);
}

/** Of tenants or channels each has a line of its own. */
function wholeFacts(notice: GroupNotice, words: Catalogue, time: TimeWords, options: ContentOptions): readonly Fact[] {
  return listed(words, notice.members, (member) => ({
    label: nameOfMember(member, options),
    value: words.baseline.row(words.causes[member.cause].state, time.stamp(member.since)),
  }));
}

function tokenFacts(notice: GroupNotice, words: Catalogue, options: ContentOptions): readonly Fact[] {
  return listed(words, worstFirst(notice), (member) => ({
    label: titleOfMember(member, notice, words, options),
    value: words.baseline.row(words.causes[member.cause].state, words.severities[member.severity]),
  }));
}

function tenantFacts(notice: GroupNotice, words: Catalogue, options: ContentOptions): readonly Fact[] {
  const { tenants } = notice;
  const named = notice.members.filter(({ state }) => state === 'open').slice(0, NAMED);
  const facts = tenants.slice(0, NAMED).map((tenant) => {
    const own = named.filter(({ tenantId }) => tenantId === tenant.tenantId);
    return { label: tenantName(tenant.tenantId, options), value: rowOf(own, tenant.tokenCount, words, options) };
  });
  const rest = tenants.length - facts.length;
  return rest === 0 ? facts : [...facts, { label: words.labels.more, value: words.groups.moreTenants(rest) }];
}

function rowOf(members: readonly GroupMember[], count: number, words: Catalogue, options: ContentOptions): string {
  const names = members.filter(({ tokenId }) => tokenId !== null).map((member) => nameOfMember(member, options));
  const list = names.length === 0 ? '' : words.groups.list(names, Math.max(0, count - names.length));
  return words.groups.tokensOf(count, list);
}
