import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vpp-trace-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a trace of the bundle names lines of the source, and other lines stay as they are', async () => {
  writeFileSync(join(folder, 'fault.ts'), "\n\nexport function fail() {\n  throw new Error('planted');\n}\n");
  const entryPoints = { index: join(folder, 'fault.ts') };
  const outExtension = { '.js': '.mjs' };
  await build({
    entryPoints,
    outExtension,
    outdir: join(folder, 'dist'),
    format: 'esm',
    minify: true,
    sourcemap: true,
  });
  const { fail } = await import(pathToFileURL(join(folder, 'dist/index.mjs')).href);
  const input = `${stackOf(fail)}\n    at run (node:internal/timers:1:2)`;

  const script = join(process.cwd(), 'scripts/trace.ts');
  const named = execFileSync(process.execPath, [script], { cwd: folder, input, encoding: 'utf8' });

  expect(named).toMatch(/fault\.ts:4:\d+/);
  expect(named).toContain('Error: planted');
  expect(named).toContain('at run (node:internal/timers:1:2)');
});

function stackOf(fail: () => void): string {
  try {
    fail();
  } catch (error) {
    return (error as Error).stack ?? '';
  }
  return '';
}
