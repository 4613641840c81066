import { join } from 'node:path';
import { startAzurite } from './azurite.ts';

export interface LocalStorage {
  /** For people: where the data is. Holds no key. */
  readonly description: string;
  stop(): Promise<void>;
}

const EMULATOR = 'UseDevelopmentStorage=true';

/**
 * Uses the account that `AzureWebJobsStorage` names, by connection string or by identity. Where it names none or the
 * emulator, starts Azurite and writes its connection string wherever the environment asks for the emulator.
 */
export async function openLocalStorage(
  env: NodeJS.ProcessEnv,
  dataDir: string,
  onExit: (reason: string) => void,
): Promise<LocalStorage> {
  const configured = env.AzureWebJobsStorage;
  if (configured && configured !== EMULATOR) {
    const account = /AccountName=([^;]+)/i.exec(configured)?.[1];
    return { description: `the account ${account ?? 'that AzureWebJobsStorage names'}`, stop: async () => {} };
  }
  const byIdentity = env.AzureWebJobsStorage__accountName || env.AzureWebJobsStorage__queueServiceUri;
  if (!configured && byIdentity) return { description: `the account ${byIdentity}`, stop: async () => {} };

  const location = join(dataDir, 'azurite');
  const azurite = await startAzurite({ location, onExit });
  env.AzureWebJobsStorage = azurite.connectionString;
  for (const [name, value] of Object.entries(env)) {
    if (value === EMULATOR) env[name] = azurite.connectionString;
  }
  return { description: `Azurite, its data in ${location}`, stop: azurite.stop };
}
