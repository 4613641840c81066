import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { Log } from '../src/app/model/ports.ts';

const invocations = new AsyncLocalStorage<InvocationContext>();

/** Runs a handler so that what it logs is filed under its invocation. */
export function underInvocation<T>(context: InvocationContext, handler: () => Promise<T>): Promise<T> {
  return invocations.run(context, handler);
}

/** Writes to the log of the invocation under way; outside of any there is no log to write to. */
export const invocationLog: Log = {
  info: (message) => invocations.getStore()?.info(message),
  warn: (message) => invocations.getStore()?.warn(message),
  error: (message) => invocations.getStore()?.error(message),
};
