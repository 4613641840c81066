import { expect, test } from 'vitest';
import { connectToQueues } from '../../local/app-settings.ts';

test.each<[string, Record<string, string>, string]>([
  ['a name', { WORK__accountName: 'contoso' }, 'https://contoso.queue.core.windows.net'],
  [
    'a name in another cloud',
    { WORK__accountName: 'contoso', STORAGE_ENDPOINT_SUFFIX: 'core.chinacloudapi.cn' },
    'https://contoso.queue.core.chinacloudapi.cn',
  ],
  [
    'an address, which goes before a name',
    { WORK__accountName: 'contoso', WORK__queueServiceUri: 'https://queues.example' },
    'https://queues.example',
  ],
])('the local host finds the queues of a connection by %s', async (_, env, url) => {
  const queues = await connectToQueues('WORK', env);

  expect(queues.url.replace(/\/$/, '')).toBe(url);
});
