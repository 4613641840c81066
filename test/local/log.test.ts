import { expect, it } from 'vitest';
import { describeFailure } from '../../local/log.ts';
import { StorageUnavailable } from '../../src/app/model/ports.ts';

it('says an outage of storage in one line', () => {
  const failure = new StorageUnavailable('table storage: ECONNREFUSED', { cause: new Error('connect ECONNREFUSED') });

  expect(describeFailure(failure)).toBe('table storage: ECONNREFUSED');
});

it('shows where any other error came from', () => {
  expect(describeFailure(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n +at .*log/);
});

it('shows what was thrown where that is not an error', () => {
  expect(describeFailure('stop')).toBe('stop');
});
