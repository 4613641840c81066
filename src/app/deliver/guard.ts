import { SECOND } from '../../domain/policy.ts';
import { StorageUnavailable } from '../model/ports.ts';
import { type Change, MAX_CHANGES, type MailboxDeps, type MailboxStore } from './ports.ts';
import type { Guard } from './rows.ts';

/** A guard is held for so long from each write on. */
export const HOLD_MS = 45 * SECOND;

/** Somebody else holds the mailbox: nothing more can be written there. */
export class GuardLost extends Error {
  override readonly name = 'GuardLost';
}

const NEW: Guard = { seq: 0, until: 0, failures: 0 };

/** Reads a mailbox's guard; that of a mailbox that is not there yet is free. */
export async function readGuard(store: MailboxStore, target: string): Promise<{ guard: Guard; etag?: string }> {
  return (await store.readGuard(target)) ?? { guard: NEW };
}

/** The right to write to a mailbox, as long as nobody else has taken it. */
export class Hold {
  readonly #store: MailboxStore;
  readonly #clock: () => number;
  readonly #target: string;
  readonly #holder: string;
  #guard: Guard;
  #etag: string | undefined;
  /** When the last write began. */
  writtenAt = 0;

  private constructor(
    target: string,
    read: { guard: Guard; etag?: string },
    deps: Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId'>,
  ) {
    this.#store = deps.store;
    this.#clock = deps.clock;
    this.#target = target;
    this.#holder = deps.newId();
    this.#guard = read.guard;
    this.#etag = read.etag;
  }

  /**
   * Takes a guard that was read and is free.
   *
   * @returns undefined where another was quicker
   * @throws StorageUnavailable
   */
  static async take(
    target: string,
    read: { guard: Guard; etag?: string },
    deps: Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId'>,
  ): Promise<Hold | undefined> {
    const hold = new Hold(target, read, deps);
    try {
      await hold.#commit([], {}, HOLD_MS);
      return hold;
    } catch (error) {
      if (error instanceof GuardLost) return undefined;
      throw error;
    }
  }

  get guard(): Guard {
    return this.#guard;
  }

  /**
   * Writes changes in their order, in as many transactions as they take; the guard's own change with the first.
   *
   * @throws GuardLost, StorageUnavailable; then the run is over, since what is under way may still be written
   */
  async write(changes: readonly Change[], patch: Partial<Guard> = {}): Promise<void> {
    if (changes.length === 0 && Object.keys(patch).length === 0) return;
    await this.#commit(changes.slice(0, MAX_CHANGES), patch, HOLD_MS);
    for (let i = MAX_CHANGES; i < changes.length; i += MAX_CHANGES) {
      await this.#commit(changes.slice(i, i + MAX_CHANGES), {}, HOLD_MS);
    }
  }

  /** @throws GuardLost, StorageUnavailable */
  async letGo(patch: Partial<Guard> = {}): Promise<void> {
    await this.#commit([], { ...patch, holder: undefined }, 0);
  }

  async #commit(changes: readonly Change[], patch: Partial<Guard>, holdMs: number): Promise<void> {
    const now = this.#clock();
    const next: Guard = {
      ...this.#guard,
      holder: this.#holder,
      ...patch,
      seq: this.#guard.seq + 1,
      until: now + holdMs,
    };
    const done = await this.#store.commit(this.#target, next, this.#etag, changes).catch((error: unknown) => {
      if (error instanceof StorageUnavailable) return error;
      throw error;
    });
    if (done !== 'conflict' && !(done instanceof StorageUnavailable)) this.#etag = done.etag;
    else this.#etag = await this.#etagIfWritten(next, done);
    this.#guard = next;
    this.writtenAt = now;
  }

  /** The client repeats what got no answer, so that a conflict may be with our own write: the guard itself tells. */
  async #etagIfWritten(next: Guard, done: 'conflict' | StorageUnavailable): Promise<string> {
    const found = await this.#store.readGuard(this.#target);
    if (found?.guard.seq === next.seq && found.guard.holder === next.holder && found.guard.until === next.until)
      return found.etag;
    const isOurs = found?.guard.holder === this.#guard.holder && found?.guard.seq === this.#guard.seq;
    if (!isOurs) throw new GuardLost(this.#target);
    throw done === 'conflict' ? new StorageUnavailable(`a row of ${this.#target} is not as it was read`) : done;
  }
}
