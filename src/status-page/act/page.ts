import type { Done } from '../../app/act/act.ts';
import type { About, Action } from '../../app/act/action.ts';
import { type Looked, SILENCE_LASTS, type Standing } from '../../app/act/look.ts';
import { APP_TENANT, tenantOf } from '../../app/model/subject.ts';
import { CATALOGUES } from '../../channels/content/catalogues.ts';
import type { ContentOptions, Locale } from '../../channels/content/content.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import { type TimeWords, timeWords } from '../../channels/content/time.ts';
import { type Html, html } from '../html.ts';
import { PAGE_HEADERS, page } from '../layout.ts';
import { EN } from './en.ts';
import { JA } from './ja.ts';
import { incidentTitle, subjectName, titleOf } from './names.ts';
import type { ActWords, Asked } from './words.ts';

const WORDS = { en: EN, ja: JA } satisfies Record<Locale, ActWords>;

/** With whom and about what a page speaks. */
export interface ActContext {
  readonly options: ContentOptions;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the reader may open the pages of all tenants. */
  readonly isOperator: boolean;
  /** Where the overview is, for those who came by a link; undefined where no setting says so. */
  readonly statusPageUrl?: string;
}

/** What is on a page, by the status that it is answered with. */
export interface ActPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Asks once more: shows what will be done to what, and changes nothing. */
export function askPage(
  action: Asked,
  about: About,
  looked: Looked,
  { asksName, isLink }: { readonly asksName: boolean; readonly isLink: boolean },
  context: ActContext,
): ActPage {
  const { words, time, title } = partsOf(looked, about, context);
  const until = time.moment(context.now + SILENCE_LASTS);
  const count = looked.group?.openMembers.length ?? 1;
  return pageOf(200, words.ask(action, title), context, [
    html`<p>${words.follows(action, until)}</p>`,
    facts(looked, words, time, context),
    html`<p class="soft">${isLink ? words.linkDoes(action, count) : words.nothingYet}</p>`,
    html`<form method="post">
${asksName && html`<label>${words.name}<input name="by" maxlength="200" autocomplete="name"></label>`}
<p class="actions"><button class="main">${words.buttons[action]}</button>${back(looked, words, context)}</p>
</form>`,
  ]);
}

/** Shows what an alert was about, as it is now. */
export function showPage(about: About, looked: Looked, context: ActContext): ActPage {
  const { words, time, title } = partsOf(looked, about, context);
  const over = looked.subjects.length === 1 ? looked.subjects[0]?.incident?.resolvedAt : looked.group?.endedAt;
  return pageOf(200, title, context, [
    over !== undefined && html`<p>${words.over('show', time.moment(over))}</p>`,
    facts(looked, words, time, context),
    html`<p class="actions">${back(looked, words, context)}</p>`,
  ]);
}

/** Says what was done, or why there was nothing to do. */
export function resultPage(
  action: Action,
  about: About,
  looked: Looked,
  done: Done | undefined,
  context: ActContext,
): ActPage {
  const { words, time, title } = partsOf(looked, about, context);
  const { standing } = looked;
  // That there is nothing left to do is no fault, nor is it one to load the answer again.
  const status = standing.kind === 'unknown' ? 404 : 200;
  return pageOf(status, done ? doneText(done, words, time) : standingText(action, standing, words, time), context, [
    title !== '' && html`<p>${title}</p>`,
    html`<p class="actions">${back(looked, words, context)}</p>`,
  ]);
}

/** A link that does nothing: of which it is said why, and never what it was about. */
export function noLinkPage(why: 'wrong' | 'expired' | 'elsewhere', context: ActContext): ActPage {
  const words = WORDS[context.options.locale];
  const status = { wrong: 404, expired: 410, elsewhere: 403 }[why];
  return pageOf(status, words[why], context, [statusPageLink(words, context)]);
}

function partsOf(looked: Looked, about: About, { options, now }: ActContext) {
  const { locale, timeZone } = options;
  const title = about.kind === 'target' ? about.target : titleOf(looked, CATALOGUES[locale], options);
  return { words: WORDS[locale], time: timeWords(locale, timeZone, now), title };
}

function doneText(done: Done, words: ActWords, time: TimeWords): string {
  switch (done.kind) {
    case 'acknowledged':
      return words.acknowledged(done.by, time.moment(done.at));
    case 'silenced':
      return words.silenced(time.moment(done.until));
    case 'resent':
      return words.resent(done.count);
    case 'tested':
      return words.tested(done.reason ?? undefined);
    default:
      return words[done.kind];
  }
}

function standingText(action: Action, standing: Standing, words: ActWords, time: TimeWords): string {
  switch (standing.kind) {
    case 'acknowledged':
      return words.alreadyAcknowledged(standing.by, time.moment(standing.at));
    case 'silenced':
      return words.alreadySilenced(standing.by, time.moment(standing.until));
    case 'tenantSilenced':
      return words.tenantSilenced(standing.by, time.moment(standing.until));
    case 'stopped':
      return words.alreadyStopped(standing.by, time.moment(standing.at));
    case 'over':
      return words.over(action, time.moment(standing.at));
    case 'notSilenced':
      return words.notSilenced;
    default:
      return words.unknown;
  }
}

/** Since when, and whose; of a group its first members. */
function facts({ subjects, group }: Looked, words: ActWords, time: TimeWords, { options }: ActContext): Html {
  const catalogue = CATALOGUES[options.locale];
  if (group) {
    const rest = group.openMembers.length - subjects.length;
    return html`<ul>${subjects.map((it) => html`<li>${incidentTitle(it, catalogue, options)}</li>`)}${
      rest > 0 && html`<li>${catalogue.andMore(rest)}</li>`
    }</ul>`;
  }
  const [only] = subjects;
  const tenantId = only && tenantOf(only);
  const isOfTenant = tenantId !== undefined && tenantId !== APP_TENANT;
  const tenant = isOfTenant ? tenantName(tenantId, options) : undefined;
  const showsTenant = only && tenant !== undefined && tenant !== subjectName(only, options);
  return html`<p>${only?.incident && html`${words.since}: ${time.stamp(only.incident.openedAt)}<br>`}${
    showsTenant && html`${words.tenant}: ${tenant}`
  }</p>`;
}

/** To where the reader may go: an operator to what it was about, who came by a link to the overview. */
function back({ subjects }: Looked, words: ActWords, context: ActContext): Html | undefined {
  const [only, ...others] = subjects;
  if (!context.isOperator) return statusPageLink(words, context);
  const isOne = only !== undefined && others.length === 0 && tenantOf(only) !== APP_TENANT;
  const path = isOne ? [tenantOf(only), ...(only.token ? [only.subject] : [])].map(encodeURIComponent) : [];
  return html`<a class="button" href="${['/api/status', ...path].join('/')}">${words.back}</a>`;
}

function statusPageLink(words: ActWords, { statusPageUrl }: ActContext): Html | undefined {
  return statusPageUrl === undefined
    ? undefined
    : html`<a class="button" href="${statusPageUrl}">${words.statusPage}</a>`;
}

function pageOf(
  status: number,
  heading: string,
  { options }: ActContext,
  parts: readonly (Html | false | undefined)[],
) {
  const body = html`<div class="card panel narrow"><h1>${heading}</h1>${parts}</div>`;
  const languages = { en: '?lang=en', ja: '?lang=ja' };
  return {
    status,
    // Browsers that send no `Sec-Fetch-Site` say in `Origin` where a form stands, unless the policy keeps even that back.
    headers: { ...PAGE_HEADERS, 'referrer-policy': 'same-origin' },
    body: page({ locale: options.locale, title: heading, body, languages }),
  };
}
