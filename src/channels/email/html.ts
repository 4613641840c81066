import { escapeAttribute, escapeText } from 'entities/escape';
import type { Content, Fact, Link, Locale } from '../content/content.ts';
import { wordsFor } from '../content/plain.ts';

/** The bar above the title; chosen to be readable under white text. */
const COLOURS = { good: '#1a7f37', info: '#0969da', warning: '#9a6700', critical: '#b42318' } as const satisfies Record<
  Content['tone'],
  string
>;

const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',Meiryo,sans-serif";

/** Text in an element of its own direction, so that a right-to-left name turns nothing around it. */
const isolated = (text: string) => `<bdi>${escapeText(text)}</bdi>`;

/** The HTML part of a mail: styles inline and a table for the facts, since mail readers know little more. */
export function htmlOf(content: Content, locale: Locale): string {
  const { parts } = wordsFor(locale);
  const { title, message, impact, caution, runbook, facts, links, tone } = content;
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeText(title)}</title></head>`,
    `<body style="margin:0;padding:16px;background:#f6f8fa;color:#1f2328;${FONT};font-size:15px;line-height:1.5">`,
    '<div style="max-width:640px;margin:0 auto;background:#ffffff;border:1px solid #d1d9e0;border-radius:8px;overflow:hidden">',
    `<h1 style="margin:0;padding:16px 20px;background:${COLOURS[tone]};color:#ffffff;font-size:18px;overflow-wrap:anywhere">`,
    `${isolated(title)}</h1><div style="padding:4px 20px 16px">`,
    paragraph(isolated(message)),
    impact === '' ? '' : paragraph(`<strong>${escapeText(parts.impact)}:</strong> ${escapeText(impact)}`),
    caution === '' ? '' : paragraph(`<strong>${escapeText(parts.caution)}:</strong> ${escapeText(caution)}`),
    runbook.steps.length === 0 ? '' : stepsOf(runbook.title, runbook.steps),
    facts.length === 0 ? '' : tableOf(facts),
    links.length === 0 ? '' : paragraph(links.map(linkOf).join(' &nbsp; ')),
    '</div></div></body></html>',
  ].join('\n');
}

function paragraph(html: string): string {
  return `<p style="margin:12px 0;overflow-wrap:anywhere">${html}</p>`;
}

function stepsOf(title: string, steps: readonly string[]): string {
  const items = steps.map((step) => `<li style="margin:4px 0">${escapeText(step)}</li>`).join('\n');
  return `<h2 style="margin:16px 0 4px;font-size:15px">${escapeText(title)}</h2>\n<ol style="margin:0;padding-left:22px">\n${items}\n</ol>`;
}

function tableOf(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 12px 4px 0;color:#59636e;font-weight:normal">${isolated(label)}</th>` +
      `<td style="vertical-align:top;padding:4px 0;overflow-wrap:anywhere">${isolated(value)}</td></tr>`,
  );
  return `<table style="margin:16px 0;border-collapse:collapse;width:100%">\n${rows.join('\n')}\n</table>`;
}

function linkOf({ label, url }: Link): string {
  return `<a href="${escapeAttribute(url)}" style="color:#0969da">${escapeText(label)}</a>`;
}
