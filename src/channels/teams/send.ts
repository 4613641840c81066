import type { Notice } from '../../app/model/notice.ts';
import type { SendOutcome } from '../../app/model/ports.ts';
import type { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { Content, ContentOptions, Fact } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { stepLines, wordsFor } from '../content/plain.ts';
import { bytes } from '../content/text.ts';
import { sendHttp } from '../http-send.ts';

export interface TeamsSettings {
  /** The URL of a Teams workflow "when a webhook request is received". */
  readonly url: Secret;
}

/** Teams refuses messages of about 28 KB; some of that is its own. In bytes. */
const SIZE_LIMIT = 20_000;

const STYLES = { good: 'good', info: 'accent', warning: 'warning', critical: 'attention' } as const satisfies Record<
  Content['tone'],
  string
>;

/**
 * A message with one Adaptive Card 1.5. All words stand in text runs: unlike text blocks and facts, those know no Markdown, so that
 * a token's name cannot format, link or mention anything.
 */
export function buildBody(notice: Notice, options: ContentOptions) {
  const content = describe(notice, options);
  for (let shown = content.facts.length; ; shown -= 1) {
    const message = messageOf(content, options, shown);
    if (shown <= 0 || bytes(JSON.stringify(message)) <= SIZE_LIMIT) return message;
  }
}

function messageOf(content: Content, options: ContentOptions, shown: number) {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: cardOf(content, options, shown),
      },
    ],
  };
}

function cardOf(content: Content, options: ContentOptions, shown: number) {
  const words = wordsFor(options.locale);
  const { parts, labels } = words;
  const { title, message, impact, caution, runbook, tone } = content;
  const hidden = content.facts.length - shown;
  const facts: readonly Fact[] = [
    ...content.facts.slice(0, shown),
    ...(hidden === 0 ? [] : [{ label: labels.more, value: words.andMore(hidden) }]),
  ];
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    lang: options.locale,
    fallbackText: title,
    msteams: { width: 'Full' },
    body: [
      {
        type: 'Container',
        style: STYLES[tone],
        bleed: true,
        items: [paragraph([{ text: title, size: 'Large', weight: 'Bolder' }])],
      },
      paragraph([{ text: message }]),
      ...(impact === '' ? [] : [paragraph([bold(`${parts.impact}: `), { text: impact }])]),
      ...(caution === '' ? [] : [paragraph([bold(`${parts.caution}: `), { text: caution }])]),
      ...(runbook.steps.length === 0 ? [] : [paragraph([bold(runbook.title)])]),
      ...stepLines(content).map((step) => paragraph([{ text: step }], 'Small')),
      ...facts.map(({ label, value }, index) =>
        paragraph([bold(`${label}: `), { text: value }], index === 0 ? 'Medium' : 'None'),
      ),
    ],
    actions: content.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
}

interface Run {
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
}

const bold = (text: string): Run => ({ text, weight: 'Bolder' });

function paragraph(runs: readonly Run[], spacing: 'Medium' | 'Small' | 'None' = 'Medium') {
  return {
    type: 'RichTextBlock',
    spacing,
    inlines: runs.map((run) => ({ type: 'TextRun', ...run, text: literal(run.text) })),
  };
}

/** Cards replace `{{DATE(…)}}` and `{{TIME(…)}}` in every text; a word joiner, which is not seen, keeps them apart. */
function literal(text: string): string {
  return text.replaceAll('{{', '{\u2060{');
}

/**
 * A 2xx does not prove that the message was posted. Two answers are known to mean that it was not: the sentence of the
 * retired connectors, and the JSON of a workflow with an `error`. Everything else is success, an echoed card included: its
 * words speak of errors, too.
 */
function judge(answer: string): SendOutcome | undefined {
  if (!/^\s*"?Webhook message delivery failed with error/i.test(answer) && !hasError(answer)) return undefined;
  const status = /\b(?:HTTP error|status ?code|"?code"?:?) ?"?([45]\d\d)\b/i.exec(answer)?.[1];
  const reason = `answered with an error text${status === undefined ? '' : ` (${status})`} and no status of its own`;
  const passes = status === undefined || status.startsWith('5') || status === '429' || status === '408';
  return passes ? { kind: 'notTaken', reason } : { kind: 'refused', reason };
}

function hasError(answer: string): boolean {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null && 'error' in value && value.error !== null;
  } catch {
    return false; // What is not JSON holds no such member.
  }
}

/** A channel or chat of Microsoft Teams, through a workflow. */
export const TEAMS: Channel<TeamsSettings> = {
  create: ({ url }, context) => ({
    send: (notice) => sendHttp({ url, body: JSON.stringify(buildBody(notice, context.content)) }, context, judge),
  }),
};
