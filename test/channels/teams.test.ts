import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, TEAMS } from '../../src/channels/teams/send.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { shapes } from './kinds.ts';
import { incidentNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { answering, Peer } from './peer.ts';

describeChannelContract('teams', {
  makeTarget: (base, context) => TEAMS.create({ url: new Secret(`${base}/workflows/${MARK}?sig=${MARK}`) }, context),
  expectedBody: (notice, context) => buildBody(notice, context.content),
  good: answering(202),
});

describe('teams', () => {
  it.each(shapes('incident', 'bare'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('teams', kind, buildBody(notice, contentOptions({ own: OWN_LINKS })));
  });

  it.each(HARD_NOTICES)('stays under 20 KB for %s', (_what, notice) => {
    const body = buildBody(notice, contentOptions({ locale: 'ja', timeZone: 'Asia/Tokyo' }));
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(20_000);
  });

  it.each(HARD_NOTICES)('puts no word into an element that knows Markdown for %s', (_what, notice) => {
    const types = new Set<string>();
    JSON.stringify(buildBody(notice, contentOptions()), (_key, value) => {
      if (typeof value === 'object' && value !== null && 'text' in value) types.add(value.type);
      return value;
    });
    expect([...types]).toEqual(['TextRun']);
  });

  it.each([
    ['Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429', 'notTaken'],
    ['Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413', 'refused'],
    ['{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"SECRETMARK"}}', 'notTaken'],
    ['"Webhook message delivery failed with error: HTTP error 429"', 'notTaken'],
    ['{"ok":true,"error":null}', 'delivered'],
    [JSON.stringify(buildBody(incidentNotice({ detail: 'error: failed (500)' }), contentOptions())), 'delivered'],
    ['An error page that nobody knows', 'delivered'],
    ['1', 'delivered'],
    ['', 'delivered'],
    ['{"status":"Accepted"}', 'delivered'],
  ])('takes a 200 that says "%s" for what it is', async (text, kind) => {
    const peer = new Peer(answering(200, {}, text));
    await peer.start();
    const target = TEAMS.create({ url: new Secret(`http://127.0.0.1:${peer.port}/`) }, contextWith());
    const result = await target.send(incidentNotice());
    await peer.stop();
    expect(result.kind).toBe(kind);
    expect(JSON.stringify(result)).not.toContain(MARK);
  });
});
