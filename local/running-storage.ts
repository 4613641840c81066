import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What settings say for the storage emulator on this machine. */
export const EMULATOR = 'UseDevelopmentStorage=true';

/** Whether settings name no account, and so mean the emulator that `npm start` brings along. */
export function meansEmulator(env: Readonly<Record<string, string | undefined>>): boolean {
  const { AzureWebJobsStorage: account } = env;
  if (account) return account === EMULATOR;
  return !env.AzureWebJobsStorage__accountName && !env.AzureWebJobsStorage__queueServiceUri;
}

/** Puts the emulator's connection string wherever settings ask for the emulator. */
export function pointAt(connectionString: string, env: Record<string, string | undefined>): void {
  env.AzureWebJobsStorage = connectionString;
  for (const [name, value] of Object.entries(env)) if (value === EMULATOR) env[name] = connectionString;
}

/** The directory of the local storage and of the timers' last runs. */
export function dataDirOf(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(env.LOCAL_DATA_DIR || '.data');
}

/**
 * Notes where the emulator listens, since its ports are others at each start, for commands that are run beside it.
 * @returns what takes the note away at the end
 */
export function noteRunning(connectionString: string, dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(noteIn(dataDir), connectionString);
  return () => rmSync(noteIn(dataDir), { force: true });
}

/** Where settings mean the emulator and one was started on this data directory, points them at it. */
export function useRunning(env: Record<string, string | undefined>): void {
  const note = noteIn(dataDirOf(env));
  if (meansEmulator(env) && existsSync(note)) pointAt(readFileSync(note, 'utf8'), env);
}

function noteIn(dataDir: string): string {
  return join(dataDir, 'storage-connection');
}
