import { escapeText } from 'entities/escape';
import type { Notice } from '../../app/model/notice.ts';
import type { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { ContentOptions, Link } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { ICONS } from '../content/icons.ts';
import { factLine, stepLines, wordsFor } from '../content/plain.ts';
import { shorten } from '../content/text.ts';
import { sendHttp } from '../http-send.ts';

export interface SlackSettings {
  /** The URL of an incoming webhook. */
  readonly url: Secret;
}

/** Slack's limits: characters of a header and of a section, and blocks of a message. */
const HEADER_LIMIT = 150;
const SECTION_LIMIT = 3_000;
const BLOCK_LIMIT = 50;
/** Header, message, impact, caution, runbook and links; what is left is for facts. */
const FACT_SECTIONS = BLOCK_LIMIT - 6;

/** Slack decodes these three entities in every text, plain text included; no other may be used. */
const escaped = (text: string) => escapeText(text).length;

/** Text that Slack does not format: no bold, no mention, no link, no emoji by name. */
function plain(text: string, limit: number, keep = 0) {
  return { type: 'plain_text', text: escapeText(shorten(text, limit, escaped, keep)), emoji: false };
}

/** A message in Block Kit. Words of strangers stand in plain text objects only. */
export function buildBody(notice: Notice, options: ContentOptions) {
  const content = describe(notice, options);
  const { parts } = wordsFor(options.locale);
  const { title, message, impact, caution, runbook, facts, links, tone } = content;
  const heading = `${ICONS[tone]} ${title}`;
  const section = (text: string) => ({ type: 'section', text: plain(text, SECTION_LIMIT) });
  return {
    text: escapeText(shorten(heading, SECTION_LIMIT, escaped, 4)),
    mrkdwn: false,
    blocks: [
      { type: 'header', text: plain(heading, HEADER_LIMIT, 4) },
      section(message),
      ...(impact === '' ? [] : [section(`${parts.impact}: ${impact}`)]),
      ...(caution === '' ? [] : [section(`${parts.caution}: ${caution}`)]),
      ...(runbook.steps.length === 0 ? [] : [section([runbook.title, ...stepLines(content)].join('\n'))]),
      ...packed(facts.map(factLine)).slice(0, FACT_SECTIONS).map(section),
      ...(links.length === 0 ? [] : [{ type: 'context', elements: links.map(linkOf) }]),
    ],
  };
}

/** Lines together in as few sections as the limit allows. */
function packed(lines: readonly string[]): readonly string[] {
  const sections: string[] = [];
  for (const line of lines) {
    const joined = `${sections.at(-1)}\n${line}`;
    if (sections.length > 0 && escaped(joined) <= SECTION_LIMIT) sections[sections.length - 1] = joined;
    else sections.push(line);
  }
  return sections;
}

/** Our own label and URL; a bar or a bracket in the URL would end it early. */
function linkOf({ label, url }: Link) {
  const address = escapeText(url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'));
  return { type: 'mrkdwn', text: `<${address}|${escapeText(label)}>`, verbatim: true };
}

/** A channel of Slack, through an incoming webhook. */
export const SLACK: Channel<SlackSettings> = {
  create: ({ url }, context) => ({
    send: (notice) => sendHttp({ url, body: JSON.stringify(buildBody(notice, context.content)) }, context),
  }),
};
