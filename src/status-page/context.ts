import type { About, Action } from '../app/act/action.ts';
import type { Catalogue } from '../channels/content/catalogue.ts';
import type { ContentOptions } from '../channels/content/content.ts';
import type { TimeWords } from '../channels/content/time.ts';
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
  /** Whether what is to be done stands open, as on the page of the token that it is about. */
  readonly guidesOpen?: boolean;
  /** The address of a page that asks once more and does it; undefined where this reader may not. */
  act(action: Action, about: About): string | undefined;
}
