import type { TokenRow } from './listing.ts';
import { toneOf } from './standing.ts';
import type { PageWords } from './words/words.ts';

/** The rows of tokens that are monitored and can be judged. */
export function watchedOf(rows: readonly TokenRow[]): readonly TokenRow[] {
  return rows.filter(({ standing }) => standing.kind !== 'notMonitored' && standing.kind !== 'unread');
}

/** Whether all is well, in one line. */
export function summaryLine(rows: readonly TokenRow[], words: PageWords): string {
  const watched = watchedOf(rows);
  const faulty = watched.filter(({ standing }) => standing.kind === 'cause').length;
  if (watched.length === 0) return words.noneMonitored;
  return faulty === 0 ? words.allOk(watched.length) : words.needAttention(faulty, watched.length);
}

/** The colour of the worst. */
export function toneOfAll(rows: readonly TokenRow[]): 'good' | 'info' | 'warning' | 'critical' {
  const tones = rows.map(({ standing }) => toneOf(standing));
  if (tones.includes('critical')) return 'critical';
  if (tones.includes('warning')) return 'warning';
  return rows.length === 0 ? 'info' : 'good';
}
