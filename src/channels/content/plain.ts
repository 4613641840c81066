import type { Catalogue } from './catalogue.ts';
import { CATALOGUES } from './catalogues.ts';
import type { Content, Fact, Locale } from './content.ts';

/** The words that channels put around a content. */
export function wordsFor(locale: Locale): Catalogue {
  return CATALOGUES[locale];
}

/** A fact as a line of plain text. */
export function factLine({ label, value }: Fact): string {
  return `${label}: ${value}`;
}

/** The steps as numbered lines. */
export function stepLines(content: Content): readonly string[] {
  return content.runbook.steps.map((step, index) => `${index + 1}. ${step}`);
}

/** The content as paragraphs of plain text, without its title; each is one or more lines. */
export function paragraphs(content: Content, locale: Locale): readonly string[] {
  const { parts } = wordsFor(locale);
  return [
    content.message,
    ...(content.impact === '' ? [] : [`${parts.impact}: ${content.impact}`]),
    ...(content.caution === '' ? [] : [`${parts.caution}: ${content.caution}`]),
    ...(content.runbook.steps.length === 0 ? [] : [[content.runbook.title, ...stepLines(content)].join('\n')]),
    ...(content.facts.length === 0 ? [] : [content.facts.map(factLine).join('\n')]),
  ];
}
