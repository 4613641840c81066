import { StorageUnavailable } from '../src/app/ports.ts';
import type { Boot } from './boot.ts';
import { register } from './http.ts';

/** `GET /api/health`: anonymous, so it says how things are and not why. */
export function registerHealth(boot: Boot): void {
  register('health', { methods: ['GET'], route: 'health', authLevel: 'anonymous' }, async () => {
    const status = await statusOf(boot);
    return { status: status === 'down' ? 503 : 200, jsonBody: { status } };
  });
}

async function statusOf(boot: Boot): Promise<'ok' | 'down'> {
  if (!boot.ok) return 'down';
  try {
    const { ingest } = await boot.service();
    for await (const _ of ingest.store.listTenants()) break;
    return 'ok';
  } catch (error) {
    if (error instanceof StorageUnavailable) return 'down';
    throw error;
  }
}
