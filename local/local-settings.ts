import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const localSettings = z.object({ Values: z.record(z.string(), z.string()).default({}) });

/**
 * Fills the environment from the `Values` of local.settings.json, where that file exists. What the environment has
 * already wins.
 * @throws where the file is no such JSON.
 */
export function loadLocalSettings(path: string, env: NodeJS.ProcessEnv): void {
  if (!existsSync(path)) return;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`${path} is no JSON.`);
  }
  const parsed = localSettings.safeParse(json);
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  for (const [name, value] of Object.entries(parsed.data.Values)) env[name] ??= value;
}

/**
 * A port number from a setting; an empty one counts as absent.
 * @throws where the text is none.
 */
export function readPort(name: string, text: string | undefined, fallback: number): number {
  if (!text) return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`${name} is "${text}"; it must be a port number, 0 to 65535.`);
  return port;
}
