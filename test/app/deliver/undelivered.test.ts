import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../../src/domain/policy.ts';
import { type Instance, send, startInstance } from '../../integration/instance.ts';
import { MemoryRows } from '../../support/memory-rows.ts';

const LINE =
  /^delivery: undelivered, target=webhook message=\S+ type=vpp\.incident\.opened tenant=contoso token=\S+ no=1$/;

test('what a target refuses is said in the log at once', async () => {
  const app = await startInstance('UseDevelopmentStorage=true', {}, () => new MemoryRows());
  app.webhook.answer = () => ({ kind: 'refused', reason: 'answered 400' });
  await send(app, { tenantId: 'contoso', status: 'failed' });

  await app.deliver({ target: 'webhook' }, 1);

  expect(undelivered(app)).toEqual([expect.stringMatching(LINE)]);
});

test('what only fails is said when it is given up, and not before', async () => {
  const app = await startInstance('UseDevelopmentStorage=true', {}, () => new MemoryRows());
  await send(app, { tenantId: 'contoso', status: 'failed' });
  app.webhook.answer = () => ({ kind: 'failed', reason: 'answered 500', status: 500 });

  for (app.time = 0; app.time < DAY; app.time += HOUR) {
    await app.deliver({ target: 'webhook' }, 1);
  }
  const early = undelivered(app);
  app.time = DAY + HOUR;
  await app.deliver({ target: 'webhook' }, 1);

  expect(early).toEqual([]);
  expect(undelivered(app)).toEqual([expect.stringMatching(LINE)]);
});

function undelivered({ lines }: Instance): readonly string[] {
  return lines.filter((line) => line.startsWith('delivery: undelivered'));
}
