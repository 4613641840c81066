import { afterEach, expect, test } from 'vitest';
import { readSource } from '../../cli/source.ts';
import { noteRunning } from '../../local/running-storage.ts';
import { temporaryDirectory } from './fixture-host.ts';

const EMULATOR = 'UseDevelopmentStorage=true';
const ours = 'AccountName=devstoreaccount1;TableEndpoint=http://127.0.0.1:1234/devstoreaccount1;';
let forget = () => {};
afterEach(() => forget());

test.each([
  ['settings name none', {}, { AzureWebJobsStorage: ours }],
  [
    'settings ask for the emulator',
    { AzureWebJobsStorage: EMULATOR, STATE_TABLE_CONNECTION: EMULATOR },
    { AzureWebJobsStorage: ours, STATE_TABLE_CONNECTION: ours },
  ],
  ['settings name an account', { AzureWebJobsStorage: 'AccountName=a' }, { AzureWebJobsStorage: 'AccountName=a' }],
  ['an identity signs in', { AzureWebJobsStorage__accountName: 'a' }, { AzureWebJobsStorage__accountName: 'a' }],
])('a command uses the storage that runs where %s', (_when, settings, expected) => {
  const LOCAL_DATA_DIR = temporaryDirectory();
  forget = noteRunning(ours, LOCAL_DATA_DIR);

  expect(readSource(undefined, { ...settings, LOCAL_DATA_DIR }).environment).toEqual({ ...expected, LOCAL_DATA_DIR });
});

test('a storage that has ended is not used any more', () => {
  const LOCAL_DATA_DIR = temporaryDirectory();
  noteRunning(ours, LOCAL_DATA_DIR)();

  expect(readSource(undefined, { LOCAL_DATA_DIR }).environment).toEqual({ LOCAL_DATA_DIR });
});
