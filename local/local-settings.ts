import { existsSync, readFileSync } from 'node:fs';
import { findNodeAtLocation, getNodeValue, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';

/** Numbers and booleans become text, as with the Core Tools. */
const value = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], {
  error: 'must be a text, a number or a boolean',
});
const localSettings = z.object(
  { Values: z.record(z.string(), value, 'must be an object').default({}) },
  'must be an object',
);

/**
 * Fills the environment from the `Values` of local.settings.json, where that file exists. What the environment has
 * already wins. The file is read as the Core Tools read it: it may have a byte order mark, comments, trailing commas.
 * @throws with line and column where the file is no such JSON.
 */
export function loadLocalSettings(path: string, env: NodeJS.ProcessEnv): void {
  if (!existsSync(path)) return;
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  const faults: ParseError[] = [];
  const tree = parseTree(text, faults, { allowTrailingComma: true });
  const refuse = (offset: number, reason: string) => new Error(`${path}:${placeOf(text, offset)}: ${reason}`);
  const [fault] = faults;
  if (!tree || fault) throw refuse(fault?.offset ?? 0, fault ? printParseErrorCode(fault.error) : 'is empty');
  const parsed = localSettings.safeParse(getNodeValue(tree));
  for (const { path: at, message } of parsed.error?.issues ?? []) {
    const node = findNodeAtLocation(tree, at.map(String)) ?? tree;
    throw refuse(node.offset, `${at.join('.') || 'it'} ${message}`);
  }
  for (const [name, text] of Object.entries(parsed.data?.Values ?? {})) env[name] ??= text;
}

/** Line and column, both from 1, as editors take them behind a file's name. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
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
