import { MINUTE, SECOND } from '../../src/domain/policy.ts';
import type { TokenState } from '../../src/domain/report.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { TargetSpec } from './fake-target.ts';
import type { World } from './world.ts';

/** What a report may say of a token. */
export type Word = 'fails' | 'completes' | 'invalid' | 'expired' | 'duplicate';

/** Something that happens in a world by itself, at so many seconds from its start. */
export type Deed = { readonly at: number; readonly tenant?: string } & (
  | { readonly does: Word; readonly tokens: readonly string[] }
  | { readonly does: 'sweep' | 'otherSettings' }
  /** For so many minutes; 0 lifts it. Of a token, or `*` for the tenant. */
  | { readonly does: 'silence'; readonly subject: string; readonly minutes: number }
  | { readonly does: 'acknowledge'; readonly token: string }
  | { readonly does: 'redrive' | 'leaves'; readonly target: string }
  | { readonly does: 'comes'; readonly target: TargetSpec }
  /** Routes let it hear of less, or of all again. */
  | { readonly does: 'wants'; readonly target: string; readonly severity: 'info' | 'critical' }
  /** From now on a target answers so; without an answer as it should. */
  | { readonly does: 'answers'; readonly answer?: 'refused' | 'failed' | 'notTaken' | 'noAnswer' }
);

export const TENANT = 'contoso';

const STATES: Readonly<Partial<Record<Word, TokenState>>> = {
  completes: 'valid',
  invalid: 'invalid',
  expired: 'expired',
  duplicate: 'duplicateLocationId',
};

/** Writes deeds into a world's agenda. */
export function schedule(world: World, deeds: readonly Deed[]): void {
  for (const deed of deeds) world.at(deed.at * SECOND, () => begin(world, deed));
}

function begin(world: World, deed: Deed): void {
  const { tenant = TENANT } = deed;
  switch (deed.does) {
    case 'sweep':
      world.begin('sweep', (app) => app.sweep());
      break;
    case 'otherSettings':
      world.policyHash = `${world.policyHash}'`;
      break;
    case 'silence':
      silence(world, tenant, deed.subject, deed.minutes);
      break;
    case 'acknowledge':
      acknowledge(world, tenant, deed.token);
      break;
    case 'redrive':
      world.begin('redrive', (app) => app.redrive(deed.target, {}));
      break;
    case 'leaves':
      world.remove(deed.target);
      world.isTroubled = true;
      break;
    case 'comes':
      world.configure(deed.target);
      break;
    case 'wants':
      world.routes.set(deed.target, deed.severity);
      world.policyHash = `${world.policyHash}'`;
      world.isTroubled = true;
      break;
    case 'answers':
      world.answers = () => deed.answer ?? 'delivered';
      break;
    default:
      report(world, deed.does, deed.tokens, tenant);
      break;
  }
}

function report(world: World, word: Word, tokens: readonly string[], tenantId: string): void {
  const at = timestampOf(world.now);
  // Of two reports of one instant the later speaks of the later sync.
  const lastSyncAt = timestampOf(world.now - SECOND + world.nextSync());
  const items = tokens.map((tokenId, index) => ({
    index,
    contentHash: '',
    report: {
      ...{ tenantId, tokenId },
      status: word === 'fails' ? ('failed' as const) : ('completed' as const),
      ...(STATES[word] && { tokenState: STATES[word] }),
      ...{ lastSyncAt, observedAt: at, receivedAt: at, source: 'report' },
    },
  }));
  world.begin(`${word}-${tokens.join('+')}-`, (app) => app.ingest(items));
}

function silence(world: World, tenantId: string, subject: string, minutes: number): void {
  const at = world.now;
  const wish = minutes > 0 ? { until: at + minutes * MINUTE, at, by: 'somebody' } : undefined;
  world.begin(wish ? 'silence' : 'lift', (app) => app.silence(tenantId, subject, wish));
}

/** Somebody is at the incident of a token, if it has one. */
function acknowledge(world: World, tenantId: string, tokenId: string): void {
  world.begin('acknowledge', async (app) => {
    const incident = (await app.readToken({ tenantId, tokenId }))?.incident;
    if (incident) await app.acknowledge(tenantId, incident.id, { by: 'somebody' });
  });
}
