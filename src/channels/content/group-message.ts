import type { GroupMember, GroupNotice } from '../../app/model/notice.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { Catalogue, GroupWords } from './catalogue.ts';
import type { ContentOptions } from './content.ts';
import { namesOf, titleOfMember } from './group-names.ts';
import type { TimeWords } from './time.ts';

/** The sentences of a group's message, what is worst first. */
export function groupMessage(
  notice: GroupNotice,
  words: Catalogue,
  own: GroupWords,
  time: TimeWords,
  options: ContentOptions,
  isOutage: boolean,
): readonly string[] {
  if (notice.type === 'vpp.outbreak.opened') return openedMessage(notice, words, own, isOutage);
  if (notice.type === 'vpp.outbreak.resolved') return endMessage(notice, words, own, time);
  const names = (members: readonly GroupMember[], all?: number) => namesOf(members, notice, words, options, all);
  const stillOpen = openMembers(notice);
  const left = stillOpen.length === 0 ? [] : [own.stillOpen(names(stillOpen, notice.counts.open))];
  if (notice.type === 'vpp.outbreak.reminder') {
    const last = notice.lastNoticeAt;
    return [...(last === undefined ? [] : [words.groups.unchanged(time.day(last))]), ...left];
  }
  const changed = (change: GroupMember['change']) => notice.members.filter((member) => member.change === change);
  const worse = changed('worse');
  const say = (sentence: (count: number, names: string) => string, members: readonly GroupMember[]) =>
    members.length === 0 ? [] : [sentence(members.length, names(members))];
  const ended = changed('recovered');
  const stopped = ended.filter(({ isStopped }) => isStopped).length;
  const recovered = ended.length - stopped;
  return [
    ...longest(notice, words, own, time, options),
    ...say(words.groups.joined, changed('joined')),
    ...say(
      words.groups.becameCritical,
      worse.filter(({ severity }) => severity === 'critical'),
    ),
    ...say(
      words.groups.alsoFailing,
      worse.filter(({ severity }) => severity !== 'critical'),
    ),
    ...movedSentence(changed('moved'), changed('moved').length, words),
    ...endedSentences(recovered, stopped, words),
    ...say(words.groups.better, changed('better')),
    ...(ended.length === 0 ? [] : left),
  ];
}

/** Where more are open than the group has, it says both. */
function openedMessage(
  { counts, reportedBefore, tenants }: GroupNotice,
  words: Catalogue,
  own: GroupWords,
  isOutage: boolean,
): readonly string[] {
  return [
    own.began(counts.open, tenants.length),
    ...(reportedBefore > 0 ? [own.reportedBefore(counts.open + reportedBefore, reportedBefore)] : []),
    // Several tenants at once say something of whose fault it is; several tokens of one do not.
    ...(isOutage && tenants.length > 1 ? [words.groups.outage] : []),
    ...(own.hint === undefined ? [] : [own.hint]),
  ];
}

function endMessage(notice: GroupNotice, words: Catalogue, own: GroupWords, time: TimeWords): readonly string[] {
  const { members, counts, stopped = 0 } = notice;
  const ends = members.flatMap(({ resolvedAt }) => resolvedAt ?? []);
  const ended = ends.length === 0 ? notice.at : Math.max(...ends);
  const began = Math.min(notice.openedAt, ...members.map(beginOf));
  return [
    ...(stopped === 0 && counts.recovered > 0
      ? [own.lastOver(time.moment(ended), time.duration(ended - began))]
      : endedSentences(counts.recovered - stopped, stopped, words)),
    ...movedSentence(
      members.filter(({ state }) => state === 'moved'),
      counts.moved,
      words,
    ),
  ];
}

/** How many recovered, and of how many nothing more is said here, which is no recovery. */
function endedSentences(recovered: number, stopped: number, words: Catalogue): readonly string[] {
  return [
    ...(recovered === 0 ? [] : [words.groups.recovered(recovered)]),
    ...(stopped === 0 ? [] : [words.groups.stopped(stopped)]),
  ];
}

/** How many go on as something else, and as what, as far as this message names them. */
function movedSentence(members: readonly GroupMember[], count: number, words: Catalogue): readonly string[] {
  if (count === 0) return [];
  const states = new Map<string, number>();
  for (const { movedTo, cause } of members) {
    const { state } = words.causes[movedTo ?? cause];
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const what = [...states].map(([state, many]) => words.groups.stateOf(state, many));
  return [words.groups.moved(count, words.groups.list(what, 0))];
}

/** Why a group became critical: whose trouble is the oldest. */
function longest(
  notice: GroupNotice,
  words: Catalogue,
  own: GroupWords,
  time: TimeWords,
  options: ContentOptions,
): readonly string[] {
  if (notice.severity !== 'critical' || notice.previousSeverity !== 'warning') return [];
  const [oldest] = openMembers(notice).toSorted((a, b) => beginOf(a) - beginOf(b));
  if (oldest === undefined) return [];
  return [own.longest(titleOfMember(oldest, notice, words, options), time.duration(notice.at - beginOf(oldest)))];
}

function openMembers({ members }: GroupNotice): readonly GroupMember[] {
  return members.filter(({ state }) => state === 'open');
}

/** A failure can be older than the incident that tells of it. */
function beginOf({ failingSince, since }: GroupMember): number {
  return failingSince === undefined ? since : Math.min(since, msOf(failingSince));
}
