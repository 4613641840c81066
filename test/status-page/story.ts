import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { PageContext } from '../../src/status-page/context.ts';
import type { PageBody } from '../../src/status-page/pages/page-body.ts';
import { type TokenData, tokenPage } from '../../src/status-page/pages/token-page.ts';
import { World } from '../support/world.ts';
import { CONTOSO, NOW } from './model.ts';

const KEY = { tenantId: CONTOSO, tokenId: '0a1b2c3d-5e6f-4a7b-8c9d-0123456789ab' };
const TOKEN = {
  ...KEY,
  displayName: 'Cedar Avenue School',
  organizationName: 'Contoso School District',
  locationName: 'Cedar Avenue',
  appleId: 'v***@contoso.example',
  accountType: 'education',
  countryOrRegion: 'us',
  tokenState: 'valid',
  expiresAt: timestampOf(NOW + 143 * DAY),
} as const;

/** What the app knows of a token that synced daily for a month, once failed and recovered, and fails since two days. */
export async function failingToken(): Promise<TokenData> {
  const world = new World({ start: NOW - 30 * DAY, targets: ['teams', 'email'] });
  const failed = new Set([0, 1, 13]);
  for (let ago = 28; ago >= 0; ago--) {
    // Intune syncs at about the same time each day.
    const syncedAt = NOW - ago * DAY - 4 * HOUR + ((ago * 37) % 50) * MINUTE;
    world.now = syncedAt + 20 * MINUTE;
    const status = failed.has(ago) ? 'failed' : 'completed';
    const detail = status === 'failed' ? { detail: "Apple's terms and conditions have changed" } : {};
    await world.report({ ...TOKEN, ...detail, status, lastSyncAt: timestampOf(syncedAt) });
  }
  world.now = NOW - 2 * HOUR;
  const { incident } = await world.token(KEY.tokenId, KEY.tenantId);
  await world.app.acknowledge(KEY.tenantId, incident?.id ?? '', { by: 'Mia', note: 'Terms are with the principal' });
  await world.settle();
  world.now = NOW;
  return dataOf(world);
}

async function dataOf({ app }: World): Promise<TokenData> {
  const state = await app.readToken(KEY);
  if (!state?.incident) throw new Error('the token has failed');
  const [history, timeline, notifications] = await Promise.all([
    app.views.history(KEY, { limit: 300 }),
    app.views.timeline(KEY.tenantId, state.incident.id),
    app.notificationsOf({ tenantId: KEY.tenantId, subject: KEY.tokenId }),
  ]);
  return { state, timeline, notifications, history: history.items };
}

/** Its page. */
export async function failingTokenPage(context: PageContext): Promise<PageBody> {
  return tokenPage(await failingToken(), context);
}
