import { AsyncLocalStorage } from 'node:async_hooks';
import type { Report } from '../../src/domain/report.ts';

/** Why the product was called, so that what it writes can be laid at the door of that call. */
export type Call = {
  readonly startedAt: number;
  /** Something failed in it that no call of a port fails of by itself. */
  wasHit: boolean;
  /** Of a sweep: others can see that it began. */
  hasBegun?: boolean;
  /** The place in the trace at which it last began to read what is due. */
  readAt?: number;
} & (
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'deliver'; readonly target: string; readonly since: number }
  | { readonly kind: 'retire'; readonly tenantId: string; readonly tokenId: string }
  | { readonly kind: 'acknowledge'; readonly tenantId: string }
  | { readonly kind: 'silence' | 'other' }
);

/** The call that the code which runs now belongs to. */
export const currentCall = new AsyncLocalStorage<Call>();
