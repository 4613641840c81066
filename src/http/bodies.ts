import * as z from 'zod';
import { parseDuration } from '../app/model/duration.ts';
import { DAY } from '../domain/policy.ts';
import { msOf, parseTimestamp } from '../domain/timestamp.ts';
import { type Read, refused } from './problem.ts';
import { notJson, parseStrictJson } from './strict-json.ts';

/** The longest that a person's name and note may be. */
const MAX_NAME = 200;
const MAX_NOTE = 2_000;
/** The longest form, in bytes: a name of the longest letters, escaped. */
const MAX_FORM = 4_000;

const MAX_SILENCE = 366 * DAY;
const FOR_ALLOWED = 'must be a number and a unit (s, m, h or d), as in 90s, 30m, 2h or 7d, of at most 366d';
const DATE_ALLOWED = 'must be an RFC 3339 date-time with an offset, at most 366 days ahead';
const UNTIL_ALLOWED = `${DATE_ALLOWED}, and later than now`;
const ORDER_ALLOWED = 'must be later than "from"';

function text(most: number) {
  const allowed = `must be text of 1 to ${most} characters without control characters`;
  return z
    .string({ error: ({ input }) => (input === undefined ? `is required and ${allowed}` : allowed) })
    .trim()
    .min(1, allowed)
    .max(most, allowed)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]*$/u, allowed);
}

const who = { by: text(MAX_NAME), note: text(MAX_NOTE).optional() };

const OBJECT = 'must be a JSON object';

export const acknowledgement = z.object(who, OBJECT);

export const session = z.object({ name: text(MAX_NAME).optional() }, OBJECT);

const duration = z
  .string(FOR_ALLOWED)
  .transform((it) => parseDuration(it) ?? 0)
  .refine((ms) => ms > 0 && ms <= MAX_SILENCE, FOR_ALLOWED);

/** @param now milliseconds since the epoch */
export function silence(now: number) {
  const date = (isAllowed: (ms: number) => boolean, allowed: string) =>
    z.string(allowed).transform((it, context) => {
      const timestamp = parseTimestamp(it);
      const ms = timestamp && msOf(timestamp);
      if (ms !== undefined && ms <= now + MAX_SILENCE && isAllowed(ms)) return ms;
      context.addIssue({ code: 'custom', message: allowed });
      return z.NEVER;
    });
  return z
    .object(
      {
        ...who,
        for: duration.optional(),
        from: date(() => true, DATE_ALLOWED).optional(),
        until: date((ms) => ms > now, UNTIL_ALLOWED).optional(),
      },
      OBJECT,
    )
    .refine((it) => (it.for === undefined) !== (it.until === undefined), 'must have exactly one of "for" and "until"')
    .refine(({ from = now, until = Infinity }) => from < until, { path: ['until'], error: ORDER_ALLOWED })
    .transform(({ by, note, for: length = 0, from = now, until: end }) => ({
      at: now,
      // One that began before now begins now.
      ...(from > now && { from }),
      until: end ?? Math.max(from, now) + length,
      by,
      note,
    }));
}

/** Reads `{by, note?}`. */
export function readAcknowledgement(body: Uint8Array): Read<z.output<typeof acknowledgement>> {
  return read(acknowledgement, body);
}

/** Reads `{from?, for | until, by, note?}` as a silence that begins now, or at a time to come. */
export function readSilence(body: Uint8Array, now: number): Read<z.output<ReturnType<typeof silence>>> {
  return read(silence(now), body);
}

/** Reads `{name?}`; an empty body is fine. */
export function readSession(body: Uint8Array): Read<z.output<typeof session>> {
  return body.length === 0 ? { ok: true, value: {} } : read(session, body);
}

/** The name in the field `by` of a form; undefined where it has none that can be shown. */
export function readFormName(body: Uint8Array): string | undefined {
  if (body.length > MAX_FORM) return undefined;
  return text(MAX_NAME).safeParse(new URLSearchParams(Buffer.from(body).toString()).get('by')).data;
}

function read<T>(schema: z.ZodType<T>, body: Uint8Array): Read<T> {
  if (body.length === 0) return refused(400, 'The body must be a JSON object, and is empty.');
  const json = parseStrictJson(body);
  if (!json.ok) return notJson(json);
  const result = schema.safeParse(json.value);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: `#${path.map((part) => `/${String(part)}`).join('')}`,
    detail: message,
  }));
  const detail = errors
    .map((it) => (it.pointer === '#' ? `The body ${it.detail}.` : `${it.pointer} ${it.detail}`))
    .join('; ');
  return refused(400, detail, errors);
}
