import { join } from 'node:path';
import { startAzurite } from './azurite.ts';
import { meansEmulator, noteRunning, pointAt } from './running-storage.ts';

export interface LocalStorage {
  /** For people: where the data is. Holds no key. */
  readonly description: string;
  stop(): Promise<void>;
}

/**
 * Uses the account that `AzureWebJobsStorage` names, by connection string or by identity. Where it names none or the
 * emulator, starts Azurite and writes its connection string wherever the environment asks for the emulator.
 */
export async function openLocalStorage(
  env: NodeJS.ProcessEnv,
  dataDir: string,
  onExit: (reason: string) => void,
): Promise<LocalStorage> {
  if (!meansEmulator(env)) return { description: `the account ${accountOf(env)}`, stop: async () => {} };

  const location = join(dataDir, 'azurite');
  const azurite = await startAzurite({ location, onExit });
  pointAt(azurite.connectionString, env);
  const forget = noteRunning(azurite.connectionString, dataDir);
  const stop = async () => {
    forget();
    await azurite.stop();
  };
  return { description: `Azurite, its data in ${location}`, stop };
}

function accountOf(env: NodeJS.ProcessEnv): string {
  const { AzureWebJobsStorage: configured } = env;
  const byIdentity = env.AzureWebJobsStorage__accountName || env.AzureWebJobsStorage__queueServiceUri;
  const named = configured ? /AccountName=([^;]+)/i.exec(configured)?.[1] : byIdentity;
  return named ?? 'that AzureWebJobsStorage names';
}
