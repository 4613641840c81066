import fc from 'fast-check';
import { ACCOUNT_TYPES, TOKEN_STATES } from '../../src/domain/report.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';

/**
 * Requests for fuzzing, at the level of `receive()` and through the whole app: bytes and headers only.
 */
export interface FuzzRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Texts that must appear in no answer, log or row. Empty where the bytes were damaged: a secret may then be anything. */
  readonly secrets: readonly string[];
  /** The number of reports that must be accepted, where the request is as it should be; undefined where anything goes. */
  readonly valid?: number;
}

/** A report on the wire, with the secrets in it. */
export interface FuzzReport {
  readonly wire: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
const id = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,20}$/),
  fc.uuid().map((uuid) => uuid.toUpperCase()),
);

/** Any letter case of a name, or its number, or that as a string. */
function enumeration(names: readonly string[]): fc.Arbitrary<unknown> {
  const name = fc.constantFrom(...names).chain((text) => fc.constantFrom(text, text.toUpperCase(), text.toLowerCase()));
  const value = fc.nat(names.length - 1);
  return fc.oneof(name, value, value.map(String));
}

/** @param now milliseconds since the epoch: no date is more than 15 minutes ahead of it. */
function date(now: number): fc.Arbitrary<string> {
  const moment = fc.integer({ min: now - 400 * 86_400_000, max: now + 899_000 });
  const suffix = fc.constantFrom('Z', '.1Z', '.4972449Z', '.497244912345Z', '+00:00', '+0000');
  return fc.tuple(moment, suffix).map(([ms, end]) => new Date(ms).toISOString().replace(/\.\d+Z$/, end));
}

/** Any code units, halves of characters among them. */
const text = fc.string({ unit: 'binary', maxLength: 40 });

/** What only decorates a report may be anything at all. */
const decoration = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  text,
  fc.constant('x'.repeat(2_100)),
  fc.constant('\u001b[31mred'),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !/\\u[dD][89a-fA-F]/.test(JSON.stringify(value))),
);
const name = fc.option(decoration);

/** A report that must be accepted: names in any letter case, and in what decorates it anything at all. */
export function reports(now: number): fc.Arbitrary<FuzzReport> {
  const wire = fc.record(
    {
      id,
      lastSyncStatus: enumeration(SYNC_STATUSES),
      tenantId: fc.option(id),
      lastSyncDateTime: fc.option(fc.oneof(date(now), fc.constant('0001-01-01T00:00:00Z'))),
      observedAt: fc.option(fc.oneof(date(now), fc.constant('1999-12-31T23:59:59Z'))),
      state: fc.option(fc.oneof(enumeration(TOKEN_STATES), fc.constant('unknownFutureValue'), decoration)),
      expirationDateTime: fc.option(fc.oneof(date(now), fc.constant('2999-12-31T23:59:59.9999999-08:00'), decoration)),
      vppTokenAccountType: fc.option(fc.oneof(enumeration(ACCOUNT_TYPES), decoration)),
      organizationName: name,
      displayName: name,
      locationName: name,
      countryOrRegion: name,
      detail: name,
      automaticallyUpdateApps: fc.boolean(),
      '@odata.type': fc.constant('#microsoft.graph.vppToken'),
      tokenActionResults: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 2 }),
    },
    { requiredKeys: ['id', 'lastSyncStatus'] },
  );
  const spelling = fc.constantFrom(same, same, same, (key: string) => key.toUpperCase(), capitalised);
  return fc.tuple(wire, fc.option(hex), fc.option(hex), spelling).map(([members, token, apple, spell]) => {
    const secret = token === null ? undefined : `sToken-${token}`;
    const appleId = apple === null ? undefined : `apple-${apple}@example.com`;
    const secrets = [secret, appleId].filter((text) => text !== undefined);
    // A careless flow quotes them where people will read it.
    const detail = secrets.length > 0 ? `${JSON.stringify(members.detail) ?? ''} ${secrets.join(' ')}` : members.detail;
    const sent = { ...members, token: secret ?? null, appleId: appleId ?? null, detail };
    return { wire: Object.fromEntries(Object.entries(sent).map(([key, value]) => [spell(key), value])), secrets };
  });
}

const same = (key: string) => key;
const capitalised = (key: string) => `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;

type Wrap = (wires: readonly FuzzReport['wire'][], key: string) => { headers: Record<string, string>; body: unknown };

const JSON_TYPE = { 'content-type': 'application/json' };
const event = (data: unknown, eventId: string) => ({
  specversion: '1.0',
  id: eventId,
  source: '/fuzz',
  type: 'fuzz.report',
  data,
});

/** Every way to wrap reports; those for a single report take the first. */
const WRAPS: Readonly<Record<string, { readonly single?: true; readonly wrap: Wrap }>> = {
  report: { single: true, wrap: ([wire]) => ({ headers: JSON_TYPE, body: wire }) },
  array: { wrap: (wires) => ({ headers: JSON_TYPE, body: wires }) },
  graphEntity: { single: true, wrap: ([wire]) => ({ headers: JSON_TYPE, body: { value: wire } }) },
  graphList: { wrap: (wires) => ({ headers: JSON_TYPE, body: { '@odata.context': 'x', value: wires } }) },
  keyed: { wrap: (wires, key) => ({ headers: { ...JSON_TYPE, 'idempotency-key': key }, body: wires }) },
  structured: {
    single: true,
    wrap: ([wire], key) => ({ headers: { 'content-type': 'application/cloudevents+json' }, body: event(wire, key) }),
  },
  encoded: {
    single: true,
    wrap([wire], key) {
      const { data: _, ...rest } = event(null, key);
      const data_base64 = Buffer.from(JSON.stringify(wire)).toString('base64');
      return { headers: { 'content-type': 'application/cloudevents+json' }, body: { ...rest, data_base64 } };
    },
  },
  batch: {
    wrap: (wires, key) => ({
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: wires.map((wire, index) => event(wire, `${key}-${index}`)),
    }),
  },
  binary: {
    single: true,
    wrap: ([wire], key) => ({
      headers: { ...JSON_TYPE, 'ce-specversion': '1.0', 'ce-id': key, 'ce-source': '/fuzz', 'ce-type': 'fuzz.report' },
      body: wire,
    }),
  },
  eventgrid: {
    wrap: (wires, key) => ({
      headers: { ...JSON_TYPE, 'aeg-event-type': 'Notification' },
      body: wires.map((data, index) => ({
        id: `${key}-${index}`,
        eventType: 'Fuzz.Report',
        eventTime: '2026-01-01T00:00:00Z',
        subject: '',
        data,
      })),
    }),
  },
};

const encode = (body: unknown) => new Uint8Array(Buffer.from(JSON.stringify(body)));

/** Requests that must be accepted whole. */
export function validRequests(now: number): fc.Arbitrary<FuzzRequest> {
  const wrapping = fc.constantFrom(...Object.values(WRAPS));
  // A key that comes again is a repetition, a conflict, or, in an event of Event Grid, a mere hint.
  const key = fc.oneof({ weight: 3, arbitrary: hex }, fc.constantFrom('k1', 'k2'));
  return fc
    .tuple(wrapping, fc.array(reports(now), { minLength: 1, maxLength: 4 }), key)
    .map(([{ single, wrap }, some, id]) => {
      const used = single ? some.slice(0, 1) : some;
      const { headers, body } = wrap(
        used.map(({ wire }) => wire),
        id,
      );
      return { headers, body: encode(body), secrets: used.flatMap(({ secrets }) => secrets), valid: used.length };
    });
}

const nasty = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1.5,
  4,
  1e308,
  '',
  ' ',
  '.0',
  '1-d',
  'pbm-2',
  'せ',
  'unknownFutureValue',
  '\u0000',
  'a\u202eb',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  'x'.repeat(2001),
  [],
  {},
  [[]],
  { value: [] },
);

/** One value, somewhere in a JSON document, replaced; `token` and `appleId` keep what they hold. */
function replaceAt(value: unknown, steps: readonly number[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null || steps.length === 0) return by;
  const keys = Object.keys(value).filter((key) => !['token', 'appleid'].includes(key.toLowerCase()));
  const key = keys[(steps[0] ?? 0) % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const replaced = replaceAt((value as Record<string, unknown>)[key], steps.slice(1), by);
  return Array.isArray(value) ? value.with(Number(key), replaced) : { ...value, [key]: replaced };
}

/** Requests of which one value is not what it should be. */
function bentRequests(now: number): fc.Arbitrary<FuzzRequest> {
  const path = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(validRequests(now), path, fc.oneof(nasty, fc.jsonValue()))
    .map(([{ headers, body, secrets }, steps, by]) => {
      const bent = replaceAt(JSON.parse(Buffer.from(body).toString()), steps, by);
      return { headers, body: encode(bent), secrets };
    });
}

/** Requests of which some bytes are not what they were. */
function damagedRequests(now: number): fc.Arbitrary<FuzzRequest> {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.uint8Array({ maxLength: 4 })), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(validRequests(now), damage).map(([{ headers, body }, cuts]) => {
    const damaged = cuts.reduce<Uint8Array>((bytes, [place, gone, put]) => {
      const at = place % (bytes.length + 1);
      return new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + gone)]);
    }, body);
    return { headers, body: damaged, secrets: [] };
  });
}

const visible = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,30}[\x21-\x7e])?$/);

/** Headers that mean something here, with values that may not. HTTP itself would carry all of them. */
const oddHeaders = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-encoding',
    'idempotency-key',
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
    'authorization',
    'ce-specversion',
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-time',
    'aeg-event-type',
    'aeg-delivery-count',
  ),
  fc.oneof(
    visible,
    fc.constantFrom(
      'application/json',
      'application/cloudevents+json',
      'gzip',
      '1.0',
      'Bearer x',
      'v1,x',
      '%FF%zz',
      '"',
    ),
  ),
  { maxKeys: 4 },
);

const noise = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => new Uint8Array(Buffer.from(text))),
  fc.json().map((text) => new Uint8Array(Buffer.from(text))),
  fc.stringMatching(/^[[\]{}",:0-9a-z\\ ]{0,60}$/).map((text) => new Uint8Array(Buffer.from(text))),
);

/** Everything: good requests, bent and damaged ones, good bodies under odd headers, and noise. */
export function anyRequests(now: number): fc.Arbitrary<FuzzRequest> {
  const valid = validRequests(now);
  const oddlyHeaded = fc
    .tuple(valid, oddHeaders)
    .map(([{ headers, body, secrets }, odd]) => ({ headers: { ...headers, ...odd }, body, secrets }));
  const noisy = fc.tuple(noise, oddHeaders).map(([body, headers]) => ({ headers, body, secrets: [] }));
  return fc.oneof(valid, bentRequests(now), damagedRequests(now), oddlyHeaded, noisy);
}
