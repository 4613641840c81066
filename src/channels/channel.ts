import type { Target } from '../app/model/ports.ts';
import type { ContentOptions } from './content/content.ts';

export type { SendResult, Target } from '../app/model/ports.ts';

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

/** One way to tell people. `create` only builds the target: nothing is opened or sent before `send`. */
export interface Channel<Settings> {
  create(id: string, settings: Settings, context: ChannelContext): Target;
}
