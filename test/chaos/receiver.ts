import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Random } from '../simulation/random.ts';

/** One subject as a message speaks of it. */
export interface Word {
  readonly tenantId: string;
  readonly tokenId: string;
  readonly incidentId: string;
  readonly isOpen: boolean;
  /** As the message says it: `opened`, `joined`, `updated`, `worse`, `better`, `reminder`, `same`, `resolved`, `recovered`. */
  readonly as: string;
  readonly cause: string;
  readonly severity: string;
}

/** A message that arrived whole, whatever was answered. */
export interface Arrived {
  readonly at: number;
  readonly id: string;
  readonly type: string;
  readonly words: readonly Word[];
  /** What it says. */
  readonly content: string;
  readonly answer: string;
}

const SLOW_MS = 4_000;

/** A customer's webhook that answers 500, hangs, cuts the connection or is slow, until it is told to be well. */
export class Receiver {
  readonly name: string;
  readonly arrived: Arrived[] = [];
  isWell = false;
  readonly #random: Random;
  readonly #chance: number;
  #port = 0;
  readonly #server = createServer(async (request, response) => {
    // biome-ignore lint/suspicious/noExplicitAny: what arrives is whatever the app says; the laws look at it.
    const body = (await json(request).catch(() => undefined)) as any;
    if (!body) return;
    const answer = this.isWell || !this.#random.chance(this.#chance) ? 'ok' : this.#random.pick(MOODS);
    const { type, data } = body;
    const content = JSON.stringify({ type, data });
    const id = String(request.headers['webhook-id']);
    this.arrived.push({ at: Date.now(), id, type, words: wordsIn(type, data), content, answer });
    this.#answer(answer, response);
  });

  constructor(name: string, random: Random, chance: number) {
    this.name = name;
    this.#random = random;
    this.#chance = chance;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async open(): Promise<this> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(answer: (typeof MOODS)[number] | 'ok', response: ServerResponse): void {
    if (answer === 'hang') return;
    if (answer === 'cut') response.destroy();
    else if (answer === 'slow') setTimeout(() => response.writeHead(204).end(), SLOW_MS);
    else response.writeHead(answer === 'ok' ? 204 : 500).end();
  }
}

const MOODS = ['error', 'error', 'hang', 'cut', 'slow'] as const;

// biome-ignore lint/suspicious/noExplicitAny: see above.
function wordsIn(type: string, data: any): readonly Word[] {
  if (type.startsWith('vpp.outbreak.')) {
    // biome-ignore lint/suspicious/noExplicitAny: see above.
    return data.members.map((member: any) => wordOf(member, member.state === 'open', member.change));
  }
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  if (type === 'vpp.digest') return data.items.flatMap((item: any) => wordsIn(item.type, item));
  if (!type.startsWith('vpp.incident.')) return [];
  const as = type.slice('vpp.incident.'.length);
  return [wordOf(data, as !== 'resolved', as)];
}

// biome-ignore lint/suspicious/noExplicitAny: see above.
function wordOf({ tenantId, tokenId, subject, incidentId, cause, severity }: any, isOpen: boolean, as: string): Word {
  return { tenantId, tokenId: tokenId ?? subject, incidentId, isOpen, as, cause, severity };
}
