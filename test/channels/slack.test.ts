import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { buildBody, SLACK } from '../../src/channels/slack/send.ts';
import { describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { HARD_NOTICES, hostileNotice } from './hard-notices.ts';
import { shapes } from './kinds.ts';
import { incidentNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';
import { answering } from './peer.ts';

const EN = contentOptions();

interface TextObject {
  readonly type: string;
  readonly text: string;
}

/** Every text object of a message, wherever it stands. */
function textsOf(body: unknown): TextObject[] {
  const found: TextObject[] = [];
  JSON.stringify(body, (_key, value) => {
    if (value?.type === 'plain_text' || value?.type === 'mrkdwn') found.push(value);
    return value;
  });
  return found;
}

describeChannelContract('slack', {
  makeTarget: (base, context) => SLACK.create({ url: new Secret(`${base}/services/T0/B0/${MARK}`) }, context),
  expectedBody: (notice, context) => buildBody(notice, context.content),
  good: answering(200, {}, 'ok'),
});

describe('slack', () => {
  it.each(shapes('incident', 'end'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('slack', kind, buildBody(notice, contentOptions({ own: OWN_LINKS })));
  });

  it.each(HARD_NOTICES)('keeps the limits of Block Kit for %s', (_what, notice) => {
    const { blocks } = buildBody(notice, EN);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      const limit = block.type === 'header' ? 150 : 3_000;
      for (const { text } of textsOf(block)) expect(text.length).toBeLessThanOrEqual(limit);
    }
  });

  it.each(HARD_NOTICES)('lets no word of strangers be formatted for %s', (_what, notice) => {
    const body = buildBody(notice, EN);
    for (const { type, text } of textsOf(body)) {
      if (type === 'plain_text') expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
      else expect(text).toMatch(/^<https:[^<>|]+\|[^<>|]+>$/);
    }
    expect(body.text).not.toMatch(/[<>]/);
  });

  it('keeps the end of the id in a header that is too long', () => {
    const [header] = buildBody(hostileNotice('long'), EN).blocks;
    expect(textsOf(header)[0]?.text).toMatch(/…e7f2$/);
  });

  it('keeps a link in one piece whatever the status page is called', () => {
    const own = { ...OWN_LINKS, ofTenant: () => 'https://vpp.example/a|b>c?x=1&y=2' };
    const texts = textsOf(buildBody(incidentNotice(), { ...EN, own })).filter(({ type }) => type === 'mrkdwn');
    expect(texts).toHaveLength(4);
    expect(texts[3]?.text).toMatch(/^<https:\/\/vpp\.example\/a%7Cb%3Ec\?x=1&amp;y=2\|[^<>|]+>$/);
  });
});
