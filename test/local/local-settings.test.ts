import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadLocalSettings } from '../../local/local-settings.ts';
import { temporaryDirectory } from './fixture-host.ts';

function load(text: string, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = join(temporaryDirectory(), 'local.settings.json');
  writeFileSync(path, text);
  loadLocalSettings(path, env);
  return env;
}

it.each([
  ['plain', '{"IsEncrypted":false,"Values":{"A":"1"}}'],
  ['with a byte order mark', '\ufeff{"Values":{"A":"1"}}'],
  ['with comments', '// here\n{"Values":{ /* there */ "A":"1" // and there\n}}'],
  ['with trailing commas', '{"Values":{"A":"1",},}'],
])('reads the file %s', (_, text) => {
  expect(load(text)).toEqual({ A: '1' });
});

it('leaves what the environment has', () => {
  expect(load('{"Values":{"A":"1","B":"2"}}', { A: '0' })).toEqual({ A: '0', B: '2' });
});

it.each([
  ['{\n  "Values": {\n    "A" "1"\n  }\n}', /local\.settings\.json:3:9: \w+/],
  ['{\n  "Values": {', /local\.settings\.json:2:14: \w+/],
  ['nonsense', /local\.settings\.json:1:1: \w+/],
  ['{"Values":{"A":1}}', /Values\.A/],
])('says where %j cannot be read', (text, reason) => {
  expect(() => load(text)).toThrow(reason);
});

it('does not need the file', () => {
  expect(() => loadLocalSettings(join(temporaryDirectory(), 'none.json'), {})).not.toThrow();
});
