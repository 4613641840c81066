import { createHmac, hash } from 'node:crypto';
import type { Report } from '../../domain/report.ts';
import { redactor } from '../../reports/apple-id.ts';
import { readDecoration } from '../../reports/fields.ts';
import { readItem } from '../../reports/item.ts';
import { isJsonObject, type JsonValue, member } from '../../reports/json.ts';
import { type Receipt, receiptOf } from '../../reports/receipt.ts';
import { cleanText } from '../../reports/text.ts';
import type { IngestItem } from '../ingest/ingest-item.ts';
import type { ListedPage } from '../model/graph.ts';
import type { ListedToken, UnreadToken } from '../model/poll.ts';

/** A token as a page has it. */
export interface PageToken {
  readonly tokenId: string;
  readonly listed: ListedToken;
  /** Its report. */
  readonly item?: IngestItem;
  /** What there is to show of it where it cannot be read as one. */
  readonly unread?: UnreadToken;
}

/** The most characters of a text of what cannot be read. */
const MAX_SHOWN = 100;

/** So many characters of a hash, 96 bits, tell thousands of tokens and accounts apart. */
const HASH_CHARACTERS = 16;

/**
 * Reads the items of a page as reports, openly: what is unknown stops nobody, and a token that cannot be read as a report
 * is kept to be shown. An item without an id is left out.
 *
 * @param key keys the hash by which an Apple Account is compared; the account itself goes no further
 */
export function readPage(tenantId: string, page: ListedPage, key: Uint8Array): readonly PageToken[] {
  const receipt = receiptOf(page.at);
  return page.items.flatMap((value, index) => readToken(tenantId, value as JsonValue, index, receipt, key) ?? []);
}

function readToken(
  tenantId: string,
  value: JsonValue,
  index: number,
  receipt: Receipt,
  key: Uint8Array,
): PageToken | undefined {
  const context = { receipt, defaultTenantId: undefined, boundTenantId: tenantId, source: 'graph' };
  const read = readItem({ pointer: '#', value }, index, undefined, context);
  if (read.ok) {
    const accountHash = hashOfAccount(value, key);
    const report: Report = { ...read.report, ...(accountHash && { accountHash }) };
    const { observedAt: _, receivedAt: __, ...said } = report;
    const listed = { hash: hashOf(said) };
    return { tokenId: report.tokenId, listed, item: { index, report, contentHash: read.contentHash } };
  }
  if (read.tokenId === undefined || !isJsonObject(value)) return undefined;
  const notes = read.errors.map(({ pointer, detail }) => `${pointer.slice('#/'.length)} ${detail}`);
  const unread = unreadToken(value, notes.join('; '));
  return { tokenId: read.tokenId, listed: { hash: hashOf(unread) }, unread };
}

function unreadToken(value: Parameters<typeof member>[0], note: string): UnreadToken {
  const redact = redactor(member(value, 'token'), member(value, 'appleId'));
  const status = cleanText(member(value, 'lastSyncStatus'), { max: MAX_SHOWN, redact }).text;
  const { displayName, organizationName, locationName, tokenState, expiresAt } = readDecoration(value, redact).fields;
  const texts = { status, displayName, organizationName, locationName, tokenState, expiresAt };
  const shown = Object.entries(texts).flatMap(([name, text]) => (text ? [[name, text.slice(0, MAX_SHOWN)]] : []));
  return { note, ...Object.fromEntries(shown) };
}

function hashOf(said: object): string {
  return hash('sha256', JSON.stringify(said), 'base64url').slice(0, HASH_CHARACTERS);
}

/** Case does not tell two accounts apart. */
function hashOfAccount(value: JsonValue, key: Uint8Array): string | undefined {
  const appleId = isJsonObject(value) ? member(value, 'appleId') : undefined;
  if (typeof appleId !== 'string' || appleId.trim() === '') return undefined;
  const account = appleId.trim().toLowerCase();
  return createHmac('sha256', key).update(account).digest('base64url').slice(0, HASH_CHARACTERS);
}
