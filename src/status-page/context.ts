import type { Catalogue } from '../channels/content/catalogue.ts';
import type { ContentOptions } from '../channels/content/content.ts';
import type { TimeWords } from '../channels/content/time.ts';
import type { ActionKind, ActionTarget } from './actions.ts';
import type { PageWords } from './words/words.ts';

/** Everything that a page needs beside what it shows. */
export interface PageContext {
  readonly options: ContentOptions;
  readonly words: PageWords;
  /** The words of alerts: causes, steps, labels. */
  readonly alertWords: Catalogue;
  readonly time: TimeWords;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long a recovery must last before it is told, in words. */
  readonly flapWindow: string;
  /** The path of the overview, without a slash at its end. */
  readonly base: string;
  /** Whether the reader sees all tenants, so that pages may lead to the overview. */
  readonly seesAll: boolean;
  /** The address at which an action is done; undefined where this reader may not. */
  act(action: ActionKind, target: ActionTarget): string | undefined;
}
