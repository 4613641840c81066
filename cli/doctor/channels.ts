import type { Log } from '../../src/app/model/ports.ts';
import type { AlertRoutes } from '../../src/config/alert-routes.ts';
import type { Settings } from '../../src/config/settings.ts';
import { targetsFor } from '../../src/config/targets.ts';
import { type AppName, type Finding, setCommand } from './finding.ts';

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Where alerts go.
 *
 * @param vaulted how many settings stand in a vault that cannot be read from here: channels may be among them
 */
export function channelFindings(
  settings: Partial<Settings>,
  routes: AlertRoutes | undefined,
  vaulted: number,
  app: AppName,
): readonly Finding[] {
  const ids = [...targetsFor(settings, routes, { clock: Date.now, log: SILENT }).keys()].filter((id) => id !== 'log');
  const heartbeat: Finding = settings.HEARTBEAT_URL
    ? { about: 'channels', level: 'ok', text: 'HEARTBEAT_URL is called after each complete check.' }
    : {
        about: 'channels',
        level: 'note',
        text: 'If this app stops, nothing says so. Have a monitor elsewhere expect a call after each check:',
        mend: [setCommand(app, "'HEARTBEAT_URL=<https address>'")],
      };
  if (ids.length > 0) return [{ about: 'channels', level: 'ok', text: `Alerts go to ${ids.join(', ')}.` }, heartbeat];
  if (vaulted > 0) return [heartbeat];
  const mend = [setCommand(app, "'TEAMS_WEBHOOK_URL=<https address>'")];
  return [{ about: 'channels', level: 'problem', text: 'Alerts reach no one: no channel is set.', mend }, heartbeat];
}

/** Sends a test through every channel. */
export async function testFindings(
  settings: Partial<Settings>,
  routes: AlertRoutes | undefined,
  now: number,
): Promise<readonly Finding[]> {
  const targets = targetsFor(settings, routes, { clock: Date.now, log: SILENT });
  const others = [...targets.values()].filter(({ id }) => id !== 'log');
  return Promise.all(
    others.map(async (target): Promise<Finding> => {
      const outcome = await target.send({
        type: 'vpp.test',
        notificationId: `doctor-${now}`,
        at: now,
        severity: 'info',
      });
      return outcome.kind === 'delivered'
        ? { about: 'channels', level: 'ok', text: `${target.id} took a test alert.` }
        : { about: 'channels', level: 'problem', text: `${target.id} did not take a test alert: ${outcome.reason}.` };
    }),
  );
}
