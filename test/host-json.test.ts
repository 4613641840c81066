import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { logging } = JSON.parse(readFileSync(new URL('../host.json', import.meta.url), 'utf8'));

test('the real host is left its own filter, so that it does not log every look at an empty queue', () => {
  expect(logging.logLevel).not.toHaveProperty('default');
});

test('successful requests are logged', () => {
  const level = logging.logLevel['Host.Results'] ?? logging.logLevel.Host ?? 'Information';

  expect(['Trace', 'Debug', 'Information']).toContain(level);
});

test('what functions log is logged, alerts among it, and no sample leaves any of it out', () => {
  const { samplingSettings } = logging.applicationInsights;

  expect(logging.logLevel.Function).toBe('Information');
  expect(samplingSettings.excludedTypes.split(';')).toEqual(expect.arrayContaining(['Trace', 'Exception', 'Request']));
});
