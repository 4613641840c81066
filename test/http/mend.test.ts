import { describe, expect, it } from 'vitest';
import { detailsOf, post, REPORT } from './requests.ts';

const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const JSON_TEXT = JSON.stringify(REPORT);

describe('an answer says how to mend', () => {
  it.each<[string, unknown, string]>([
    ['JSON inside a text', JSON.stringify(JSON_TEXT), 'JSON inside a text'],
    ['JSON inside a text, in a list', [JSON_TEXT], 'JSON inside a text'],
    ['JSON inside a text, as value', { value: JSON_TEXT }, 'JSON inside a text'],
    ['an object as PowerShell prints it', JSON.stringify('@{id=token-1}'), '-Depth'],
    ['a list of what PowerShell prints', { value: ['@{id=token-1}'] }, '-Depth'],
    ['a status as PowerShell prints it', { ...REPORT, lastSyncStatus: 'System.Collections.Hashtable' }, '-Depth'],
    ['an object as PowerShell prints it, bare', '@{id=token-1}', '-Depth'],
    ['a body of Logic Apps', { '$content-type': 'application/octet-stream', $content: 'e30=' }, 'json('],
    ['a value of Logic Apps', { value: { '$content-type': 'x', $content: 'e30=' } }, 'json('],
    ['UTF-16 with its mark', utf16(`\ufeff${JSON_TEXT}`), 'UTF-16'],
    ['UTF-16 without', utf16(JSON_TEXT), 'UTF-16'],
    ['UTF-16 with an umlaut', utf16('{"id":"ü"}'), 'UTF-16'],
    ['Latin-1', latin1('{\n"displayName":"Schüler"}'), 'line 2, column 19); it may be Latin-1'],
    ['curl on Windows, single quotes', `'${JSON_TEXT}'`, 'curl on Windows'],
    ['curl on Windows, quotes lost', '{id:token-1,lastSyncStatus:failed}', 'curl on Windows'],
    ['a date as an object', { ...REPORT, lastSyncDateTime: { DateTime: 'Friday' } }, ".ToString('o')"],
    ['a date as PowerShell 5.1 writes it', { ...REPORT, lastSyncDateTime: '/Date(1784299853497)/' }, ".ToString('o')"],
    ['a date without an offset', { ...REPORT, lastSyncDateTime: '2026-07-17T10:00:00' }, 'add Z'],
    [
      'a name in another style',
      { ...REPORT, lastSyncStatus: undefined, last_sync_status: 3 },
      '"last_sync_status" resembles it',
    ],
    [
      'a name with a typing error',
      { ...REPORT, lastSyncStatus: undefined, lastSyncStaus: 3 },
      '"lastSyncStaus" resembles it',
    ],
    ['a short name', { ...REPORT, lastSyncStatus: undefined, Status: 3 }, '"Status" resembles it'],
    ['a name of ours', { ...REPORT, id: undefined, tokenId: 'x' }, '"tokenId" resembles it'],
  ])('%s', (_, body, mend) => {
    expect(detailsOf(post(body))).toEqual([expect.stringContaining(mend)]);
  });

  it('and takes no member for another that it knows, or that is unlike', () => {
    const details = detailsOf(post({ appleId: 'a@b.c', tenant_id: 'x', tenantId: 'y', state: 1, foo: 2 }));
    expect(details).toEqual([expect.stringContaining('is required'), expect.stringContaining('is required')]);
    expect(details.join()).not.toContain('resembles');
  });

  it('and says what came, where that is short', () => {
    expect(detailsOf(post({ ...REPORT, lastSyncStatus: 'せ' }))).toEqual([expect.stringContaining('; got "せ"')]);
  });
});
