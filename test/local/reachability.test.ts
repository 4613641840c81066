import { expect, it } from 'vitest';
import { describeFailure, type LogEntry } from '../../local/log.ts';
import { Reachability } from '../../local/reachability.ts';
import { StorageUnavailable } from '../../src/app/model/ports.ts';

it('says once that a service is out of reach, and once that it is back', () => {
  const lines: LogEntry[] = [];
  const storage = new Reachability('Queue storage', (entry) => lines.push(entry));

  storage.succeeded();
  for (let i = 0; i < 5; i++) storage.failed(new Error('connect ECONNREFUSED\n{ the whole request }'));
  storage.succeeded();
  storage.succeeded();
  storage.failed('gone');

  expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warning: Queue storage cannot be reached (connect ECONNREFUSED); it is tried again until it can',
    'information: Queue storage can be reached again',
    'warning: Queue storage cannot be reached (gone); it is tried again until it can',
  ]);
});

it('takes one line for a failure that the app throws on purpose, and the stack for a slip', () => {
  const unavailable = new StorageUnavailable('table storage: ECONNREFUSED', { cause: new Error('connect') });

  expect(describeFailure(unavailable)).toBe('table storage: ECONNREFUSED');
  expect(describeFailure(new TypeError('x is undefined'))).toMatch(/^TypeError: x is undefined\n +at /);
});
