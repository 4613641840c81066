import type { UseCases } from '../../../src/compose.ts';
import { MINUTE } from '../../../src/domain/policy.ts';
import type { Report } from '../../../src/domain/report.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { MemoryRows } from '../../support/memory-rows.ts';
import { ids } from '../../telling/ids.ts';
import { PassingRows } from '../../telling/passing-rows.ts';
import {
  Actor,
  type Call,
  type Chooser,
  digest,
  type Option,
  type Supplies,
  type Supply,
  settle,
  withoutChance,
} from '../../telling/scheduler.ts';
import { type Product, surroundingsOf } from '../../telling/surroundings.ts';
import { Times } from '../../telling/times.ts';
import { breachesOf, type Sent } from './gathering-laws.ts';

const START = Date.parse('2026-01-06T12:00:00Z');
const TENANT = 'contoso';

/** A report as a request brings it. */
export interface Letter {
  readonly token: string;
  /** The number of its sync: later ones have greater numbers. */
  readonly sync: number;
  readonly status?: Report['status'];
  readonly deliveryId?: string;
}

export interface Scenario {
  readonly name: string;
  /** What each instance is sent, a request after the other, at any moment. */
  readonly instances: readonly (readonly (readonly Letter[])[])[];
  readonly supplies?: Supplies;
  /** What is stored before. */
  readonly before?: readonly Letter[];
  /** A token whose row nobody can read. */
  readonly broken?: string;
}

const PLAIN: Chooser = { choose: () => 0 };

/** Instances of the product over one table, whose every call on it, and every request, waits for its turn. */
export class Gathering {
  readonly #product: Product;
  readonly #scenario: Scenario;
  readonly #rows = new MemoryRows();
  readonly #times = new Times();
  readonly #left: Map<Supply, number>;
  readonly #sent: Sent[] = [];
  readonly #actors: Actor[];
  readonly #apps: UseCases[];
  readonly #chooser: Chooser;
  #arrived: number[];
  #now = START;
  #letters = 0;

  constructor(scenario: Scenario, chooser: Chooser, product: Product) {
    this.#product = product;
    this.#scenario = scenario;
    this.#chooser = chooser;
    this.#left = new Map(Object.entries(scenario.supplies ?? {}) as [Supply, number][]);
    this.#actors = scenario.instances.map((_, i) => new Actor(`instance${i}`, 0));
    this.#apps = this.#actors.map((actor, i) => this.#compose(actor, i));
    this.#arrived = scenario.instances.map(() => 0);
  }

  #compose(actor: Actor, i: number): UseCases {
    return this.#product.compose(
      surroundingsOf({
        rows: new PassingRows(
          this.#rows,
          (call) => actor.park(call),
          () => {},
        ),
        queue: { put: async () => {} },
        targets: new Map(),
        clock: () => this.#now,
        sleep: (ms) => this.#times.sleep(actor, this.#now + ms),
        newId: ids(i, () => this.#now),
        outbreakMin: 5,
        policyHash: 'same',
        routes: new Map(),
      }),
    );
  }

  get left(): Supplies {
    return Object.fromEntries(this.#left);
  }

  /** What is there before, and then everything that is sent, until all is answered. */
  async run(): Promise<void> {
    const { before = [], broken } = this.#scenario;
    if (broken) await this.#rows.put({ partitionKey: TENANT, rowKey: `token!${broken}`, record: 'no JSON' });
    // Every instance knows the tenant.
    for (const i of this.#actors.keys()) {
      this.#send(i, i === 0 ? [{ token: 'known', sync: 0 }, ...before] : [{ token: 'known', sync: 0 }]);
      await this.#goOn(PLAIN, []);
    }
    await this.#goOn(this.#chooser, this.#scenario.instances);
  }

  async #goOn(chooser: Chooser, coming: Scenario['instances']): Promise<void> {
    for (;;) {
      await settle(this.#actors);
      const options = this.#options(coming);
      if (options.length === 0) {
        const next = this.#times.next();
        if (next === Number.POSITIVE_INFINITY) return;
        this.#pass(next);
        continue;
      }
      const choice = options.length === 1 ? 0 : chooser.choose(options, () => this.state());
      const option = options[choice] ?? options[0];
      if (option?.uses) this.#left.set(option.uses, (this.#left.get(option.uses) ?? 0) - 1);
      await option?.apply();
    }
  }

  #pass(to: number): void {
    this.#now = to;
    this.#times.ring(to);
  }

  #options(coming: Scenario['instances']): readonly Option[] {
    const has = ({ uses }: Option) => uses === undefined || (this.#left.get(uses) ?? 0) > 0;
    const all = this.#actors.flatMap((actor, i): readonly Option[] => {
      const request = coming[i]?.[this.#arrived[i] ?? 0];
      const arrives: Option = { label: `${actor.name} is sent a request`, apply: () => this.#arrive(i, request ?? []) };
      return actor.isDead ? [] : [...(request ? [arrives] : []), ...this.#callsOf(actor)];
    });
    const next = this.#times.next();
    const stalls: Option = { label: 'all that is under way takes long', uses: 'stalls', apply: () => this.#pass(next) };
    return [...all, ...(all.length > 0 && next < Number.POSITIVE_INFINITY ? [stalls] : [])].filter(has);
  }

  #callsOf(actor: Actor): readonly Option[] {
    const [call] = actor.parked;
    if (!call) return [];
    const lost = () => actor.answer(call, { error: new this.#product.StorageUnavailable('out of reach') });
    // What is read side by side is read at one moment: each row is guarded by itself.
    const together = call.isWrite ? [call] : actor.parked.filter(({ isWrite }) => !isWrite);
    const perform = async () => {
      for (const it of together) actor.answer(it, await endingOf(it));
    };
    const after = async (then: () => void) => {
      await call.perform();
      then();
    };
    const label = `${actor.name}: ${call.label}`;
    return [
      { label, apply: perform },
      { label: `${label}: not done`, uses: 'outages', apply: lost },
      { label: `${label}: done, not answered`, uses: 'outages', apply: () => after(lost) },
      { label: `${label}: dies before`, uses: 'deaths', apply: () => actor.die() },
      { label: `${label}: dies after`, uses: 'deaths', apply: () => after(() => actor.die()) },
    ];
  }

  #arrive(i: number, letters: readonly Letter[]): void {
    this.#arrived = this.#arrived.map((count, at) => count + (at === i ? 1 : 0));
    this.#send(i, letters);
  }

  #send(i: number, letters: readonly Letter[]): void {
    const instance = this.#actors[i];
    if (!instance) throw new Error(`there is no instance ${i}`);
    const reports = letters.map((letter) => this.#reportOf(letter));
    const sent: Sent = { instance, reports, sentAt: this.#now };
    this.#sent.push(sent);
    const items = reports.map((report, index) => ({ index, report, contentHash: contentOf(report) }));
    instance.running++;
    const end = (how: Partial<Sent>) => {
      instance.running--;
      Object.assign(sent, how, { endedAt: this.#now });
    };
    this.#apps[i]?.ingest(items).then(
      (results) => end({ results }),
      (error: unknown) => end({ error }),
    );
  }

  /** Each has a detail of its own, by which its history is known. */
  #reportOf({ token, sync, status = 'completed', deliveryId }: Letter): Report {
    return {
      tenantId: TENANT,
      tokenId: token,
      status,
      lastSyncAt: timestampOf(START - MINUTE + sync),
      observedAt: timestampOf(START),
      receivedAt: timestampOf(START),
      source: 'report',
      detail: `letter-${this.#letters++}`,
      ...(deliveryId && { deliveryId }),
    };
  }

  /** Who is where, and what is written. */
  state(): string {
    const rows = [...this.#rows.everything()].map((row) => withoutChance(JSON.stringify(row))).sort();
    const actors = this.#actors.map((it) => [it.memory, it.isDead, it.sleeping, it.parked.map(({ label }) => label)]);
    const sent = this.#sent.map(({ sentAt, endedAt, results, error }) => [sentAt, endedAt, results, String(error)]);
    return digest(JSON.stringify([rows, actors, this.#arrived, this.#now, sent]));
  }

  /** What should not be, when all is over. */
  async judge(): Promise<readonly string[]> {
    const { supplies = {}, broken } = this.#scenario;
    const isTroubled = [...this.#left].some(([supply, left]) => left < (supplies[supply] ?? 0));
    const { StorageUnavailable } = this.#product;
    return breachesOf(this.#sent, [...this.#rows.everything()], { broken, isTroubled, StorageUnavailable });
  }
}

/** What the service refuses as malformed, it refuses to the caller. */
function endingOf(call: Call): Promise<{ readonly value: unknown } | { readonly error: Error }> {
  return call.perform().then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
}

function contentOf({ tokenId, lastSyncAt, status }: Report): string {
  return [tokenId, lastSyncAt, status].join();
}
