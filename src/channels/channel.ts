import type { Notice } from '../app/model/notice.ts';
import type { SendOutcome } from '../app/model/ports.ts';
import type { ContentOptions } from './content/content.ts';

/** What every channel is given; tests give other ones. */
export interface ChannelContext {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes one warning line to the host's log. */
  readonly warn: (line: string) => void;
  /** Writes one line of information there. */
  readonly info: (line: string) => void;
  readonly content: ContentOptions;
  /** From one check to the next, in milliseconds: what a service forgets is repeated that often. */
  readonly periodMs?: number;
  /** How long one send may take, in milliseconds; 10 s where absent. */
  readonly sendLimitMs?: number;
}

/** What sends to one address: once, classified; it never throws. */
export interface Sender {
  send(notice: Notice): Promise<SendOutcome>;
  /** Says again, in one request, all that is open; absent where the service forgets nothing. */
  refresh?(open: readonly Notice[]): Promise<SendOutcome>;
  /** Says that a person works on the incident of this notice; absent where the service has no such notion. */
  acknowledge?(notice: Notice): Promise<SendOutcome>;
}

/** One way to tell people. `create` only builds the sender: nothing is opened or sent before `send`. */
export interface Channel<Settings> {
  create(settings: Settings, context: ChannelContext): Sender;
}
