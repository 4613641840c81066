import { countDays, type Strip } from '../../domain/strip.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { dayText } from './strip-bar.ts';

const WIDTH = 600;
const HEIGHT = 56;
const STEP = WIDTH / 30;
const GAP = 4;

/** How many tokens completed and failed on each of the last 30 days, as columns. */
export function fleetBars(strips: readonly Strip[], { words, now }: PageContext): Html {
  const days = countDays(strips, now);
  const most = Math.max(1, ...days.map(({ counts }) => counts.completed + counts.failed));
  const heightOf = (count: number) => Math.round((count / most) * (HEIGHT - 2) * 10) / 10;
  const columns = days.map(({ day, counts }, i) => {
    const failed = counts.failed === 0 ? 0 : Math.max(3, heightOf(counts.failed));
    const completed = Math.min(heightOf(counts.completed), HEIGHT - failed);
    const x = i * STEP + GAP / 2;
    const column = (name: string, height: number, y: number) =>
      height > 0 && html`<rect class="${name}" x="${x}" y="${y}" width="${STEP - GAP}" height="${height}" rx="2"/>`;
    return html`<g><title>${words.fleetDay(dayText(day, words), counts.completed, counts.failed)}</title><rect class="base" x="${x}" y="${HEIGHT - 2}" width="${STEP - GAP}" height="2"/>${column('c', completed, HEIGHT - failed - completed)}${column('f', failed, HEIGHT - failed)}</g>`;
  });
  const today = days.at(-1);
  const said = today && words.fleetDay(dayText(today.day, words), today.counts.completed, today.counts.failed);
  return html`<svg class="fleet" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words.lastDays}. ${said}">${columns}</svg>`;
}
