import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, PAGERDUTY, PAGERDUTY_EVENTS_URL } from '../../src/channels/pagerduty/send.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { expiringNotice, incidentNotice, resolvedNotice, shapes, testNotice } from './notices.ts';
import { contentOptions } from './options.ts';
import { answering, Peer } from './peer.ts';

const EN = contentOptions();
const KEY = new Secret(MARK);

describeChannelContract('pagerduty', {
  makeTarget: (base, context) =>
    PAGERDUTY.create('pagerduty', { routingKey: KEY, eventsUrl: new Secret(`${base}/v2/enqueue?${MARK}`) }, context),
  expectedBody: (notice, context) => ({ routing_key: MARK, ...buildBody(notice, context.content) }),
  good: answering(202, {}, '{"status":"success"}'),
});

const was = (severity: 'warning' | 'critical') => ({ cause: 'syncFailed', severity, failing: true }) as const;

describe('pagerduty', () => {
  it.each(shapes('incident', 'end'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('pagerduty', kind, buildBody(notice, contentOptions()));
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
    await PAGERDUTY.create('pagerduty', { routingKey: KEY }, contextWith({ fetch })).send(incidentNotice());
    expect(urls).toEqual([PAGERDUTY_EVENTS_URL]);
  });

  it.each([
    ['a critical incident', incidentNotice(), true],
    ['a warning', incidentNotice({ severity: 'warning' }), false],
    ['a fall from critical to warning', incidentNotice({ severity: 'warning', previous: was('critical') }), true],
    ['a change among warnings', incidentNotice({ severity: 'warning', previous: was('warning') }), false],
    ['the end of a warning that was critical before', resolvedNotice({ severity: 'warning' }), true],
    ['a test', testNotice(), true],
    ['an expiry that is near', expiringNotice(), false],
    ['nothing but renewals', expiringNotice({ tokens: [] }), true],
  ])('wants %s from critical up', (_what, notice, wanted) => {
    const target = PAGERDUTY.create('p', { routingKey: KEY, minSeverity: 'critical' }, contextWith());
    expect(target.wants?.(notice)).toBe(wanted);
  });

  it.each([
    ['a fall below the least severity', incidentNotice({ severity: 'warning', previous: was('critical') }), 'resolve'],
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
    await PAGERDUTY.create('p', settings, contextWith()).send(notice);
    await peer.stop();
    expect(JSON.parse(peer.received[0]!.body).event_action).toBe(action);
  });
});
