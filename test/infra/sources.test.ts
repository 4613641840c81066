import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BICEP_VERSION, hashOfSources, SOURCES_HASH } from '../../scripts/infra-sources.ts';
import { TEMPLATE, TEMPLATE_TEXT, templatesIn } from './template.ts';

test('the template is the one that the sources make: after a change, run `npm run infra`', () => {
  expect(hashOfSources()).toBe(readFileSync(SOURCES_HASH, 'utf8').trim());
});

test('it was built by the release of Bicep that the scripts name', () => {
  const versions = [...TEMPLATE_TEXT.matchAll(/"_generator": \{\s*"name": "bicep",\s*"version": "([\d.]+)"/g)];

  expect(versions).toHaveLength(templatesIn(TEMPLATE).length);
  expect(new Set(versions.map(([, version]) => version?.startsWith(BICEP_VERSION)))).toEqual(new Set([true]));
});

test('every rule of the linter is an error, and azd finds no rules that fail by the calendar', () => {
  const { rules } = JSON.parse(readFileSync('test/infra/bicepconfig.json', 'utf8')).analyzers.core;

  expect(Object.keys(rules).length).toBeGreaterThanOrEqual(53);
  expect(new Set(Object.values(rules).map((it) => (it as { level: string }).level))).toEqual(new Set(['error']));
  expect(() => readFileSync('infra/bicepconfig.json')).toThrow('ENOENT');
});
