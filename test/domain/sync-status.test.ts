import { expect, test } from 'vitest';
import { parseSyncStatus, SYNC_STATUSES, statusValue } from '../../src/domain/sync-status.ts';

test.each([
  ['none', 'none'],
  ['inProgress', 'inProgress'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['None', 'none'],
  ['InProgress', 'inProgress'],
  ['Failed', 'failed'],
  ['FAILED', 'failed'],
  ['INPROGRESS', 'inProgress'],
  ['inprogress', 'inProgress'],
  ['cOMPLETED', 'completed'],
  [0, 'none'],
  [1, 'inProgress'],
  [2, 'completed'],
  [3, 'failed'],
  ['0', 'none'],
  ['1', 'inProgress'],
  ['2', 'completed'],
  ['3', 'failed'],
])('%j is read as %s', (input, status) => {
  expect(parseSyncStatus(input)).toBe(status);
});

test.each([
  [-1],
  [4],
  [1.5],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [true],
  [false],
  [null],
  [undefined],
  [['failed']],
  [{ status: 'failed' }],
  [''],
  [' '],
  [' failed'],
  ['failed '],
  ['failed\n'],
  ['4'],
  ['-1'],
  ['1.5'],
  ['1.0'],
  ['01'],
  ['+1'],
  ['1e0'],
  ['0x1'],
  ['3failed'],
  ['unknownFutureValue'],
  ['in progress'],
  ['in_progress'],
  ['constructor'],
  ['__proto__'],
  ['.0'],
  ['1-d'],
  ['pbm-2'],
  ['1/3'],
  ['せ'],
  ['フェール'],
  ['３'],
  ['inProgreſs'],
])('%j is refused', (input) => {
  expect(parseSyncStatus(input)).toBeUndefined();
});

test('the members are numbered as in Graph', () => {
  expect(SYNC_STATUSES.map((name) => [name, statusValue(name)])).toEqual([
    ['none', 0],
    ['inProgress', 1],
    ['completed', 2],
    ['failed', 3],
  ]);
});
