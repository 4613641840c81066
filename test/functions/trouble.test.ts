import { afterEach, describe, expect, test, vi } from 'vitest';
import { bootOf } from '../../functions/boot.ts';
import { tellTrouble } from '../../functions/trouble.ts';
import { tellTrouble as tell } from '../../src/app/health/tell-trouble.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { DELIVERED, DOWN, Scripted } from '../support/scripted.ts';
import { useStorage } from '../support/storage.ts';
import { NOON } from '../support/world.ts';

const PROBLEMS = ['STUCK_AFTER: "6x" is no duration'];

afterEach(() => vi.unstubAllGlobals());

describe('wrong settings', () => {
  test('are told to every target whose own are right, with the name of the app', async () => {
    const [ops, mail] = [new Scripted('ops'), new Scripted('mail')];

    await tellAt(NOON, [ops, mail], {});

    expect(ops.taken).toEqual(mail.taken);
    expect(ops.taken).toEqual([
      {
        type: 'vpp.trouble',
        notificationId: expect.stringMatching(/^settings-hash-\d+$/),
        at: NOON,
        severity: 'critical',
        trouble: 'settings',
        problems: PROBLEMS,
        app: 'in-azure',
      },
    ]);
  });

  test('are told once a day, and under another id then', async () => {
    const ops = new Scripted('ops');
    const memory = {};

    for (const after of [0, 5 * MINUTE, DAY - 1, DAY]) await tellAt(NOON + after, [ops], memory);

    expect(ops.taken.map(({ at }) => at)).toEqual([NOON, NOON + DAY]);
    expect(new Set(ops.taken.map(({ notificationId }) => notificationId)).size).toBe(2);
  });

  test('are told again with the next sweep where nobody took it', async () => {
    const ops = new Scripted('ops', DOWN);
    const memory = {};
    await tellAt(NOON, [ops], memory);
    ops.answer = () => DELIVERED;

    for (const after of [5 * MINUTE, HOUR]) await tellAt(NOON + after, [ops], memory);

    expect(ops.taken.map(({ at }) => at)).toEqual([NOON + 5 * MINUTE]);
  });

  test('count as told once one of several took it', async () => {
    const [ops, mail] = [new Scripted('ops', DOWN), new Scripted('mail')];
    const memory = {};

    for (const after of [0, HOUR]) await tellAt(NOON + after, [ops, mail], memory);

    expect([ops.attempts.length, mail.taken.length]).toEqual([1, 1]);
  });
});

describe('over the real storage', () => {
  const storage = useStorage();

  test('when it was told is kept, the log aside, and other problems are told anew', async () => {
    const statuses = [503, 200, 200, 200, 200];
    const told: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      told.push(String(url));
      return new Response(null, { status: statuses[told.length - 1] ?? 500 });
    });
    const counts: number[] = [];
    const at = async (hours: number, stuckAfter = '6x') => {
      await tellTrouble(await wrong(stuckAfter), () => NOON + hours * HOUR);
      counts.push(told.length);
    };

    for (const hours of [0, 0.1, 0.2, 23.9, 24.2]) await at(hours);
    await at(24.3, '7x');

    expect(counts).toEqual([1, 2, 2, 2, 3, 4]);
    expect(new Set(told)).toEqual(new Set(['https://ops.example/x']));
  });

  async function wrong(stuckAfter: string) {
    const settled = await bootOf({
      WEBSITE_SITE_NAME: 'in-azure',
      AzureWebJobsStorage: storage.connection,
      STUCK_AFTER: stuckAfter,
      OPS_URL: 'https://ops.example/x',
      ALERT_ROUTES: '{"targets":{"ops":{"kind":"webhook","url":"$OPS_URL"}},"rules":[{"targets":["ops"]}]}',
    })();
    if (settled.ok) throw new Error('these settings are right');
    return settled;
  }
});

test('without storage the log alone hears of it', async () => {
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);

  await tellTrouble({ ok: false, problems: PROBLEMS, valid: {} }, () => NOON);

  expect(fetch).not.toHaveBeenCalled();
});

function tellAt(now: number, targets: readonly Scripted[], memory: { toldAt?: number }): Promise<void> {
  return tell(PROBLEMS, 'hash', 'in-azure', {
    targets,
    clock: () => now,
    readToldAt: async () => memory.toldAt,
    writeToldAt: async (at) => {
      memory.toldAt = at;
    },
  });
}
