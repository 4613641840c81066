import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { AppStore, Heartbeat, Log, SeenTargets } from '../app/model/ports.ts';
import { APP_TENANT } from '../app/model/subject.ts';
import {
  fromJsonColumns,
  fromTimeColumn,
  parsed,
  type Row,
  readable,
  toJsonColumns,
  toRow,
  toTimeColumn,
  UnreadableRow,
} from './row.ts';
import type { RowStore } from './row-store.ts';

const HEARTBEAT_KEY = 'heartbeat';
const TARGETS_KEY = 'targets';
const BORN_KEY = 'born';
const SECRET_KEY = 'key';

const seenTargets = z.object({ here: z.array(z.string()), gone: z.array(z.string()) });

const looks: z.ZodType<Heartbeat['mailboxes']> = z
  .array(z.object({ target: z.string(), waiting: z.number(), dead: z.number(), oldestDueAt: z.number().optional() }))
  .optional();

function fromLooks(row: Row): Heartbeat['mailboxes'] {
  return parsed(row, looks, fromJsonColumns(row, 'mailboxes'));
}

function fromTargetsRow(row: Row): SeenTargets {
  const result = seenTargets.safeParse(fromJsonColumns(row, 'targets'));
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return result.data;
}

/** What instances tell each other about the app itself, in a partition of its own. */
export class TableAppStore implements AppStore {
  readonly #rows: RowStore;
  readonly #log: Pick<Log, 'error'>;
  #key: Promise<Uint8Array> | undefined;

  constructor(rows: RowStore, log: Pick<Log, 'error'>) {
    this.#rows = rows;
    this.#log = log;
  }

  async readHeartbeat(): Promise<Heartbeat | undefined> {
    const row = await this.#rows.get(APP_TENANT, HEARTBEAT_KEY);
    const startedAt = fromTimeColumn(row?.startedAt);
    if (!row || startedAt === undefined) return undefined;
    // Only shown: where they cannot be read, the next sweep writes them anew.
    const [mailboxes] = readable([row], fromLooks, this.#log);
    return {
      startedAt,
      completedAt: fromTimeColumn(row.completedAt),
      coveredFrom: fromTimeColumn(row.coveredFrom),
      wokeAt: fromTimeColumn(row.wokeAt),
      unreadable: Number(row.unreadable ?? 0),
      ...(typeof row.goOnAt === 'string' && { goOnAt: row.goOnAt }),
      mailboxes,
    };
  }

  async writeHeartbeat({ startedAt, completedAt, coveredFrom, wokeAt, mailboxes, ...rest }: Heartbeat): Promise<void> {
    const time = (ms: number | undefined) => (ms === undefined ? undefined : toTimeColumn(ms));
    const times = {
      startedAt: time(startedAt),
      completedAt: time(completedAt),
      coveredFrom: time(coveredFrom),
      wokeAt: time(wokeAt),
    };
    const looks = mailboxes && toJsonColumns('mailboxes', mailboxes);
    await this.#rows.put(toRow(APP_TENANT, HEARTBEAT_KEY, { ...times, ...looks, ...rest }));
  }

  async bornAt(now: number): Promise<number> {
    const readBorn = async () => fromTimeColumn((await this.#rows.get(APP_TENANT, BORN_KEY))?.at);
    const known = await readBorn();
    if (known !== undefined) return known;
    const written = await this.#rows.insert(toRow(APP_TENANT, BORN_KEY, { at: toTimeColumn(now) }));
    return written === 'written' ? now : ((await readBorn()) ?? now);
  }

  key(): Promise<Uint8Array> {
    this.#key ??= this.#readKey().catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }

  async #readKey(): Promise<Uint8Array> {
    const known = await this.#rows.get(APP_TENANT, SECRET_KEY);
    if (known) return Buffer.from(String(known.key), 'base64');
    const made = randomBytes(32);
    const row = toRow(APP_TENANT, SECRET_KEY, { key: made.toString('base64') });
    if ((await this.#rows.insert(row)) === 'written') return made;
    // Another instance was faster, and every instance must have the same.
    return this.#readKey();
  }

  async readTargets(): Promise<SeenTargets> {
    const row = await this.#rows.get(APP_TENANT, TARGETS_KEY);
    // Without it every target counts as one that came back, which the next write mends.
    const [seen = { here: [], gone: [] }] = readable(row ? [row] : [], fromTargetsRow, this.#log);
    return seen;
  }

  async writeTargets(targets: SeenTargets): Promise<void> {
    await this.#rows.put(toRow(APP_TENANT, TARGETS_KEY, toJsonColumns('targets', targets)));
  }

  /** @param hash names what is wrong with the settings */
  async readTroubleToldAt(hash: string): Promise<number | undefined> {
    return fromTimeColumn((await this.#rows.get(APP_TENANT, `trouble!${hash}`))?.toldAt);
  }

  async writeTroubleToldAt(hash: string, at: number): Promise<void> {
    await this.#rows.put(toRow(APP_TENANT, `trouble!${hash}`, { toldAt: toTimeColumn(at) }));
  }
}
