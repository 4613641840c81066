import { MINUTE } from '../../domain/policy.ts';
import type { HeardRows } from './ports.ts';
import {
  believedOpen,
  believesThrough,
  type DueRow,
  type GroupRow,
  groupsOf,
  type HeardRow,
  type Pending,
  type SentRow,
} from './rows.ts';
import { idOf, type Mute, type SubjectWant } from './want.ts';

/** Beginnings of one topic within this belong together. */
export const COMPANY_MS = 15 * MINUTE;

/** All that a run has read, for `plan` to decide on. Rows and wants are undefined where they could not be read. */
export interface Situation<S> {
  readonly target: string;
  readonly hasKeys: boolean;
  readonly outbreakMin: number;
  readonly now: number;
  readonly pending: ReadonlyMap<string, Pending>;
  /** Due rows of groups themselves, by the group's id. */
  readonly groupDue: ReadonlyMap<string, readonly DueRow[]>;
  readonly wants: ReadonlyMap<string, SubjectWant<S> | undefined>;
  readonly mutes: readonly Mute[];
  readonly rows: HeardRows;
  /** Whether these are all that may matter, and with them `sent` and what is due later; else those that are due. */
  readonly isWhole: boolean;
  /** Those that have not ended, by id. */
  readonly groups: ReadonlyMap<string, GroupRow>;
  /** Those of the last 15 minutes at least. */
  readonly sent: readonly SentRow[];
  readonly newId: () => string;
}

/** Who of the mailbox has to do with which group. */
export class Company {
  readonly #linked = new Map<string, HeardRow[]>();
  readonly #rows: readonly HeardRow[];

  constructor(rows: HeardRows) {
    this.#rows = [...rows.values()].filter((row) => row !== undefined);
    for (const row of this.#rows) {
      for (const id of groupsOf(row)) {
        const linked = this.#linked.get(id);
        if (linked) linked.push(row);
        else this.#linked.set(id, [row]);
      }
    }
  }

  get all(): readonly HeardRow[] {
    return this.#rows;
  }

  /** Everybody who was told anything through the group. */
  of(groupId: string): readonly HeardRow[] {
    return this.#linked.get(groupId) ?? [];
  }

  /** Whose subjects may be believed open through the group. */
  believers(groupId: string): readonly HeardRow[] {
    return this.of(groupId).filter((row) => believesThrough(row, groupId));
  }

  /** The groups that nobody would be believed open through any more, were these subjects told otherwise. */
  emptiedBy(rows: readonly HeardRow[], through: string | undefined, groups: ReadonlyMap<string, GroupRow>): string[] {
    const told = new Set(rows.map(idOf));
    const left = new Set(rows.flatMap((row) => believedOpen(row).map(({ via }) => via)));
    return [...left].filter(
      (id): id is string =>
        id !== undefined && id !== through && groups.has(id) && this.believers(id).every((row) => told.has(idOf(row))),
    );
  }
}
