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

it('makes text of numbers and booleans', () => {
  expect(load('{"Values":{"A":1,"B":true,"C":"x"}}')).toEqual({ A: '1', B: 'true', C: 'x' });
});

it('leaves what the environment has', () => {
  expect(load('{"Values":{"A":"1","B":"2"}}', { A: '0' })).toEqual({ A: '0', B: '2' });
});

it.each([
  ['{\n  "Values": {\n    "A" "1"\n  }\n}', /local\.settings\.json:3:9: \w+/],
  ['{\n  "Values": {', /local\.settings\.json:2:14: \w+/],
  ['nonsense', /local\.settings\.json:1:1: \w+/],
  ['', /local\.settings\.json:1:1: \w+/],
  ['{"Values":\n  {"A":["x"]}}', /local\.settings\.json:2:8: Values\.A must be a text/],
  ['{\n"Values": null}', /local\.settings\.json:2:11: Values must be an object/],
  ['[]', /local\.settings\.json:1:1: it must be an object/],
])('says where %j cannot be read', (text, reason) => {
  expect(() => load(text)).toThrow(reason);
});

it('does not need the file', () => {
  expect(() => loadLocalSettings(join(temporaryDirectory(), 'none.json'), {})).not.toThrow();
});
