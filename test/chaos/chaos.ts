import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAzurite } from '../../local/azurite.ts';
import { Random } from '../simulation/random.ts';
import { App, workplace } from '../support/app.ts';
import { breachesOf, type Listed, type Open, type Seen } from './laws.ts';
import { Receiver } from './receiver.ts';
import { StorageProxy, type Weather } from './storage-proxy.ts';
import { Traffic } from './traffic.ts';

export interface Plan {
  readonly kills: number;
  readonly seed: number;
}

export interface Result {
  readonly breaches: readonly string[];
  readonly kills: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly messages: number;
  /** How long it took after the last fault until all was at rest. */
  readonly healedAfterMs: number;
}

const SENDERS = 4;
/** A guard of a process that died lasts 45 s, a wake-up comes again after it, and a sweep a minute later. */
const HEALS_WITHIN_MS = 300_000;

/**
 * Two instances of the running program over one Azurite: they are killed at random, receivers answer as services do,
 * and the network to storage fails. At the end all is well, and the laws are judged by what can be seen from outside.
 */
export async function chaos({ kills, seed }: Plan, say: (line: string) => void = () => {}): Promise<Result> {
  const random = Random.of(seed, 'chaos');
  const place = workplace();
  const azurite = await startAzurite();
  const proxy = await new StorageProxy().start(azurite.connectionString);
  const receivers = await Promise.all(
    [
      new Receiver('webhook', Random.of(seed, 'webhook'), 0.25),
      new Receiver('second', Random.of(seed, 'second'), 0.05),
    ].map((it) => it.open()),
  );
  const world = new Chaos(place.path, proxy, receivers, random, say);
  try {
    return await world.run(kills);
  } finally {
    await world.stop();
    for (const receiver of receivers) receiver.close();
    proxy.stop();
    await azurite.stop();
    place.remove();
  }
}

class Chaos {
  readonly #directory: string;
  readonly #proxy: StorageProxy;
  readonly #receivers: readonly Receiver[];
  readonly #random: Random;
  readonly #say: (line: string) => void;
  readonly #traffic: Traffic;
  readonly #apps: App[] = [];
  #isOver = false;

  constructor(
    directory: string,
    proxy: StorageProxy,
    receivers: readonly Receiver[],
    random: Random,
    say: (line: string) => void,
  ) {
    this.#directory = directory;
    this.#proxy = proxy;
    this.#receivers = receivers;
    this.#random = random;
    this.#say = say;
    this.#traffic = new Traffic(6, 8, random);
  }

  async run(kills: number): Promise<Result> {
    this.#apps.push(...(await Promise.all([this.#start(0), this.#start(1)])));
    const senders = Array.from({ length: SENDERS }, () => this.#reports());
    for (let i = 1; i <= kills; i++) {
      await this.#fault();
      await sleep(this.#pause(kills));
      const which = this.#random.whole(0, 1);
      await this.#apps[which]?.kill();
      this.#apps[which] = await this.#start(which);
      this.#say(`kill ${i} of ${kills}: ${this.#traffic.answered} answered, ${this.#messages} messages arrived`);
    }
    this.#isOver = true;
    this.#proxy.turn('fair');
    for (const receiver of this.#receivers) receiver.isWell = true;
    await Promise.all(senders);
    const endedAt = Date.now();
    // All recover, which ends every group at once; then some fail anew, so that something is open at the end.
    await this.#traffic.settle(this.#anApp(), () => 'completed');
    await this.#rest();
    await this.#traffic.settle(this.#anApp(), ({ tokenId }) => (tokenId.endsWith('0') ? 'failed' : 'completed'));
    const seen = { ...(await this.#rest()), kills };
    const { journal, answered, unanswered } = this.#traffic;
    const breaches = breachesOf(journal, this.#receivers, seen);
    return { breaches, kills, answered, unanswered, messages: this.#messages, healedAfterMs: Date.now() - endedAt };
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#apps.map((app) => app.kill()));
  }

  get #messages(): number {
    return this.#receivers.reduce((sum, { arrived }) => sum + arrived.length, 0);
  }

  #anApp(): App {
    return this.#random.pick(this.#apps);
  }

  async #start(which: number): Promise<App> {
    const directory = join(this.#directory, `instance-${which}`);
    mkdirSync(directory, { recursive: true });
    const [first, second] = this.#receivers;
    for (let tries = 1; ; tries++) {
      try {
        return await App.start(this.#directory, {
          LOCAL_DATA_DIR: directory,
          AzureWebJobsStorage: this.#proxy.connectionString,
          ALERT_WEBHOOK_URL: first?.url ?? '',
          SECOND_URL: second?.url ?? '',
          ALERT_ROUTES: JSON.stringify({
            targets: { second: { kind: 'webhook', url: '$SECOND_URL' } },
            rules: [{ targets: ['webhook', 'second'] }],
          }),
          SWEEP_SCHEDULE: '*/15 * * * * *',
          // The end of what fails and recovers all the time would be told days later.
          FLAP_WINDOW: '1s',
        });
      } catch (error) {
        // It may not come up while storage is away; whoever runs it starts it again.
        if (tries === 3) throw error;
        this.#proxy.turn('fair');
      }
    }
  }

  async #reports(): Promise<void> {
    while (!this.#isOver) {
      await this.#traffic.post(this.#anApp());
      await sleep(this.#random.between(10, 150));
    }
  }

  /** Most kills come quickly one after the other; in a long run there is time in between to get up again. */
  #pause(kills: number): number {
    const isLong = kills > 20 && this.#random.chance(0.1);
    return isLong ? this.#random.between(20_000, 100_000) : this.#random.between(300, 5_000);
  }

  /** Now and then the network to storage fails for a while, before or during a kill. */
  async #fault(): Promise<void> {
    if (!this.#random.chance(0.4)) return;
    const weather = this.#random.pick<Weather>(['reset', 'hang', 'busy']);
    this.#proxy.turn(weather);
    await sleep(this.#random.between(200, 3_000));
    this.#proxy.turn('fair');
  }

  /** Waits until nothing is left to tell, and looks at everything that the program shows. */
  async #rest(): Promise<Omit<Seen, 'kills'>> {
    const deadline = Date.now() + HEALS_WITHIN_MS;
    for (;;) {
      const listed = (await this.#all<Listed>('notifications')).filter(({ target }) => target !== 'log');
      if (listed.every(({ state }) => state !== 'pending') || Date.now() > deadline) {
        const tokens = await this.#all<Seen['tokens'][number]>('tokens');
        return { tokens, open: await this.#all<Open>('incidents?state=open'), listed };
      }
      await sleep(1_000);
    }
  }

  async #all<T>(path: string): Promise<readonly T[]> {
    const all: T[] = [];
    for (let continuation: string | null = ''; continuation !== null; ) {
      const more = continuation ? `&continuation=${encodeURIComponent(continuation)}` : '';
      const { status, json, text } = await this.#anApp().get(
        `${path}${path.includes('?') ? '&' : '?'}limit=500${more}`,
      );
      if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
      all.push(...json.value);
      continuation = json.continuation;
    }
    return all;
  }
}
