import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { ALERTMANAGER, buildBody } from '../../src/channels/alertmanager/send.ts';
import { contextWith, describeChannelContract, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { groupNotice } from './group-notices.ts';
import { HARD_NOTICES } from './hard-notices.ts';
import { shapes } from './kinds.ts';
import { AT } from './moments.ts';
import { incidentNotice, resolvedNotice } from './notices.ts';
import { contentOptions } from './options.ts';
import { answering, Peer } from './peer.ts';

const EN = contentOptions();
const HOLD = 15 * 60_000;

describeChannelContract('alertmanager', {
  makeTarget: (base, context) => {
    const url = `${base.replace('://', `://us:${MARK}@`)}/${MARK}`;
    return ALERTMANAGER.create({ url: new Secret(url) }, context);
  },
  expectedBody: (notice, context) => buildBody(notice, context.content, AT, HOLD),
});

describe('alertmanager', () => {
  it.each(shapes('incident', 'end', 'group'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('alertmanager', kind, buildBody(notice, contentOptions(), AT, HOLD));
  });

  it('holds an open incident past the next refresh, and ends it with its end', () => {
    const [open] = buildBody(incidentNotice(), EN, AT, HOLD);
    const [over] = buildBody(resolvedNotice({ openedAt: AT - HOLD, resolvedAt: AT - 1_000 }), EN, AT, HOLD);
    expect(Date.parse(open!.endsAt)).toBe(AT + HOLD);
    expect(Date.parse(over!.endsAt)).toBe(AT - 1_000);
    expect(over!.labels).toEqual(open!.labels);
  });

  it('counts the hold from the attempt, not from the decision', () => {
    const [late] = buildBody(incidentNotice(), EN, AT + 3_600_000, HOLD);
    expect(Date.parse(late!.endsAt)).toBe(AT + 3_600_000 + HOLD);
  });

  it('never ends before it starts, whatever the clocks say', () => {
    const [alert] = buildBody(resolvedNotice({ openedAt: AT, resolvedAt: AT - 5_000 }), EN, AT, HOLD);
    expect(Date.parse(alert!.endsAt)).toBeGreaterThanOrEqual(Date.parse(alert!.startsAt));
  });

  it('ends the alert that an update replaces', () => {
    const previous = { cause: 'tokenExpired', severity: 'critical', failing: false } as const;
    const notice = incidentNotice({ cause: 'syncFailed', severity: 'warning', previous });
    const [now, before] = buildBody(notice, EN, AT, HOLD);
    expect(now!.labels).toMatchObject({ cause: 'syncFailed', severity: 'warning' });
    expect(before!.labels).toMatchObject({ cause: 'tokenExpired', severity: 'critical', token_id: notice.tokenId });
    expect(Date.parse(before!.endsAt)).toBe(AT);
  });

  it('ends the alert of a group that another severity replaces', () => {
    const notice = groupNotice({ type: 'vpp.outbreak.updated', severity: 'critical', previousSeverity: 'warning' });
    const [now, before] = buildBody(notice, EN, AT, HOLD);
    expect(now!.labels).toMatchObject({
      alertname: 'VppTokenOutbreak',
      severity: 'critical',
      group_id: notice.groupId,
    });
    expect(before!.labels).toEqual({ ...now!.labels, severity: 'warning' });
    expect(Date.parse(before!.endsAt)).toBe(AT);
  });

  it('tells two groups apart', () => {
    const [one] = buildBody(groupNotice(), EN, AT, HOLD);
    const [two] = buildBody(groupNotice({ groupId: 'another' }), EN, AT, HOLD);
    expect(one!.labels).not.toEqual(two!.labels);
  });

  it.each(HARD_NOTICES)('puts no name into a label for %s', (_what, notice) => {
    for (const { labels } of buildBody(notice, EN, AT, HOLD)) {
      for (const value of Object.values(labels)) expect(value).toMatch(/^[A-Za-z0-9._:@-]{1,128}$/);
    }
  });

  it('refreshes all open incidents with one request, and none with none', async () => {
    const peer = new Peer(answering(200));
    await peer.start();
    const target = ALERTMANAGER.create({ url: new Secret(`http://127.0.0.1:${peer.port}`) }, contextWith());
    expect(await target.refresh?.([])).toEqual({ kind: 'delivered' });
    expect(await target.refresh?.([incidentNotice(), groupNotice()])).toEqual({ kind: 'delivered' });
    await peer.stop();
    expect(peer.received).toHaveLength(1);
    expect(peer.received[0]?.path).toBe('/api/v2/alerts');
    expect(JSON.parse(peer.received[0]!.body)).toHaveLength(2);
  });
});
