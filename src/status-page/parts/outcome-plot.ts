import type { HistoryItem } from '../../app/model/state.ts';
import { DAY } from '../../domain/policy.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { dayText } from './strip-bar.ts';

const WIDTH = 760;
const HEIGHT = 210;
const LEFT = 48;
const BOTTOM = 26;
const TOP = 10;
const RIGHT = 12;
const DAYS = 30;
const HOURS = [0, 6, 12, 18, 24] as const;

type Outcome = 'completed' | 'failed' | 'inProgress';
const OUTCOMES = ['completed', 'failed', 'inProgress'] as const satisfies readonly Outcome[];

interface Mark {
  readonly outcome: Outcome;
  readonly at: number;
}

/** Syncs over the last 30 days: across the day, upwards the time of day, so that a daily sync is a line of marks. */
export function outcomePlot(history: readonly HistoryItem[], context: PageContext): Html {
  const { words, time, now, alertWords } = context;
  const marks = marksOf(history, now);
  const counts = Object.fromEntries(OUTCOMES.map((it) => [it, marks.filter(({ outcome }) => outcome === it).length]));
  const said = words.plotted({ completed: 0, failed: 0, inProgress: 0, ...counts });
  const dots = marks.map(({ outcome, at }) => {
    const text = `${time.short(at)}: ${alertWords.statuses[outcome]}`;
    return html`<g class="${outcome}"><title>${text}</title>${shape(outcome, xOf(at, now), yOf(hoursOf(time.short(at))))}</g>`;
  });
  const legend = OUTCOMES.map(
    (it) =>
      html`<li><svg viewBox="0 0 14 14" aria-hidden="true" class="${it}">${shape(it, 7, 7)}</svg> ${alertWords.statuses[it]}</li>`,
  );
  return html`<figure class="card panel plot"><div class="scroll" tabindex="0" role="group" aria-label="${words.token.plot}">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.token.plot}: ${said}">${grid(context)}${dots}</svg></div>
<figcaption><ul class="legend">${legend}</ul><p class="soft">${said}. ${words.token.plotHint}</p></figcaption></figure>`;
}

/** Each sync once for each status that it was seen with. */
function marksOf(history: readonly HistoryItem[], now: number): readonly Mark[] {
  const marks = new Map<string, Mark>();
  for (const { status, lastSyncAt, observedAt } of history) {
    const at = msOf(lastSyncAt ?? observedAt);
    if (status !== 'none' && at >= now - DAYS * DAY && at <= now) marks.set(`${status} ${at}`, { outcome: status, at });
  }
  return [...marks.values()].sort((a, b) => a.at - b.at);
}

function grid({ words, now }: PageContext): Html {
  const rows = HOURS.map((hour) => {
    const y = yOf(hour);
    return html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/><text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${hour}:00</text>`;
  });
  const weeks = [28, 21, 14, 7, 0].map((ago) => {
    const at = now - ago * DAY;
    const day = dayText(new Date(at).toISOString().slice(0, 10), words);
    const x = xOf(at, now);
    return html`<text x="${x}" y="${HEIGHT - 6}" text-anchor="${ago === 0 ? 'end' : 'middle'}">${day}</text>`;
  });
  return html`<g class="grid">${rows}${weeks}</g>`;
}

/** Colour is not all that tells them apart. */
function shape(outcome: Outcome, x: number, y: number): Html {
  switch (outcome) {
    case 'completed':
      return html`<circle cx="${x}" cy="${y}" r="4.5"/>`;
    case 'failed':
      return html`<path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"/>`;
    case 'inProgress':
      return html`<circle cx="${x}" cy="${y}" r="4"/>`;
  }
}

function xOf(at: number, now: number): number {
  return Math.round(LEFT + ((at - (now - DAYS * DAY)) / (DAYS * DAY)) * (WIDTH - LEFT - RIGHT));
}

function yOf(hours: number): number {
  return Math.round(HEIGHT - BOTTOM - (hours / 24) * (HEIGHT - BOTTOM - TOP));
}

/** @param short a moment as it is shown, which ends in its time of day */
function hoursOf(short: string): number {
  const [hours = 0, minutes = 0] = short.slice(-5).split(':').map(Number);
  return hours + minutes / 60;
}
