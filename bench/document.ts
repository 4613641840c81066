import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Findings, Section, Table, Target } from './section.ts';
import { rounded } from './statistics.ts';

/** Writes the findings of one section into the document, in place of its earlier ones; the rest stays as it is. */
export function writeFindings(path: string, section: Section, findings: Findings, measuredOn: string): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Benchmarks\n';
  const [begin, end] = [`<!-- ${section.name} -->`, `<!-- /${section.name} -->`];
  const block = [begin, `## ${section.title}`, ...paragraphs(findings), `Measured ${measuredOn}.`, end].join('\n\n');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  const after = from < 0 ? `${before}\n${block}\n` : before.slice(0, from) + block + before.slice(to + end.length);
  writeFileSync(path, after);
}

/** The findings as text for a terminal. */
export function summary({ tables, targets }: Findings): string {
  return [...tables.map(renderTable), ...targetTable(targets)].join('\n\n');
}

function paragraphs({ method, tables, targets }: Findings): string[] {
  return [...targetTable(targets), ...tables.map(renderTable), ...method];
}

function targetTable(targets: readonly Target[]): string[] {
  if (targets.length === 0) return [];
  return [renderTable({ head: ['target', 'limit', 'measured', ''], rows: targets.map(targetRow) })];
}

function targetRow({ what, measured, limit, kind, unit = '' }: Target): string[] {
  const quantity = (value: number) => `${rounded(value)} ${unit}`.trim();
  return [what, `${kind} ${quantity(limit)}`, quantity(measured), verdict(measured, limit, kind)];
}

function verdict(measured: number, limit: number, kind: Target['kind']): string {
  const excess = kind === 'at most' ? measured - limit : limit - measured;
  if (excess <= 0) return 'met';
  return `**missed by ${limit === 0 ? rounded(excess) : `${rounded((excess / limit) * 100)}%`}**`;
}

/** Columns padded to one width, so that the table reads well before it is rendered too. */
function renderTable({ head, rows }: Table): string {
  const widths = head.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
