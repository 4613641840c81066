import type { AppStore } from '../model/ports.ts';

/** Every target that may have a mailbox: those of the settings, and those that left them. */
export async function knownTargets(
  targets: readonly string[],
  app: Pick<AppStore, 'readTargets'>,
): Promise<readonly string[]> {
  const { here, gone } = await app.readTargets();
  return [...new Set([...targets, ...here, ...gone])].sort();
}
