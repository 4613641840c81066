import type { Boot } from './boot.ts';
import { register } from './http.ts';

/** `GET` and `HEAD /api/health` (some uptime monitors send the latter): anonymous, so it says how things are; `/api/health/reasons` says why, and what to do. */
export function registerHealth(boot: Boot): void {
  register('health', { methods: ['GET', 'HEAD'], route: 'health', authLevel: 'anonymous' }, async (request) => {
    const { status } = await healthOf(boot);
    const code = status === 'down' ? 503 : 200;
    return request.method === 'HEAD' ? { status: code } : { status: code, jsonBody: { status } };
  });
  register('health-reasons', { methods: ['GET'], route: 'health/reasons', authLevel: 'function' }, async () => {
    const { status, lastSweepAt, reasons } = await healthOf(boot);
    const { reasonView } = await import('../src/app/health/reasons.ts');
    const lastSweep = lastSweepAt === undefined ? null : new Date(lastSweepAt).toISOString();
    return { status: status === 'down' ? 503 : 200, jsonBody: { status, reasons: reasons.map(reasonView), lastSweep } };
  });
}

async function healthOf(boot: Boot) {
  const settled = await boot();
  if (!settled.ok) {
    const { settingsReasons } = await import('../src/app/health/health.ts');
    return { status: 'down', reasons: settingsReasons(settled.problems), lastSweepAt: undefined } as const;
  }
  return (await settled.service()).health();
}
