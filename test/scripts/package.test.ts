import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { App, buildBundle } from '../support/app.ts';
import { unzip } from '../support/zip.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('every chunk of the bundle is packed, beside the settings of the host and a manifest without dependencies', () => {
  const files = unzip(packed({ 'dist/index.mjs': 'a', 'dist/chunk-A1.mjs': 'b', 'dist/deep/chunk-B2.mjs': 'c' }));

  expect([...files.keys()]).toEqual([
    'dist/chunk-A1.mjs',
    'dist/deep/chunk-B2.mjs',
    'dist/index.mjs',
    'host.json',
    'package.json',
  ]);
  expect(files.get('host.json')).toEqual(readFileSync(join(ROOT, 'host.json')));
  expect(Object.keys(JSON.parse(String(files.get('package.json'))))).not.toContain('dependencies');
});

test('maps, tests and settings of this machine stay out, and rules for alerts and tenants go in', () => {
  const others = {
    'dist/index.mjs.map': '{}',
    'local.settings.json': '{}',
    'test/a.mjs': '',
    'node_modules/b.mjs': '',
  };

  const files = unzip(
    packed({ 'dist/index.mjs': 'a', 'alert-routes.json': '{"rules":[]}', 'tenants.json': '[]', ...others }),
  );

  expect([...files.keys()]).toEqual([
    'alert-routes.json',
    'dist/index.mjs',
    'host.json',
    'package.json',
    'tenants.json',
  ]);
});

test('the folder that azd takes holds the same', () => {
  const dist = /^ +dist: (\w+)$/m.exec(readFileSync(join(ROOT, 'azure.yaml'), 'utf8'))?.[1] ?? '';

  const zip = unzip(packed({ 'dist/index.mjs': 'a', 'dist/chunk-A1.mjs': 'b' }));

  const folder = join(folders.at(-1) ?? '', dist);
  expect(globSync('**/*.*', { cwd: folder }).sort()).toEqual([...zip.keys()]);
  for (const [name, content] of zip) expect(readFileSync(join(folder, name))).toEqual(content);
});

test('the same files make the same zip, whenever and however they were checked out', () => {
  const bundle = { 'dist/index.mjs': 'a', 'dist/chunk-A1.mjs': 'b' };

  const first = packed(bundle);
  const second = packed(bundle, (folder) => {
    const file = join(folder, 'dist/index.mjs');
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    chmodSync(file, 0o600);
  });

  expect(second.equals(first)).toBe(true);
});

test('what is packed runs in an empty folder, with no node_modules above it', async () => {
  const build = temporary();
  await buildBundle(build);
  const here = temporary();
  const zip = packed({}, (folder) => cpSync(join(build, 'dist'), join(folder, 'dist'), { recursive: true }));
  for (const [name, content] of unzip(zip)) {
    mkdirSync(join(here, dirname(name)), { recursive: true });
    writeFileSync(join(here, name), content);
  }

  const app = await App.start(here, {}, join(here, 'dist/index.mjs'));
  const answer = await app.get('health');
  await app.stop();
  const env = { PATH: process.env.PATH, TEAMS_WEBHOOK_URL: 'https://teams.example', AzureWebJobsStorage: CONNECTION };
  const found = execFileSync(process.execPath, ['dist/cli.mjs', 'doctor', '--offline'], { cwd: here, env });

  expect(answer).toMatchObject({ status: 200, json: { status: 'ok' } });
  expect(String(found)).toContain('Alerts go to teams.');
});

const CONNECTION = `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${'A'.repeat(86)}==`;

/** The zip of a working tree with these files, after something was done to them. */
function packed(files: Readonly<Record<string, string>>, change: (folder: string) => void = () => {}): Buffer {
  const folder = temporary();
  for (const name of ['host.json', 'package.json']) cpSync(join(ROOT, name), join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  change(folder);
  execFileSync(process.execPath, [join(ROOT, 'scripts/package.ts')], { cwd: folder });
  return readFileSync(join(folder, 'vpp-token-sync-webhook.zip'));
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vpp-package-'));
  folders.push(folder);
  return folder;
}
