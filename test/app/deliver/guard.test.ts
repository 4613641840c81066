import { describe, expect, test } from 'vitest';
import { GuardLost, Hold } from '../../../src/app/deliver/guard.ts';
import type { MailboxStore } from '../../../src/app/deliver/ports.ts';
import type { Guard } from '../../../src/app/deliver/rows.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';

type Commit = (guard: Guard) => { etag: string } | 'conflict';

/** A mailbox whose next writes end as the test says, and the hold on it. */
async function held() {
  let stored: { guard: Guard; etag: string } | undefined;
  let next: Commit | undefined;
  const write: Commit = (guard) => {
    stored = { guard, etag: `e${guard.seq}` };
    return stored;
  };
  const store = {
    readGuard: async () => stored,
    commit: async (_: string, guard: Guard) => (next ?? write)(guard),
  } as unknown as MailboxStore;
  const hold = await Hold.take(
    'webhook',
    { guard: { seq: 0, until: 0, failures: 0 } },
    { store, clock: () => 0, newId: () => 'me' },
  );
  const end = (commit: (write: Commit, guard: Guard) => ReturnType<Commit>) => {
    next = (guard) => commit(write, guard);
  };
  return { hold: hold!, end, replace: (guard: Guard) => write(guard) };
}

const other: Guard = { holder: 'other', seq: 2, until: 45_000, failures: 0 };

describe('after a write that failed, the guard tells what became of it', () => {
  const down = (): never => {
    throw new StorageUnavailable('down');
  };

  test.each([
    { name: 'written, the answer lost', written: true, fails: down, error: undefined },
    { name: 'written, and repeated by the client', written: true, fails: () => 'conflict' as const, error: undefined },
    { name: 'not written', written: false, fails: down, error: StorageUnavailable },
    {
      name: 'not written, for another row',
      written: false,
      fails: () => 'conflict' as const,
      error: StorageUnavailable,
    },
  ])('$name', async ({ written, fails, error }) => {
    const { hold, end } = await held();
    end((write, guard) => {
      if (written) write(guard);
      return fails();
    });

    const done = hold.write([], { failures: 1 });

    if (error) await expect(done).rejects.toThrow(error);
    else await expect(done).resolves.toBeUndefined();
    expect(hold.guard).toMatchObject({ seq: written ? 2 : 1, failures: written ? 1 : 0 });
  });

  test.each([{ fails: down }, { fails: () => 'conflict' as const }])('lost to another', async ({ fails }) => {
    const { hold, end, replace } = await held();
    end(() => {
      replace(other);
      return fails();
    });

    await expect(hold.write([], { failures: 1 })).rejects.toThrow(GuardLost);
  });
});
