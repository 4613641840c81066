import { readWholeTenant } from '../commit/reporting.ts';
import {
  type Clock,
  type SilenceStore,
  StorageUnavailable,
  type SubjectStore,
  type SummaryStore,
} from '../model/ports.ts';
import type { SubjectState } from '../model/subject.ts';
import { broughtUp, NOTHING, type Said } from './summary-of.ts';

export interface SummarizeDeps {
  readonly subjects: Pick<SubjectStore, 'readAll'>;
  readonly silences: Pick<SilenceStore, 'list'>;
  readonly summaries: SummaryStore;
  readonly clock: Clock;
}

/** What was seen of one tenant: each subject as it was seen last. */
export class Seen {
  readonly #states = new Map<string, SubjectState>();
  #isWhole = false;
  #isNews = false;

  note(state: SubjectState): void {
    this.#states.set(state.subject, state);
    this.#isNews = true;
  }

  noteSilences(): void {
    this.#isNews = true;
  }

  /** All subjects that there are. */
  noteAll(states: Iterable<SubjectState>): void {
    this.#isWhole = true;
    for (const state of states) this.note(state);
  }

  /** Whether there is anything that a summary may not say yet. */
  get isNews(): boolean {
    return this.#isNews;
  }

  /** Whether a subject that was not seen is not there. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get states(): Iterable<SubjectState> {
    return this.#states.values();
  }
}

/** Sweeps and people write the same summary; more often than this they do not come between. */
const TRIES = 8;

/**
 * Brings the summary of a tenant up to what was seen; makes it anew where there is none. It is written only where it
 * says something else than before.
 *
 * @throws StorageUnavailable
 */
export async function summarize(tenantId: string, seen: Seen, deps: SummarizeDeps): Promise<void> {
  if (!seen.isNews) return;
  for (let i = 0; i < TRIES; i++) {
    const basis = await deps.summaries.read(tenantId);
    const next = await nextOf(tenantId, seen, basis?.value, deps);
    if (basis && isSame(basis.value, next)) return;
    const summary = { tenantId, at: deps.clock(), ...next };
    if ((await deps.summaries.write(summary, basis)) === 'written') return;
  }
  throw new StorageUnavailable(`the summary of ${tenantId} is written by others again and again`);
}

/** What a summary that is made anew says, from everything that is stored of its tenant. @throws StorageUnavailable */
export function saidNow(tenantId: string, deps: Pick<SummarizeDeps, 'subjects' | 'silences'>): Promise<Said> {
  return nextOf(tenantId, new Seen(), undefined, deps);
}

async function nextOf(
  tenantId: string,
  seen: Seen,
  before: Said | undefined,
  deps: Pick<SummarizeDeps, 'subjects' | 'silences'>,
): Promise<Said> {
  const silences = await deps.silences.list(tenantId);
  const states = before || seen.isWhole ? seen.states : await allOf(tenantId, deps);
  return broughtUp(seen.isWhole ? NOTHING : (before ?? NOTHING), states, silences);
}

async function allOf(
  tenantId: string,
  { subjects }: Pick<SummarizeDeps, 'subjects'>,
): Promise<readonly SubjectState[]> {
  const whole = await readWholeTenant(tenantId, subjects);
  return [...whole.subjects.values()].map(({ value }) => value);
}

/** Members stand in one order, whoever wrote them, so that the same text is the same summary. */
function isSame(a: Said, b: Said): boolean {
  const text = ({ tokens, others, silences }: Said) => JSON.stringify([tokens, others, silences]);
  return text(a) === text(b);
}
