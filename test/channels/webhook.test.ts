import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, signatureHeaders, WEBHOOK } from '../../src/channels/webhook/send.ts';
import { signingSecretProblem } from '../../src/channels/webhook-secret.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { shapes } from './kinds.ts';
import { AT } from './moments.ts';
import { incidentNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { answering, Peer } from './peer.ts';

const KEY = `whsec_${Buffer.alloc(24, MARK).toString('base64')}`;

describeChannelContract('webhook', {
  makeTarget: (base, context) =>
    WEBHOOK.create({ url: new Secret(`${base}/in/${MARK}?key=${MARK}`), secret: new Secret(KEY) }, context),
  expectedBody: (notice, context) => buildBody(notice, context.content),
});

describe('the webhook', () => {
  it.each(shapes('incident', 'list', 'group', 'digest', 'trouble'))(
    'says the shape %s as the golden file does',
    (kind, notice) => {
      expectGolden('webhook', kind, buildBody(notice, contentOptions({ own: OWN_LINKS })));
    },
  );

  it('calls tenants what the settings call them, in every list', () => {
    const tenantNames = { get: (tenantId: string) => `the name of ${tenantId}` };
    for (const [, notice] of shapes('incident', 'list', 'group', 'digest')) {
      const { data } = buildBody(notice, contentOptions({ tenantNames }));
      const refs = JSON.stringify(data).match(/"tenantId":"[^"]*","tenantName":("[^"]*"|null)/g) ?? [];
      expect(refs).not.toEqual([]);
      for (const ref of refs) {
        const { tenantId, tenantName } = JSON.parse(`{${ref}}`);
        expect(tenantName).toBe(`the name of ${tenantId}`);
      }
    }
  });

  it('signs every attempt anew, under the same id', () => {
    const body = '{"a":1}';
    const first = signatureHeaders(incidentNotice(), body, AT, new Secret(KEY));
    const second = signatureHeaders(incidentNotice(), body, AT + 60_000, new Secret(KEY));
    expect(second['webhook-id']).toBe(first['webhook-id']);
    expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
  });

  it('sends what the Standard Webhooks library verifies, byte for byte', async () => {
    const peer = new Peer(answering(204));
    await peer.start();
    const settings = { url: new Secret(`http://127.0.0.1:${peer.port}/in`), secret: new Secret(KEY) };
    await WEBHOOK.create(settings, contextWith({ now: Date.now })).send(incidentNotice());
    await peer.stop();
    const { headers, body } = peer.received[0]!;
    expect(headers['webhook-id']).toBe(incidentNotice().notificationId);
    expect(new Webhook(KEY).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'vpp.incident.opened',
    });
  });

  it('carries id and timestamp, but no signature, where no secret is set', () => {
    expect(signatureHeaders(incidentNotice(), '{}', AT)).toEqual({
      'webhook-id': incidentNotice().notificationId,
      'webhook-timestamp': String(AT / 1000),
    });
  });
});

describe('signingSecretProblem', () => {
  it('accepts base64 of any length', () => {
    expect(signingSecretProblem(KEY)).toBeUndefined();
    expect(signingSecretProblem(`whsec_${Buffer.alloc(64).toString('base64')}`)).toBeUndefined();
    expect(signingSecretProblem(`whsec_${Buffer.from('short').toString('base64')}`)).toBeUndefined();
  });

  it.each([
    ['no prefix', Buffer.alloc(24).toString('base64')],
    ['nothing', 'whsec_'],
    ['no base64', `whsec_${MARK}!`],
    ['a space', `whsec_ ${Buffer.alloc(24).toString('base64')}`],
  ])('refuses %s without repeating it', (_what, text) => {
    const problem = signingSecretProblem(text);
    expect(problem).toMatch(/^must /);
    expect(problem).not.toContain(MARK);
  });
});
