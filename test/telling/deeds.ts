import type { TokenState } from '../../src/domain/report.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { World } from './world.ts';

/** What happens to a token, as a report says it. */
export type Word = 'fails' | 'completes' | 'invalid' | 'expired' | 'duplicate';

const STATES: Readonly<Partial<Record<Word, TokenState>>> = {
  completes: 'valid',
  invalid: 'invalid',
  expired: 'expired',
  duplicate: 'duplicateLocationId',
};

export const TENANT = 'contoso';

/** A request reports these tokens. */
export function report(world: World, word: Word, tokens: readonly string[], tenantId = TENANT): void {
  const at = timestampOf(world.now);
  const items = tokens.map((tokenId, index) => ({
    index,
    contentHash: '',
    report: {
      ...{ tenantId, tokenId },
      status: word === 'fails' ? ('failed' as const) : ('completed' as const),
      ...(STATES[word] && { tokenState: STATES[word] }),
      ...{ lastSyncAt: at, observedAt: at, receivedAt: at, source: 'report' },
    },
  }));
  world.begin(`${word}-${tokens.join('+')}-`, (app) => app.ingest(items));
}

export function sweep(world: World): void {
  world.begin('sweep', (app) => app.sweep());
}

/** @param minutes how long; 0 lifts it */
export function silence(world: World, subject: string, minutes: number, tenantId = TENANT): void {
  const at = world.now;
  const until = at + minutes * 60_000;
  const wish = minutes > 0 ? { until, at, by: 'somebody' } : undefined;
  world.begin(minutes > 0 ? 'silence' : 'lift', (app) => app.silence(tenantId, subject, wish));
}

/** Somebody is at the incident of a token, if it has one that is open. */
export function acknowledge(world: World, tokenId: string, tenantId = TENANT): void {
  world.begin('acknowledge', async (app) => {
    const incident = (await app.readToken({ tenantId, tokenId }))?.incident;
    if (incident) await app.acknowledge(tenantId, incident.id, { by: 'somebody' });
  });
}

export function redrive(world: World, target: string): void {
  world.begin('redrive', (app) => app.redrive(target, {}));
}
