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

/** `GET /api/health`: anonymous, so it says how things are and not why. */
export function registerHealth(boot: Boot): void {
  register('health', { methods: ['GET'], route: 'health', authLevel: 'anonymous' }, async () => {
    const { status } = await healthOf(boot);
    return { status: status === 'down' ? 503 : 200, jsonBody: { status } };
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
    const reasons = [
      ...(isSweepLate ? ['the last complete sweep is too long ago, so what sends no report goes unseen'] : []),
      ...failing.map(({ target, lastError }) => `${target} has only failed for an hour or more: ${lastError}`),
      // Nobody is woken by a log; that is a choice to be made knowingly, not a fault.
      ...(targets.size === 1 ? ['the log is the only channel that is on'] : []),
    ];
    const completedAt = heartbeat?.completedAt;
    const lastSweep = completedAt === undefined ? null : new Date(completedAt).toISOString();
    return { status: isSweepLate || failing.length > 0 ? 'degraded' : 'ok', lastSweep, reasons };
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    return { status: 'down', lastSweep: null, reasons: [error.message] };
  }
}
