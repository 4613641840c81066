import type { Catalogue } from '../channels/content/catalogue.ts';
import type { ContentOptions } from '../channels/content/content.ts';
import type { TimeWords } from '../channels/content/time.ts';
import type { PageWords } from './words/words.ts';

/** What can be done from a page. */
export type ActionKind = 'acknowledge' | 'silence' | 'resume' | 'sync' | 'stop' | 'resend' | 'test';

/** What an action is done to: a tenant, one of its subjects, an incident, a group of a target, or a target's deliveries. */
export interface ActionTarget {
  readonly tenantId?: string;
  /** A token's id, or that of another subject. */
  readonly tokenId?: string;
  readonly incidentId?: string;
  readonly target?: string;
  readonly groupId?: string;
}

/** Everything that a page needs beside what it shows. */
export interface PageContext {
  readonly options: ContentOptions;
  readonly words: PageWords;
  /** The words of alerts: causes, steps, labels. */
  readonly alertWords: Catalogue;
  readonly time: TimeWords;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The path of the overview, without a slash at its end. */
  readonly base: string;
  /** Whether the reader sees all tenants, so that pages may lead to the overview. */
  readonly seesAll: boolean;
  /** The address at which an action is done; undefined where this reader may not. */
  act(action: ActionKind, target: ActionTarget): string | undefined;
}
