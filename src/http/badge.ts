import { badgen } from 'badgen';
import type { IncidentSummary, TenantSummary } from '../app/model/summary.ts';

const COLORS = { ok: '2da44e', warning: 'bf8700', critical: 'cf222e', unknown: '6e7781' } as const;

/**
 * A badge in SVG that says how many things are wrong: `ok`, `3 failed`, and `no data` where nothing was ever seen.
 *
 * @param label what it is about
 */
export async function badgeOf(label: string, summaries: AsyncIterable<TenantSummary>): Promise<string> {
  const open: IncidentSummary[] = [];
  let isKnown = false;
  for await (const { tokens, others, at } of summaries) {
    isKnown ||= at !== undefined;
    open.push(...others, ...tokens.flatMap(({ incident }) => incident ?? []));
  }
  const status = !isKnown ? 'no data' : open.length === 0 ? 'ok' : `${open.length} failed`;
  return badgen({ label, status, color: COLORS[isKnown ? worstOf(open) : 'unknown'] });
}

function worstOf(open: readonly IncidentSummary[]): 'ok' | 'warning' | 'critical' {
  if (open.length === 0) return 'ok';
  return open.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
}
