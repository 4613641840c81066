import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/channels/content/content.ts';
import { buildBody, LOG } from '../../src/channels/log.ts';
import { contextWith, MARK } from './contract.ts';
import { expectGolden } from './golden.ts';
import { incidentNotice, KINDS } from './notices.ts';

describe('the log channel', () => {
  for (const locale of LOCALES) {
    it.each(Object.entries(KINDS))(`says %s as the golden file does, in ${locale}`, (kind, notice) => {
      expectGolden('log', kind, locale, buildBody(notice, { locale, timeZone: 'UTC' }));
    });
  }

  it('writes exactly one line, whatever the token is called', async () => {
    const lines: string[] = [];
    const token = { displayName: 'a\r\n[critical] forged\u2028\u2029\u0085\u001b[31m b' };
    const target = LOG.create('log', {}, contextWith({ warn: (line) => lines.push(line) }));
    expect(await target.send(incidentNotice({ token }))).toEqual({ kind: 'delivered' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  it('leaves out the address of the status page, which may hold a key', async () => {
    const content = { locale: 'en', timeZone: 'UTC', statusPageUrl: `https://status.example/?code=${MARK}` } as const;
    expect(buildBody(incidentNotice(), content)).not.toContain(MARK);
  });

  it('asks for another attempt where the log cannot be written', async () => {
    const warn = () => {
      throw new Error(MARK);
    };
    const result = await LOG.create('log', {}, contextWith({ warn })).send(incidentNotice());
    expect(result).toEqual({ kind: 'retry', reason: 'the log could not be written' });
  });
});
