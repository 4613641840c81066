import { createHash } from 'node:crypto';
import { tellTrouble as tell } from '../src/app/health/tell-trouble.ts';
import type { Clock } from '../src/app/model/ports.ts';
import { targetsFor } from '../src/config/targets.ts';
import type { Settled } from './boot.ts';
import { invocationLog } from './invocation-log.ts';

/** Says what is wrong with the settings, in the log and through the channels whose own settings are valid. */
export async function tellTrouble(settled: Extract<Settled, { ok: false }>, clock: Clock): Promise<void> {
  const { problems, valid, routes, app } = settled;
  invocationLog.error(`settings: invalid, no token is monitored, problems="${problems.join('; ')}"`);
  const [{ openTable }, { TableAppStore }] = await Promise.all([
    import('../src/storage/connect.ts'),
    import('../src/storage/app-store.ts'),
  ]);
  const table = await openTable(valid);
  if (!table) return;
  const store = new TableAppStore(table, invocationLog);
  const hash = createHash('sha256').update(problems.join('\n')).digest('hex').slice(0, 16);
  // The log has the line above; what counts is whether anybody else was reached.
  const targets = [...targetsFor(valid, routes, { clock, log: invocationLog }).values()].filter(
    ({ id }) => id !== 'log',
  );
  await tell(problems, hash, app, {
    targets,
    clock,
    readToldAt: () => store.readTroubleToldAt(hash),
    writeToldAt: (at) => store.writeTroubleToldAt(hash, at),
  });
}
