import type { Refusal } from './refusals.ts';

/** How long a line is not repeated, in milliseconds. */
const PAUSE_MS = 60_000;

/** The most lines that are remembered: names in them come from senders, who could make up any number. */
const MAX_LINES = 1_000;

/** The most tokens and pointers that one line names. */
const MAX_NAMED = 5;

interface Remembered {
  readonly until: number;
  /** How often the line was held back since it was written. */
  held: number;
}

/**
 * Writes a warning for what was refused, since many senders never show our answer: names and places, never values.
 * The same line comes at most once a minute, and then says how often. Remembered in this process only.
 */
export class RefusalLog {
  readonly #warn: (line: string) => void;
  readonly #lines = new Map<string, Remembered>();

  constructor(warn: (line: string) => void) {
    this.#warn = warn;
  }

  /**
   * @param route method and path, as in `POST /api/sync-reports`
   * @param now milliseconds since the epoch
   */
  note(route: string, refusals: readonly Refusal[], now: number): void {
    for (const refusal of refusals) this.#write(lineOf(route, refusal), now);
  }

  #write(line: string, now: number): void {
    const before = this.#lines.get(line);
    if (before && now < before.until) {
      before.held++;
      return;
    }
    this.#lines.delete(line);
    // The oldest goes: a map keeps the order in which lines were put in.
    const [oldest] = this.#lines.keys();
    if (oldest !== undefined && this.#lines.size >= MAX_LINES) this.#lines.delete(oldest);
    this.#lines.set(line, { until: now + PAUSE_MS, held: 0 });
    this.#warn(before && before.held > 0 ? `${line} count=${before.held + 1}` : line);
  }
}

function lineOf(route: string, { status, tenantId, tokenIds, pointers }: Refusal): string {
  return [
    `report refused: route="${route}" status=${status}`,
    ...(tenantId === undefined ? [] : [`tenant=${tenantId}`]),
    ...(tokenIds.length === 0 ? [] : [`token=${some(tokenIds)}`]),
    ...(pointers.length === 0 ? [] : [`pointers=${some(pointers)}`]),
  ].join(' ');
}

function some(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(',')}${rest > 0 ? `,+${rest}` : ''}`;
}
