import { isLate } from '../src/app/commit/outage.ts';
import { troubled } from '../src/app/deliver/target-health.ts';
import { StorageUnavailable } from '../src/app/model/ports.ts';
import type { Boot } from './boot.ts';
import { register } from './http.ts';

interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly lastSweep: string | null;
  readonly reasons: readonly string[];
}

/** `GET` and `HEAD /api/health` (some uptime monitors send the latter): anonymous, so it says how things are and not why. */
export function registerHealth(boot: Boot): void {
  register('health', { methods: ['GET', 'HEAD'], route: 'health', authLevel: 'anonymous' }, async (request) => {
    const { status } = await healthOf(boot);
    const code = status === 'down' ? 503 : 200;
    return request.method === 'HEAD' ? { status: code } : { status: code, jsonBody: { status } };
  });
  register('health-reasons', { methods: ['GET'], route: 'health/reasons', authLevel: 'function' }, async () => {
    const health = await healthOf(boot);
    return { status: health.status === 'down' ? 503 : 200, jsonBody: health };
  });
}

async function healthOf(boot: Boot): Promise<Health> {
  if (!boot.ok) return { status: 'down', lastSweep: null, reasons: boot.problems };
  try {
    const { sweep, clock, targets } = await boot.service();
    const heartbeat = await sweep.system.readHeartbeat();
    const all = await sweep.health.listTargets();
    const failing = troubled(all, clock()).filter(({ target }) => targets.has(target));
    const isSweepLate = isLate(heartbeat, clock(), sweep.period);
    const completedAt = heartbeat?.completedAt;
    const reasons = [
      ...(isSweepLate ? [`${lastCheck(completedAt)}; missing reports are not noticed until the next one`] : []),
      ...failing.map(
        ({ target, lastError }) => `every attempt to ${target} has failed for an hour or more: ${lastError}`,
      ),
      // A log wakes nobody; that is a choice to be made knowingly, not a fault.
      ...(targets.size === 1 ? ['the log is the only channel that is on'] : []),
    ];
    const lastSweep = completedAt === undefined ? null : new Date(completedAt).toISOString();
    return { status: isSweepLate || failing.length > 0 ? 'degraded' : 'ok', lastSweep, reasons };
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    return { status: 'down', lastSweep: null, reasons: [error.message] };
  }
}

function lastCheck(at: number | undefined): string {
  return at === undefined
    ? 'no check has completed yet'
    : `the last complete check was at ${new Date(at).toISOString()}`;
}
