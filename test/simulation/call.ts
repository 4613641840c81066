import { AsyncLocalStorage } from 'node:async_hooks';
import type { Report } from '../../src/domain/report.ts';

/** Why the product was called, so that what it writes can be laid at the door of that call. */
export type Call = {
  readonly startedAt: number;
  /** Of a sweep: others can see that it began. */
  hasBegun?: boolean;
  /** The partitions at which something failed. */
  readonly struck: Set<string>;
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

/** A call that begins. */
export function newCall(deed: Deed, startedAt: number): Call {
  return { ...deed, startedAt, struck: new Set() };
}

/** What a call is about. */
export type Deed = Call extends infer C ? (C extends Call ? Omit<C, 'startedAt' | 'struck'> : never) : never;
