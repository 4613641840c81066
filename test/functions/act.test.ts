import { beforeEach, describe, expect, test } from 'vitest';
import { doAct, showAct } from '../../functions/act.ts';
import type { Service } from '../../functions/service.ts';
import type { About, Action } from '../../src/app/act/action.ts';
import { APP_TENANT } from '../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { ALERT_LINK_LASTS, alertToken, buttonToken } from '../../src/http/access/act-token.ts';
import { principal, type Seen, sessionOf, visit } from '../support/visitor.ts';
import { LINK_KEY, NOON, ts, World } from '../support/world.ts';

const SAME = { 'sec-fetch-site': 'same-origin' };

let world: World;
let incidentId: string;

/** A token that fails, and of which people were told. */
beforeEach(async () => {
  world = new World();
  await world.report({ displayName: 'Elm Street', status: 'failed', lastSyncAt: ts(NOON) });
  incidentId = (await world.incident()).id;
});

const incident = (): About => ({ kind: 'incident', tenantId: 'contoso', incidentId });
const token = (subject = 't-1'): About => ({ kind: 'subject', tenantId: 'contoso', subject });
const linkTo = (action: Action, about: About) => alertToken(action, about, world.now + ALERT_LINK_LASTS, [LINK_KEY]);

async function buttonOf(session: string, action: Action, about: About): Promise<string> {
  const { app } = await world.app.access.keys();
  return buttonToken(action, about, { kind: 'operator', verified: false, session }, world.now, app);
}

function open(link: string, headers: Record<string, string> = {}, path = '', app: Service = world.app): Promise<Seen> {
  return visit(showAct, app, { params: { token: link }, path: `/api/act/${link}${path}`, headers, isOpen: true });
}

async function press(
  link: string,
  { by, headers = {}, app = world.app }: { by?: string; headers?: Record<string, string>; app?: Service } = {},
): Promise<Seen> {
  const form = { ...(by !== undefined && { by }) };
  const path = `/api/act/${link}`;
  const all = { ...SAME, ...headers };
  const seen = await visit(doAct, app, {
    method: 'POST',
    params: { token: link },
    path,
    headers: all,
    form,
    isOpen: true,
  });
  await world.settle();
  return seen;
}

/** What the incident's timeline says last, besides its reports and alerts. */
async function lastDeed(id = incidentId) {
  const entries = await world.app.views.timeline('contoso', id);
  return entries.map(({ event }) => event).findLast(({ kind }) => kind !== 'report' && kind !== 'notice');
}

describe('a link in an alert', () => {
  test('says what it does, and does nothing, however often it is opened', async () => {
    const app = world.instance();
    await app.appKey();
    let isWritten = false;
    app.way.beforeWrite = () => {
      isWritten = true;
    };

    const seen = await open(linkTo('acknowledge', incident()), {}, '', app);
    await open(linkTo('silence', incident()), {}, '', app);

    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Acknowledge &quot;VPP sync failing: Elm Street …t-1&quot;?');
    expect(seen.text).toContain('This link acknowledges one incident. Nothing has happened yet.');
    expect(seen.text).toContain('<form method="post">');
    expect(isWritten).toBe(false);
  });

  test('acknowledges under the name that was typed, and says that it was a link', async () => {
    const seen = await press(linkTo('acknowledge', incident()), { by: ' Mia ' });

    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Acknowledged. Mia (link), 2026-03-10 12:00 UTC.');
    expect((await world.incident()).acknowledged).toMatchObject({ by: 'Mia (link)' });
    expect(await lastDeed()).toEqual({ kind: 'acknowledged', by: 'Mia (link)' });
  });

  test('silences what it is about for a day', async () => {
    await press(linkTo('silence', incident()));

    const silence = (await world.app.silencesOf(['contoso']))({ tenantId: 'contoso', subject: 't-1' });
    expect(silence).toMatchObject({ by: 'alert link', subject: 't-1' });
    expect(Math.round(((silence?.until ?? 0) - NOON) / MINUTE)).toBe(24 * 60);
  });

  test('needs no name, and takes none that cannot be shown', async () => {
    await press(linkTo('acknowledge', incident()), { by: 'Mia\u0000\n'.repeat(100) });

    expect((await world.incident()).acknowledged?.by).toBe('alert link');
  });

  test('is of who is signed in, where somebody is', async () => {
    await press(linkTo('acknowledge', incident()), { by: 'Eve', headers: await sessionOf(world.app, 's', 'Mia') });

    expect((await world.incident()).acknowledged).toMatchObject({ by: 'Mia (link)' });
  });

  test('that was used says by whom', async () => {
    const link = linkTo('acknowledge', incident());
    await press(link, { by: 'Mia' });

    const [again, twice] = [await open(link), await press(link, { by: 'Ben' })];

    for (const { text } of [again, twice])
      expect(text).toContain('Already acknowledged by Mia (link) at 2026-03-10 12:00');
    expect([again.status, twice.status]).toEqual([200, 200]);
    expect((await world.incident()).acknowledged?.by).toBe('Mia (link)');
  });

  test('that was used to silence does not silence anew', async () => {
    const link = linkTo('silence', incident());
    await press(link, { by: 'Mia' });
    world.now += 5 * MINUTE;

    const seen = await press(link);

    expect(seen.text).toContain('Already silenced by Mia (link) until 2026-03-11 12:00 UTC.');
  });

  test('never makes a silence shorter', async () => {
    const until = world.now + 9 * DAY;
    await world.app.silence('contoso', 't-1', { at: world.now, until, by: 'ana' });

    await press(linkTo('silence', incident()));

    expect((await world.app.silencesOf(['contoso']))({ tenantId: 'contoso', subject: 't-1' })?.until).toBe(until);
  });

  test('to an incident that has ended says when', async () => {
    world.now = NOON + HOUR;
    await world.report();

    const seen = await press(linkTo('acknowledge', incident()));

    expect(seen.status).toBe(200);
    expect(seen.text).toContain('This incident ended at 2026-03-10 13:00 UTC. There is nothing to acknowledge.');
  });

  test('works for 7 days', async () => {
    const link = linkTo('acknowledge', incident());
    world.now += ALERT_LINK_LASTS - 1_000;
    const before = await open(link);
    world.now += 1_000;

    const after = await press(link);

    expect(before.status).toBe(200);
    expect(after.status).toBe(410);
    expect(after.text).toContain('This link has expired (links work for 7 days).');
    expect(after.text).toContain('href="https://vpp.example/api/status"');
    expect((await world.incident()).acknowledged).toBeUndefined();
  });

  test('of which letters are missing says so, and nothing of what it was for', async () => {
    const seen = await open(linkTo('acknowledge', incident()).slice(0, -1));

    expect(seen.status).toBe(404);
    expect(seen.text).toContain('This link isn&#39;t valid.');
    expect(seen.text).not.toContain('Elm');
  });

  test('to what is no longer stored says so', async () => {
    const seen = await open(linkTo('acknowledge', { kind: 'incident', tenantId: 'contoso', incidentId: 'gone' }));

    expect(seen.status).toBe(404);
    expect(seen.text).toContain('It may have been removed');
  });

  test('shows what it is about', async () => {
    const seen = await open(linkTo('show', incident()));

    expect(seen.text).toContain('<h1>VPP sync failing: Elm Street …t-1</h1>');
    expect(seen.text).not.toContain('<form');
  });

  test('speaks the language of the browser, or the one that is asked for', async () => {
    const link = linkTo('acknowledge', incident());

    const [preferred, asked] = [
      await open(link, { 'accept-language': 'fr, ja;q=0.9, en;q=0.8' }),
      await open(link, { 'accept-language': 'ja' }, '?lang=en'),
    ];

    expect(preferred.text).toContain('このリンクは 1 件のインシデントを対応中にします。');
    expect(asked.text).toContain('Nothing has happened yet.');
  });

  test('shows a name with markup as text', async () => {
    await world.report({ tokenId: 't-2', displayName: '"><script>alert(1)</script>', status: 'failed' });
    const { id } = await world.incident('t-2');

    const seen = await open(linkTo('acknowledge', { kind: 'incident', tenantId: 'contoso', incidentId: id }));

    expect(seen.text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(seen.text).not.toContain('<script>alert');
  });

  test('is neither framed, nor kept by caches, nor named to other sites', async () => {
    const { headers } = await open(linkTo('acknowledge', incident()));

    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });
});

describe('a link of a group', () => {
  let group: About;

  beforeEach(async () => {
    world = new World();
    const five = [1, 2, 3, 4, 5].map((i) => ({ tokenId: `t-${i}`, status: 'failed' as const, lastSyncAt: ts(NOON) }));
    await world.report(...five);
    const [first] = await world.app.groups({ target: 'pager' });
    group = { kind: 'group', target: 'pager', groupId: first?.id ?? '' };
  });

  test('is about all of it', async () => {
    const seen = await open(linkTo('acknowledge', group));

    expect(seen.text).toContain('Acknowledge &quot;VPP sync failing: 5 tokens&quot;?');
    expect(seen.text).toContain('This link acknowledges 5 incidents.');
  });

  test('acknowledges each incident, and is used then', async () => {
    await press(linkTo('acknowledge', group), { by: 'Mia' });

    const again = await open(linkTo('acknowledge', group));

    expect((await world.incident('t-5')).acknowledged?.by).toBe('Mia (link)');
    expect(again.text).toContain('Already acknowledged by Mia (link)');
  });

  test('silences each token', async () => {
    await press(linkTo('silence', group));

    const silences = await world.app.silencesOf(['contoso']);
    expect(['t-1', 't-5'].map((subject) => silences({ tenantId: 'contoso', subject })?.by)).toEqual(
      Array(2).fill('alert link'),
    );
  });

  test('has nothing to do once all have recovered', async () => {
    world.now = NOON + HOUR;
    await world.report(...[1, 2, 3, 4, 5].map((i) => ({ tokenId: `t-${i}` })));
    await world.run(NOON + 2 * HOUR);

    expect((await open(linkTo('acknowledge', group))).text).toContain('This incident ended at');
  });
});

describe('a button of a page', () => {
  const behind = () => ({ ...world.app, access: { ...world.app.access, mode: () => 'principal' as const } });

  test('acts under the name that a sign-in vouches for', async () => {
    const button = await buttonOf('principal:id of mia@contoso.example', 'acknowledge', incident());

    await press(button, { by: 'Eve', headers: principal('mia@contoso.example'), app: behind() });

    expect(await lastDeed()).toEqual({ kind: 'acknowledged', by: 'mia@contoso.example', verified: true });
  });

  test('acts under the name of the session, which nobody vouches for', async () => {
    await press(await buttonOf('s', 'acknowledge', incident()), { headers: await sessionOf(world.app, 's', 'Mia') });

    expect(await lastDeed()).toEqual({ kind: 'acknowledged', by: 'Mia' });
  });

  test.each([
    ['another session', () => sessionOf(world.app, 'another', 'Eve')],
    ['nobody', async () => ({})],
    ['a forged principal', async () => principal('s')],
  ])('does nothing for %s', async (_, headersOf) => {
    const button = await buttonOf('s', 'acknowledge', incident());

    const [looked, pressed] = [
      await open(button, await headersOf()),
      await press(button, { headers: await headersOf() }),
    ];

    expect([looked.status, pressed.status]).toEqual([403, 403]);
    expect(looked.text + pressed.text).not.toContain('Elm');
    expect((await world.incident()).acknowledged).toBeUndefined();
  });

  test('works for an hour', async () => {
    const button = await buttonOf('s', 'acknowledge', incident());
    world.now += HOUR;

    expect((await press(button, { headers: await sessionOf(world.app, 's') })).status).toBe(410);
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another app of the same domain', { 'sec-fetch-site': 'same-site' }],
    ['a site that an old browser names', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
  ])('that %s presses does nothing', async (_, headers) => {
    const session = await sessionOf(world.app, 's');

    const seen = await press(await buttonOf('s', 'acknowledge', incident()), { headers: { ...session, ...headers } });

    expect(seen.status).toBe(403);
    expect((await world.incident()).acknowledged).toBeUndefined();
  });

  test('stops the monitoring of a token, and says who did', async () => {
    const headers = await sessionOf(world.app, 's', 'Mia');
    const button = await buttonOf('s', 'stop', token());

    const [asked, done, again] = [
      await open(button, headers),
      await press(button, { headers }),
      await open(button, headers),
    ];

    expect(asked.text).toContain('Stop monitoring &quot;VPP sync failing: Elm Street …t-1&quot;?');
    expect(done.text).toContain('No longer monitored.');
    expect(again.text).toContain('(Mia). Nothing more to do.');
    expect(await lastDeed()).toEqual({ kind: 'retired', by: 'Mia' });
  });

  test('resumes alerts, and says who did', async () => {
    await world.app.silence('contoso', 't-1', { at: world.now, until: world.now + DAY, by: 'ana' });
    const headers = await sessionOf(world.app, 's', 'Mia');

    await press(await buttonOf('s', 'resume', token()), { headers });

    expect((await world.app.silencesOf(['contoso']))({ tenantId: 'contoso', subject: 't-1' })).toBeUndefined();
    expect(await lastDeed()).toEqual({ kind: 'unsilenced', by: 'Mia' });
    expect((await open(await buttonOf('s', 'resume', token()), headers)).text).toContain('Alerts aren&#39;t silenced.');
  });

  test('lifts no silence of the whole tenant for one token', async () => {
    await world.app.silence('contoso', '*', { at: world.now, until: world.now + DAY, by: 'ana' });
    const headers = await sessionOf(world.app, 's');

    const seen = await press(await buttonOf('s', 'resume', token()), { headers });

    expect(seen.text).toContain('ana silenced all alerts of this tenant');
    expect((await open(await buttonOf('s', 'resume', token('*')), headers)).text).toContain('<form');
  });

  test('resends what a channel could not be sent, and tests it', async () => {
    const headers = await sessionOf(world.app, 's');
    const pager: About = { kind: 'target', target: 'pager' };

    const [resent, tested, unknown] = [
      await press(await buttonOf('s', 'resend', pager), { headers }),
      await press(await buttonOf('s', 'test', pager), { headers }),
      await press(await buttonOf('s', 'test', { kind: 'target', target: 'nowhere' }), { headers }),
    ];

    expect(resent.text).toContain('Nothing was undelivered.');
    expect(tested.text).toContain('The test alert was delivered.');
    expect(unknown.status).toBe(404);
  });
});

test('what concerns the app itself is silenced like anything else', async () => {
  const about: About = { kind: 'subject', tenantId: APP_TENANT, subject: '_target:pager' };
  const headers = await sessionOf(world.app, 's', 'Mia');

  const seen = await press(await buttonOf('s', 'silence', about), { headers });

  expect(seen.text).toContain('Silenced until');
  expect((await world.app.silencesOf([APP_TENANT]))({ tenantId: APP_TENANT, subject: '_target:pager' })?.by).toBe(
    'Mia',
  );
});
