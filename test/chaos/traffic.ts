import type { Random } from '../simulation/random.ts';
import type { App } from '../support/app.ts';

/** What was answered 2xx of one token, and what got no such answer after that and may be stored all the same. */
export interface Entry {
  readonly tenantId: string;
  readonly tokenId: string;
  /** The newest report that was answered 2xx. */
  known?: { readonly status: string; readonly sync: string };
  /** Newer ones without an answer. */
  maybe: { readonly status: string; readonly sync: string }[];
}

const ANSWER_MS = 15_000;

/** Senders that report on tokens all the time, some in arrays, and keep a journal of what was answered. */
export class Traffic {
  readonly journal: readonly Entry[];
  answered = 0;
  unanswered = 0;
  readonly #random: Random;
  readonly #busy = new Set<Entry>();

  constructor(tenants: number, tokens: number, random: Random) {
    this.#random = random;
    this.journal = Array.from({ length: tenants * tokens }, (_, i) => ({
      tenantId: `tenant-${i % tenants}`,
      tokenId: `token-${String(i).padStart(4, '0')}`,
      maybe: [],
    }));
  }

  /** Reports on some tokens of one tenant to one instance; they fail or recover. */
  async post(app: App): Promise<void> {
    const random = this.#random;
    const first = random.pick(this.journal);
    const count = random.chance(0.15) ? random.whole(2, 12) : 1;
    const own = this.journal.filter((it) => it.tenantId === first.tenantId && !this.#busy.has(it)).slice(0, count);
    const status = random.chance(0.5) ? 'failed' : 'completed';
    await this.#send(app, own, () => status);
  }

  /** Says once more of every token how it is, until that is answered. */
  async settle(app: App, status: (entry: Entry) => string): Promise<void> {
    for (const tenantId of new Set(this.journal.map((it) => it.tenantId))) {
      const own = this.journal.filter((it) => it.tenantId === tenantId);
      while (!(await this.#send(app, own, status)));
    }
  }

  async #send(app: App, entries: readonly Entry[], statusOf: (entry: Entry) => string): Promise<boolean> {
    if (entries.length === 0) return true;
    const sync = new Date().toISOString();
    for (const entry of entries) this.#busy.add(entry);
    const reports = entries.map((entry) => ({ entry, status: statusOf(entry), sync }));
    const body = reports.map(({ entry: { tenantId, tokenId }, status }) => {
      return { tenantId, id: tokenId, lastSyncStatus: status, lastSyncDateTime: sync };
    });
    const isTaken = await fetch(`${app.url}/api/sync-reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isTaken) this.answered += 1;
    else this.unanswered += 1;
    for (const { entry, status } of reports) {
      if (isTaken) Object.assign(entry, { known: { status, sync }, maybe: [] });
      else entry.maybe.push({ status, sync });
      this.#busy.delete(entry);
    }
    return isTaken;
  }
}
