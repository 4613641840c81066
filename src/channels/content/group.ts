import type { GroupMember, GroupNotice } from '../../app/model/notice.ts';
import type { Cause } from '../../domain/cause.ts';
import type { Catalogue, CauseWords, GroupWords, Guide, MarkedTitle, Story } from './catalogue.ts';
import type { Content, ContentOptions } from './content.ts';
import { groupFacts } from './group-facts.ts';
import { groupMessage } from './group-message.ts';
import { worstFirst } from './group-names.ts';
import { groupLinks, pageOf } from './links.ts';
import { PORTALS } from './story.ts';
import { tenantInTitle } from './tenant.ts';
import type { TimeWords } from './time.ts';
import { fitTitle } from './title.ts';

/** Causes that an outage at Apple or Intune can bring; every other has the same remedy for one token and for many. */
const OUTAGES: ReadonlySet<Cause> = new Set<Cause>(['syncFailed', 'syncStuck', 'syncOverdue']);

/** Many incidents of one cause, or all that a first check found, in one message. */
export function describeGroup(
  notice: GroupNotice,
  words: Catalogue,
  time: TimeWords,
  options: ContentOptions,
): Content {
  const isOver = notice.type === 'vpp.outbreak.resolved';
  const cause = causeOf(notice, words);
  const isOutage = notice.cause !== null && OUTAGES.has(notice.cause);
  const own = cause?.group ?? words.baseline;
  const [only, ...others] = notice.tenants;
  // Those that were reported before may be of any tenant.
  const tenant = only && others.length === 0 && notice.reportedBefore === 0 ? only : undefined;
  // A first check is about tokens.
  const page = pageOf({ cause: notice.cause ?? 'syncFailed', ...(tenant && { tenantId: tenant.tenantId }) }, words);
  const { mark, title } = titleOf(notice, words, own, time);
  return {
    severity: notice.severity,
    tone: isOver && notice.counts.moved === 0 ? 'good' : notice.severity,
    title: fitTitle((at) => `${mark}${words.inTenant(at)}${title}`, tenant && tenantInTitle(tenant.tenantId, options)),
    message: groupMessage(notice, words, own, time, options, isOutage).join(words.sentenceGap),
    impact: isOver ? '' : (cause?.impact ?? ''),
    caution: isOver ? '' : cautionOf(notice, words, cause, isOutage),
    runbook: {
      ...(isOver ? endGuide(notice, words) : guideOf(notice, words, cause, isOutage, options)),
      url: page?.url ?? null,
    },
    facts: groupFacts(notice, words, time, options),
    links: [...(page ? [page] : []), ...groupLinks(notice, tenant?.tenantId, words, options)],
  };
}

/** The words of the group's cause; undefined for a first check. */
function causeOf({ cause, members }: GroupNotice, words: Catalogue): CauseWords | undefined {
  if (cause === null) return undefined;
  const areTenants =
    cause === 'reporterSilent' && members.length > 0 && members.every(({ tokenId }) => tokenId === null);
  return areTenants ? words.tenantSilent : words.causes[cause];
}

function titleOf(notice: GroupNotice, words: Catalogue, own: GroupWords, time: TimeWords): MarkedTitle {
  const { counts, tenants, members } = notice;
  const all = counts.open + counts.recovered + counts.moved;
  if (notice.type === 'vpp.outbreak.resolved') {
    // Not all of them recovered, so the title claims it of none.
    if (notice.stopped) return { mark: words.groups.ended, title: own.many(all, 0) };
    return counts.moved === 0 ? own.over(all) : own.partOver(counts.recovered, all);
  }
  if (notice.type === 'vpp.outbreak.reminder') {
    return own.still(time.duration(notice.at - notice.openedAt), counts.open, all);
  }
  // Those that were reported before count in a title, or the next one would seem to be about fewer.
  const many = own.many(counts.open + notice.reportedBefore, notice.reportedBefore === 0 ? tenants.length : 0);
  if (notice.type === 'vpp.outbreak.opened') return { mark: '', title: many };
  const has = (...changes: readonly GroupMember['change'][]) => members.some(({ change }) => changes.includes(change));
  if (notice.severity === 'critical' && notice.previousSeverity === 'warning') {
    return { mark: words.groups.escalated, title: many };
  }
  if (has('joined', 'worse')) return { mark: words.groups.updated, title: many };
  const mark = has('recovered') ? words.groups.partlyOver : words.groups.updated;
  return { mark, title: own.left(counts.open, all) };
}

function cautionOf(notice: GroupNotice, words: Catalogue, cause: CauseWords | undefined, isOutage: boolean): string {
  if (isOutage && cause) return [words.groups.outageCaution, cause.caution].join(words.sentenceGap);
  if (cause) return cause.caution;
  return causesIn(notice, words).find(({ caution }) => caution !== '')?.caution ?? '';
}

function guideOf(
  notice: GroupNotice,
  words: Catalogue,
  cause: CauseWords | undefined,
  isOutage: boolean,
  options: ContentOptions,
): Guide {
  const story = storyOfMany(notice);
  if (isOutage) return words.groups.outageGuide(notice.tenants.length, story);
  if (cause) return guideForEach(notice, words, cause, cause.guide(story));
  const first = causesIn(notice, words).flatMap((it) =>
    it
      .guide(story)
      .steps.slice(0, 1)
      .map((step) => words.baseline.firstStep(it.headline, step)),
  );
  const page = options.own === undefined ? [] : [words.baseline.seePage];
  return { title: words.baseline.guideTitle, steps: [...first, ...page] };
}

/** That nothing is left to do is said only where nothing of the cause is open. */
function endGuide({ counts, isCauseOpenElsewhere }: GroupNotice, words: Catalogue): Guide {
  return counts.moved === 0 && !isCauseOpenElsewhere ? words.nothingToDo : words.groups.seeOthers;
}

/** What is wrong with a token itself is mended token by token. */
function guideForEach(notice: GroupNotice, words: Catalogue, cause: CauseWords, guide: Guide): Guide {
  const isOfToken = notice.cause !== 'reporterSilent' && !cause.whole;
  return isOfToken ? { ...guide, steps: [words.groups.forEach, ...guide.steps] } : guide;
}

/** The words of every cause that is open among the named members, the worst first. */
function causesIn(notice: GroupNotice, words: Catalogue): readonly CauseWords[] {
  return [...new Set(worstFirst(notice).map(({ cause }) => cause))].map((cause) => words.causes[cause]);
}

/** What steps can say of all members: the portal, where all are named and share one. */
function storyOfMany({ members, counts }: GroupNotice): Story {
  const [type, ...others] = new Set(members.map(({ label }) => label.accountType));
  return {
    tenant: '',
    ...(type && others.length === 0 && members.length >= counts.open && { portal: PORTALS[type] }),
    expiryPassed: true,
    failures: 1,
    isRetried: true,
    began: '',
    lasted: '',
    hasStatusPage: false,
    changed: [],
  };
}
