import type { Notice } from '../../src/app/model/notice.ts';
import type { Content, Locale } from '../../src/channels/content/content.ts';
import { describe } from '../../src/channels/content/describe.ts';
import { contentOptions, OWN_LINKS } from './options.ts';

/** A content as a page that can be read from top to bottom, for golden files. */
export function pageOf(content: Content): string {
  const { tone, severity, title, message, impact, caution, runbook, facts, links } = content;
  return [
    `[${tone === severity ? severity : `${severity}, ${tone}`}] ${title}`,
    message,
    ...(impact === '' ? [] : [`! ${impact}`]),
    ...(caution === '' ? [] : [`!! ${caution}`]),
    [`# ${runbook.title} <${runbook.url}>`, ...runbook.steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'),
    facts.map(({ label, value }) => `${label} | ${value}`).join('\n'),
    links.map(({ label, url }) => `[${label}] ${url}`).join('\n'),
  ].join('\n\n');
}

/** What a notice says to those who watch several tenants in Tokyo. */
export function contentOf(notice: Notice, locale: Locale): Content {
  return describe(notice, contentOptions({ locale, timeZone: 'Asia/Tokyo', own: OWN_LINKS, severalTenants: true }));
}

/** Every text of a content that a person reads. */
export function textsOf({ title, message, impact, caution, runbook, facts, links }: Content): readonly string[] {
  return [
    title,
    message,
    impact,
    caution,
    runbook.title,
    ...runbook.steps,
    ...facts.flatMap(({ label, value }) => [label, value]),
    ...links.map(({ label }) => label),
  ].filter((text) => text !== '');
}
