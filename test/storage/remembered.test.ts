import { expect, test } from 'vitest';
import type { Stored, SubjectState } from '../../src/app/model/subject.ts';
import { RememberedSubjects } from '../../src/storage/remembered.ts';
import { TableSubjectStore } from '../../src/storage/subject-store.ts';
import { NOON, ts, World } from '../support/world.ts';

const KEY = { tenantId: 'contoso', subject: 't-1' };

/** A store of this instance over the table of a world in which a token failed, with a member that a newer release keeps. */
async function stored() {
  const world = new World();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON) });
  const row = await world.rows.get(KEY.tenantId, 'token!t-1');
  if (!row) throw new Error('the token is stored');
  const record = JSON.stringify({ ...JSON.parse(String(row.record)), newer: 1 });
  await world.rows.put({ ...row, record, newerColumn: 'x' });
  return new TableSubjectStore(world.rows, () => NOON, { error: () => {} });
}

test('what is remembered is what a read would give, with all that a newer release keeps', async () => {
  const subjects = await stored();
  const basis = (await subjects.read(KEY.tenantId, [KEY.subject])).get(KEY.subject);
  if (basis?.value.kind !== 'token') throw new Error('it is a token');
  const { newer: _, ...record } = basis.value.record as typeof basis.value.record & { newer: number };

  await subjects.commit(KEY.tenantId, [{ state: { ...basis.value, record, no: 7 }, basis, timeline: [] }]);

  const read = await subjects.read(KEY.tenantId, [KEY.subject]);
  expect(subjects.recall(KEY.tenantId, [KEY.subject])).toEqual(read);
  expect(read.get(KEY.subject)).toMatchObject({
    value: { no: 7, record: { newer: 1 } },
    foreign: { newerColumn: 'x' },
  });
});

test('what was refused is not remembered', async () => {
  const subjects = await stored();
  const basis = (await subjects.read(KEY.tenantId, [KEY.subject])).get(KEY.subject);
  if (!basis) throw new Error('it is stored');
  await subjects.commit(KEY.tenantId, [{ state: basis.value, basis, timeline: [] }]);

  const answer = await subjects.commit(KEY.tenantId, [{ state: basis.value, basis, timeline: [] }]);

  expect(answer).toBe('conflict');
  expect(subjects.recall(KEY.tenantId, [KEY.subject]).size).toBe(0);
});

test('of more than it may hold, the longest unwritten is forgotten', () => {
  const states = ['a', 'b', 'c'].map((subject) => ({ value: { ...KEY, subject }, etag: '1' }) as Stored<SubjectState>);
  const remembered = new RememberedSubjects(2);

  for (const i of [0, 1, 0, 2]) remembered.keep(states[i] as Stored<SubjectState>);

  const kept = states.map(({ value }) => remembered.recall(value) !== undefined);
  expect(kept).toEqual([true, false, true]);
});
