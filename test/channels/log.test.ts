import { describe, expect, it } from 'vitest';
import { buildBody, LOG } from '../../src/channels/log/send.ts';
import { contextWith, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { shapes } from './kinds.ts';
import { incidentNotice, resolvedNotice } from './notices.ts';
import { contentOptions, OWN_LINKS } from './options.ts';

describe('the log channel', () => {
  it.each(shapes('incident', 'list'))('says the shape %s as the golden file does', (kind, notice) => {
    expectGolden('log', kind, buildBody(notice, contentOptions()));
  });

  it('writes exactly one line, whatever the token is called', async () => {
    const lines: string[] = [];
    const token = { displayName: 'a\r\n[critical] forged\u2028\u2029\u0085\u001b[31m b' };
    const target = LOG.create({}, contextWith({ warn: (line) => lines.push(line) }));
    expect(await target.send(incidentNotice({ token }))).toEqual({ kind: 'delivered' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  it.each([
    ['a failure', incidentNotice(), 'warn'],
    ['a recovery', resolvedNotice(), 'info'],
  ])('writes %s at its level', async (_what, notice, level) => {
    const levels: string[] = [];
    const context = contextWith({ warn: () => levels.push('warn'), info: () => levels.push('info') });
    await LOG.create({}, context).send(notice);
    expect(levels).toEqual([level]);
  });

  it('leaves out the links, by which anyone who reads the log could act', async () => {
    const own = { ...OWN_LINKS, ofIncident: () => `https://vpp.example/api/act/${MARK}` };
    expect(buildBody(incidentNotice(), contentOptions({ own }))).not.toContain(MARK);
  });

  it('asks for another attempt where the log cannot be written', async () => {
    const warn = () => {
      throw new Error(MARK);
    };
    const result = await LOG.create({}, contextWith({ warn })).send(incidentNotice());
    expect(result).toEqual({ kind: 'noAnswer', reason: 'the log could not be written' });
  });
});
