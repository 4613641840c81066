import type { Arrived, Receiver, Word } from './receiver.ts';
import type { Entry } from './traffic.ts';

/** How a subject stands with a target, as `GET /api/notifications` says. */
export interface Listed {
  readonly target: string;
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly state: string;
}

/** An open incident, as `GET /api/incidents?state=open` says. */
export interface Open {
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly id: string;
  readonly cause: string;
  readonly severity: string;
}

export interface Seen {
  readonly tokens: readonly { readonly tenantId: string; readonly tokenId: string; readonly status: string }[];
  readonly open: readonly Open[];
  readonly listed: readonly Listed[];
  /** A process that dies in the midst of a send leaves a message half sent, and taken for perhaps heard. */
  readonly kills: number;
}

/** What of the laws can be seen from outside, when all has healed. @returns what was broken */
export function breachesOf(journal: readonly Entry[], receivers: readonly Receiver[], seen: Seen): readonly string[] {
  return [
    ...durable(journal, seen),
    ...receivers.flatMap((receiver) => [...story(receiver, seen), ...complete(journal, receiver, seen)]),
  ];
}

/** What was answered 2xx is not lost. */
function durable(journal: readonly Entry[], { tokens }: Seen): string[] {
  const stored = new Map(tokens.map((token) => [`${token.tenantId}/${token.tokenId}`, token.status]));
  return journal.flatMap(({ tenantId, tokenId, known, maybe }) => {
    if (!known) return [];
    const status = stored.get(`${tenantId}/${tokenId}`);
    const possible = [known, ...maybe].map((it) => it.status);
    return possible.includes(status ?? '')
      ? []
      : [`${tenantId}/${tokenId} is ${status}, and was reported ${possible.join(' or ')}`];
  });
}

/** The first word of an incident is that it opened; one id has one content. */
function story({ name, arrived }: Receiver, { kills }: Seen): string[] {
  const problems: string[] = [];
  const contents = new Map<string, string>();
  const held = new Map<string, Word>();
  let halves = 0;
  for (const message of arrived) {
    const { id, content, type } = message;
    if (contents.has(id) && contents.get(id) !== content) problems.push(`${name}: ${id} has two contents`);
    contents.set(id, content);
    if (type.startsWith('vpp.outbreak.') && message.words.length === 0 && type !== 'vpp.outbreak.resolved') {
      problems.push(`${name}: ${id} names nobody`);
    }
    for (const word of message.words) {
      const key = `${word.tenantId}/${word.tokenId}`;
      const before = held.get(key);
      held.set(key, word);
      if (before?.isOpen || word.as === 'opened' || word.as === 'joined') continue;
      // An end that is said again, since nobody answered the first time.
      if (!word.isOpen && (before || ++halves <= kills)) continue;
      problems.push(`${name}: the first word of ${key} is ${word.as} (${id})`);
    }
  }
  return problems;
}

/** When all is at rest, the last word is what is so, or it can be seen why not. */
function complete(journal: readonly Entry[], receiver: Receiver, { open, listed }: Seen): string[] {
  const { name, arrived } = receiver;
  const last = new Map<string, Word>();
  for (const word of arrived.flatMap(({ words }: Arrived) => words)) last.set(`${word.tenantId}/${word.tokenId}`, word);
  const pending = listed.filter((it) => it.target === name && it.state === 'pending');
  const problems = pending.map((it) => `${name}: ${it.tenantId}/${it.tokenId} is still pending`);
  for (const { tenantId, tokenId } of journal) {
    const key = `${tenantId}/${tokenId}`;
    const incident = open.find((it) => it.tenantId === tenantId && it.tokenId === tokenId);
    const state = listed.find((it) => it.target === name && it.tenantId === tenantId && it.tokenId === tokenId)?.state;
    const word = last.get(key);
    if (state === 'dead') continue;
    if (!incident && word?.isOpen) problems.push(`${name}: ${key} is over, and the last word of it is ${word.as}`);
    if (!incident) continue;
    const isTold = word?.isOpen && word.cause === incident.cause && word.severity === incident.severity;
    if (!isTold)
      problems.push(`${name}: ${key} is open (${incident.cause}), and the last word is ${word?.as ?? 'none'}`);
  }
  return problems;
}
