import { createHash } from 'node:crypto';
import type { TroubleNotice } from '../src/app/model/notice.ts';
import type { Clock } from '../src/app/model/ports.ts';
import { targetsOf } from '../src/channels/targets.ts';
import { DAY } from '../src/domain/policy.ts';
import type { Boot } from './boot.ts';
import { invocationLog } from './invocation-log.ts';

const SYSTEM_PARTITION = '_system';

/** An alert about invalid settings is repeated after this long, since nothing else works meanwhile. */
const REMIND_EVERY = DAY;

/**
 * Sends an alert about invalid settings through the channels whose own settings are valid. That it was sent is kept in
 * the table, so that the same problems are sent once a day and not at every sweep.
 */
export async function tellTrouble(boot: Extract<Boot, { ok: false }>, clock: Clock): Promise<void> {
  const { problems, valid, routes } = boot;
  invocationLog.error(`settings: invalid, no token is monitored, problems="${problems.join('; ')}"`);
  if (!valid.AzureWebJobsStorage && !valid.AzureWebJobsStorage__accountName) return;
  const [{ connect }, { fromTimeColumn, toRow, toTimeColumn }] = await Promise.all([
    import('../src/storage/connections.ts'),
    import('../src/storage/row.ts'),
  ]);
  const { table } = await connect(valid);
  const now = clock();
  const hash = createHash('sha256').update(problems.join('\n')).digest('hex').slice(0, 16);
  const rowKey = `trouble!${hash}`;
  const toldAt = fromTimeColumn((await table.get(SYSTEM_PARTITION, rowKey))?.toldAt);
  if (toldAt !== undefined && now - toldAt < REMIND_EVERY) return;
  const notice: TroubleNotice = {
    type: 'vpp.trouble',
    notificationId: `settings-${hash}-${Math.floor(now / REMIND_EVERY)}`,
    at: now,
    severity: 'critical',
    trouble: 'settings',
    problems,
    ...(boot.app && { app: boot.app }),
  };
  // The log takes everything, and the line above stands there already; what counts is whether anybody else was reached.
  const targets = [...(await targetsOf(valid, clock, { routes })).values()].filter(({ id }) => id !== 'log');
  const sent = await Promise.all(targets.map((target) => target.send(notice)));
  // Marked only afterwards: twice after a crash is better than never. If no target took it, the next sweep tries again.
  if (sent.some(({ kind }) => kind === 'delivered')) {
    await table.put(toRow(SYSTEM_PARTITION, rowKey, { toldAt: toTimeColumn(now) }));
  }
}
