import { createHash } from 'node:crypto';
import type { TroubleNotice } from '../src/app/model/notice.ts';
import type { Clock } from '../src/app/model/ports.ts';
import { targetsOf } from '../src/channels/targets.ts';
import { DAY } from '../src/domain/policy.ts';
import type { Boot } from './boot.ts';
import { invocationLog } from './invocation-log.ts';

const SYSTEM_PARTITION = '_system';

/** Wrong settings are told again after this long, since nothing else works meanwhile. */
const REMIND_EVERY = DAY;

/**
 * Tells of wrong settings through the channels whose own settings are right. What was told is kept in the table, so
 * that the same problems are told once a day and not at every sweep.
 */
export async function tellTrouble(boot: Extract<Boot, { ok: false }>, clock: Clock): Promise<void> {
  const { problems, valid, routes } = boot;
  invocationLog.error(`the settings of this app are wrong: ${problems.join('; ')}`);
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
  };
  // The log takes everything, and the line above stands there already; what counts is whether anybody else was reached.
  const targets = [...targetsOf(valid, clock, { routes }).values()].filter(({ id }) => id !== 'log');
  const sent = await Promise.all(targets.map((target) => target.send(notice)));
  // Marked only afterwards: told twice after a crash is better than never. Where nobody took it, the next sweep tries.
  if (sent.some(({ kind }) => kind === 'delivered')) {
    await table.put(toRow(SYSTEM_PARTITION, rowKey, { toldAt: toTimeColumn(now) }));
  }
}
