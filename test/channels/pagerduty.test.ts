import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, PAGERDUTY, PAGERDUTY_EVENTS_URL } from '../../src/channels/pagerduty/send.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { GROUPS, groupNotice } from './group-notices.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { shapes } from './kinds.ts';
import { incidentNotice, resolvedNotice, testNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { answering, Peer } from './peer.ts';

const EN = contentOptions();
const KEY = new Secret(MARK);

describeChannelContract('pagerduty', {
  makeTarget: (base, context) =>
    PAGERDUTY.create({ routingKey: KEY, eventsUrl: new Secret(`${base}/v2/enqueue?${MARK}`) }, context),
  expectedBody: (notice, context) => ({ routing_key: MARK, ...buildBody(notice, context.content) }),
  good: answering(202, {}, '{"status":"success"}'),
});

describe('pagerduty', () => {
  it.each(shapes('incident', 'end'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('pagerduty', kind, buildBody(notice, contentOptions({ own: OWN_LINKS })));
  });

  it('triggers, acknowledges and resolves one alert by the id of the incident', () => {
    const events = [
      buildBody(incidentNotice(), EN),
      buildBody(incidentNotice({ notificationId: 'other-2' }), EN, 'acknowledge'),
      buildBody(resolvedNotice(), EN),
    ];
    expect(events.map((event) => event.event_action)).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(new Set(events.map((event) => event.dedup_key))).toEqual(new Set([incidentNotice().incidentId]));
  });

  it('opens and resolves one alert by the id of a group', () => {
    const events = [groupNotice(), GROUPS['group-joined']!, GROUPS['group-resolved']!].map((it) => buildBody(it, EN));
    expect(events.map((event) => event.event_action)).toEqual(['trigger', 'trigger', 'resolve']);
    expect(new Set(events.map((event) => event.dedup_key))).toEqual(new Set([groupNotice().groupId]));
  });

  it.each(HARD_NOTICES)('keeps the limits of the Events API for %s', (_what, notice) => {
    const body = buildBody(notice, EN);
    expect(JSON.stringify(body).length).toBeLessThan(512 * 1024);
    expect(body.dedup_key.length).toBeLessThanOrEqual(255);
    expect('payload' in body ? body.payload.summary.length : 0).toBeLessThanOrEqual(1_024);
  });

  it('uses the public endpoint where none is set', async () => {
    const urls: string[] = [];
    const fetch = async (url: string | URL | Request) => {
      urls.push(String(url));
      return new Response(null, { status: 202 });
    };
    await PAGERDUTY.create({ routingKey: KEY }, contextWith({ fetch })).send(incidentNotice());
    expect(urls).toEqual([PAGERDUTY_EVENTS_URL]);
  });

  it.each([
    ['what goes on elsewhere', resolvedNotice({ resolution: 'elsewhere' }), 'resolve'],
    ['a critical incident', incidentNotice(), 'trigger'],
    ['a test', testNotice(), 'trigger'],
  ])('sends %s as it should be', async (_what, notice, action) => {
    const peer = new Peer(answering(202));
    await peer.start();
    const settings = {
      routingKey: KEY,
      minSeverity: 'critical',
      eventsUrl: new Secret(`http://127.0.0.1:${peer.port}/`),
    } as const;
    await PAGERDUTY.create(settings, contextWith()).send(notice);
    await peer.stop();
    expect(JSON.parse(peer.received[0]!.body).event_action).toBe(action);
  });
});
