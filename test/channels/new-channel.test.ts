import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Secret } from '../../src/app/model/secret.ts';
import type { Channel } from '../../src/channels/channel.ts';
import { defineChannel } from '../../src/channels/definition.ts';
import { incidentNotice } from './notices.ts';

interface PigeonSettings {
  readonly loft: Secret;
}

const flown: string[] = [];
const SENDER: Channel<PigeonSettings> = {
  create: ({ loft }) => ({
    async send(notice) {
      flown.push(`${loft.reveal()}: ${notice.type}`);
      return { kind: 'delivered' };
    },
  }),
};
const loft = z
  .string()
  .regex(/^loft-/, 'must be a loft')
  .transform((text) => new Secret(text));

/** A channel as one is added: its own file, and the line below. */
const PIGEON = defineChannel({
  settings: { PIGEON_LOFT: { parse: loft, about: 'Where the pigeons live.', isSecret: true } },
  fromSettings: ({ PIGEON_LOFT: it }): PigeonSettings | undefined => it && { loft: it },
  route: (reference) => ({ loft: reference(loft) }),
  perSecond: 5,
  load: async () => SENDER,
});

vi.mock('../../src/channels/registry.ts', async (original) => {
  const { DEFINITIONS } = await original<typeof import('../../src/channels/registry.ts')>();
  const { channelSet } = await import('../../src/channels/set.ts');
  return { DEFINITIONS, CHANNELS: channelSet({ ...DEFINITIONS, pigeon: PIGEON }) };
});

const { readSettings } = await import('../../src/config/settings.ts');
const { targetsFor } = await import('../../src/config/targets.ts');
const { settingsTable } = await import('../../scripts/settings-table.ts');

const silent = () => undefined;
const SURROUNDINGS = { clock: Date.now, log: { info: silent, warn: silent, error: silent } };
const STORAGE = { AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
const ROUTES = JSON.stringify({
  targets: { roof: { kind: 'pigeon', loft: '$ROOF' } },
  rules: [{ targets: ['roof', 'pigeon'] }],
});

describe('a channel that is added', () => {
  it('is read from its settings and its routes, and sends', async () => {
    const read = readSettings({ ...STORAGE, PIGEON_LOFT: 'loft-1', ALERT_ROUTES: ROUTES, ROOF: 'loft-2' });
    const targets = targetsFor(read.ok ? read.settings : {}, read.routes, SURROUNDINGS);
    for (const id of ['pigeon', 'roof']) await targets.get(id)?.send(incidentNotice());
    expect(flown).toEqual(['loft-1: vpp.incident.opened', 'loft-2: vpp.incident.opened']);
  });

  it('is off without its settings', async () => {
    const read = readSettings(STORAGE);
    expect([...targetsFor(read.ok ? read.settings : {}, undefined, SURROUNDINGS).keys()]).toEqual(['log']);
  });

  it('has its settings refused by its own words', () => {
    expect(readSettings({ ...STORAGE, PIGEON_LOFT: 'nest' })).toMatchObject({
      ok: false,
      problems: ['PIGEON_LOFT must be a loft'],
    });
  });

  it('gives no other target its name, and stands in the table of settings', () => {
    const taken = JSON.stringify({
      targets: { pigeon: { kind: 'pigeon', loft: '$ROOF' } },
      rules: [{ targets: ['log'] }],
    });
    expect(readSettings({ ...STORAGE, ALERT_ROUTES: taken, ROOF: 'loft-2' }).ok).toBe(false);
    expect(settingsTable(['PIGEON_LOFT' as 'AzureWebJobsStorage'])).toContain('| `PIGEON_LOFT` |');
  });
});
