import process from 'node:process';
import { bootOf, readsGraph, scheduleOf } from './boot.ts';
import { registerAll } from './register.ts';

// What is imported from here runs before the app is registered; what handles a call is imported at its first one.
let isOpenHost = false;
const boot = bootOf(process.env, () => isOpenHost);

registerAll(boot, await scheduleOf(process.env, boot), readsGraph(process.env));

/** Called by the local host alone, where it checks no keys; the host in Azure calls no export of this file. */
export function openPages(): void {
  isOpenHost = true;
}

/**
 * The channels that are on, for the one who starts the program to see.
 *
 * @throws Error with all problems of the settings, but in Azure: a program that a person starts stops and says them
 */
export async function channelSummary(): Promise<readonly string[]> {
  const settled = await boot();
  if (!settled.ok && !settled.app) throw new Error(`settings: ${settled.problems.join('; ')}`);
  const { CHANNELS } = await import('../src/channels/registry.ts');
  const kinds = CHANNELS.switchedOn(settled.ok ? settled.settings : settled.valid).map(({ kind }) => kind);
  return [...kinds, ...Object.keys(settled.routes?.targets ?? {})];
}
