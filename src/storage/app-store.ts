import * as z from 'zod';
import type { AppStore, Heartbeat, SeenTargets } from '../app/model/ports.ts';
import { APP_TENANT } from '../app/model/subject.ts';
import { fromJsonColumns, fromTimeColumn, toJsonColumns, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

const HEARTBEAT_KEY = 'heartbeat';
const TARGETS_KEY = 'targets';
const BORN_KEY = 'born';

const seenTargets = z.object({ here: z.array(z.string()), gone: z.array(z.string()) });

/** What instances tell each other about the app itself, in a partition of its own. */
export class TableAppStore implements AppStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async readHeartbeat(): Promise<Heartbeat | undefined> {
    const row = await this.#rows.get(APP_TENANT, HEARTBEAT_KEY);
    const startedAt = fromTimeColumn(row?.startedAt);
    if (!row || startedAt === undefined) return undefined;
    return {
      startedAt,
      completedAt: fromTimeColumn(row.completedAt),
      wokeAt: fromTimeColumn(row.wokeAt),
      unreadable: Number(row.unreadable ?? 0),
    };
  }

  async writeHeartbeat({ startedAt, completedAt, wokeAt, unreadable }: Heartbeat): Promise<void> {
    const time = (ms: number | undefined) => (ms === undefined ? undefined : toTimeColumn(ms));
    const columns = { startedAt: time(startedAt), completedAt: time(completedAt), wokeAt: time(wokeAt), unreadable };
    await this.#rows.put(toRow(APP_TENANT, HEARTBEAT_KEY, columns));
  }

  async bornAt(now: number): Promise<number> {
    const readBorn = async () => fromTimeColumn((await this.#rows.get(APP_TENANT, BORN_KEY))?.at);
    const known = await readBorn();
    if (known !== undefined) return known;
    const written = await this.#rows.insert(toRow(APP_TENANT, BORN_KEY, { at: toTimeColumn(now) }));
    return written === 'written' ? now : ((await readBorn()) ?? now);
  }

  async readTargets(): Promise<SeenTargets> {
    const row = await this.#rows.get(APP_TENANT, TARGETS_KEY);
    return row ? seenTargets.parse(fromJsonColumns(row, 'targets')) : { here: [], gone: [] };
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
