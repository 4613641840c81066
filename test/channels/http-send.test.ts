import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { sendHttp } from '../../src/channels/http-send.ts';
import { contextWith } from './contract.ts';
import { type Answer, answering, dripping, Peer } from './peer.ts';

describe('sendHttp', () => {
  let peer: Peer;
  afterEach(() => peer.stop());

  async function start(answer: Answer): Promise<string> {
    peer = new Peer(answer);
    await peer.start();
    return `127.0.0.1:${peer.port}`;
  }

  it('does not wait for the end of an answer whose status is in', async () => {
    const url = new Secret(`http://${await start(dripping(200))}/`);
    // Were it to wait, the test would end first.
    expect(await sendHttp({ url, body: '{}' }, contextWith({ sendLimitMs: 600_000 }))).toEqual({ kind: 'delivered' });
  });

  it('turns user and password of a URL into a header', async () => {
    const url = new Secret(`http://us%40er:p%3Ass@${await start(answering(200))}/a?b=c`);
    expect(await sendHttp({ url, body: '{}' }, contextWith())).toEqual({ kind: 'delivered' });
    expect(peer.received[0]).toMatchObject({
      path: '/a?b=c',
      headers: { authorization: `Basic ${Buffer.from('us@er:p:ss').toString('base64')}` },
    });
  });

  it('reads only the beginning of an answer without end', async () => {
    const url = new Secret(`http://${await start(answering(200, {}, 'x'.repeat(5_000_000)))}/`);
    let seen = 0;
    await sendHttp({ url, body: '{}' }, contextWith(), (answer) => {
      seen = answer.length;
      return undefined;
    });
    expect(seen).toBeGreaterThanOrEqual(4_096);
    expect(seen).toBeLessThan(1_000_000);
  });

  it('refuses what is no URL, without repeating it', async () => {
    await start(answering(200));
    const result = await sendHttp({ url: new Secret('no url'), body: '{}' }, contextWith());
    expect(result).toEqual({ kind: 'notTaken', reason: 'the configured address is not a URL' });
  });
});
