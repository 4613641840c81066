import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, NTFY, ntfyAddress } from '../../src/channels/ntfy/send.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { shapes } from './kinds.ts';
import { incidentNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { answering, Peer } from './peer.ts';

describeChannelContract('ntfy', {
  makeTarget: (base, context) =>
    NTFY.create({ url: new Secret(`${base.replace('://', `://:${MARK}@`)}/${MARK}?x=${MARK}`) }, context),
  expectedBody: (notice, context) => buildBody(notice, MARK, context.content),
  good: answering(200, {}, '{"id":"abc"}'),
});

describe('ntfy', () => {
  it.each(shapes('incident', 'end'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('ntfy', kind, buildBody(notice, 'vpp', contentOptions({ own: OWN_LINKS })));
  });

  it.each(HARD_NOTICES)('stays below the length that becomes a file for %s', (_what, notice) => {
    const { message, title } = buildBody(notice, 'vpp', contentOptions({ locale: 'ja' }));
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_000);
    expect(Buffer.byteLength(title)).toBeLessThanOrEqual(250);
  });

  it('posts to the root of the server', async () => {
    const peer = new Peer(answering(200));
    await peer.start();
    const url = new Secret(`http://127.0.0.1:${peer.port}/vpp-alerts`);
    await NTFY.create({ url }, contextWith()).send(incidentNotice());
    await peer.stop();
    expect(peer.received[0]?.path).toBe('/');
    expect(JSON.parse(peer.received[0]!.body).topic).toBe('vpp-alerts');
  });

  it.each([
    ['https://ntfy.sh/my-topic', { root: 'https://ntfy.sh/', topic: 'my-topic' }],
    ['https://ntfy.sh/my-topic/', { root: 'https://ntfy.sh/', topic: 'my-topic' }],
    ['https://host.example/ntfy/top_1?auth=x', { root: 'https://host.example/ntfy/?auth=x', topic: 'top_1' }],
    ['https://ntfy.sh/', undefined],
    ['https://ntfy.sh', undefined],
    ['https://ntfy.sh/a%20b', undefined],
    ['no url', undefined],
  ])('reads %s', (text, expected) => {
    expect(ntfyAddress(text)).toEqual(expected);
  });
});
