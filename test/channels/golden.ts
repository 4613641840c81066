import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

const UPDATE = process.env.UPDATE_GOLDEN === '1';

/**
 * Compares a payload with `golden/{channel}/{kind}.json` (or `.txt` for text). Golden files are only written with
 * `UPDATE_GOLDEN=1`; run `biome check --write test/channels/golden` afterwards, and read the difference.
 */
export function expectGolden(
  channel: string,
  kind: string,
  payload: unknown,
  extension = typeof payload === 'string' ? 'txt' : 'json',
): void {
  const isText = typeof payload === 'string';
  const file = join(import.meta.dirname, 'golden', channel, `${kind}.${extension}`);
  if (UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${isText ? payload.trimEnd() : JSON.stringify(payload, null, 2)}\n`);
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: run once with UPDATE_GOLDEN=1 and read what it wrote`);
  const golden = readFileSync(file, 'utf8');
  if (isText) expect(`${payload.trimEnd()}\n`).toBe(golden);
  else expect(JSON.parse(JSON.stringify(payload))).toEqual(JSON.parse(golden));
}
