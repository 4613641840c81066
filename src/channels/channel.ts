import type { Notice } from '../app/notice.ts';
import type { Target as DeliveryTarget, SendResult } from '../app/ports.ts';
import type { ContentOptions } from './content/content.ts';

export type { SendResult } from '../app/ports.ts';

/** One place that notices go to, and what only some services ask for beside the sending. */
export interface Target extends DeliveryTarget {
  /** Whether this target has to hear of a notice at all; absent where it wants every one. */
  wants?(notice: Notice): boolean;
  /**
   * Says again that these notices, the latest of each incident that is open, still hold; for services that forget what
   * is not repeated. To be called with every sweep. Absent where there is no need.
   */
  refresh?(open: readonly Notice[]): Promise<SendResult>;
}

/** What every channel is given; tests give other ones. */
export interface ChannelContext {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes one warning line to the host's log. */
  readonly warn: (line: string) => void;
  readonly content: ContentOptions;
  /** How long one send may take, in milliseconds; 10 s where absent. */
  readonly sendLimitMs?: number;
}

/** One way to tell people. `create` only builds the target: nothing is opened or sent before `send`. */
export interface Channel<Settings> {
  create(id: string, settings: Settings, context: ChannelContext): Target;
}
