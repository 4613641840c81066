import { type Read, refused } from './problem.ts';

const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

/**
 * Reads Content-Type and Content-Encoding. A missing type is taken for JSON (RFC 9110, 8.3, lets the receiver examine
 * the content; parsing does), since hand-written flows forget it.
 *
 * @returns the media type in lower case without parameters (`''` where there is none), or a 415.
 */
export function readMediaType(contentType: string | undefined, contentEncoding: string | undefined): Read<string> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    return refused(415, 'Content-Encoding must be absent or identity: the body is read as it is sent.');
  }
  const [name = '', ...parameters] = (contentType ?? '').split(';');
  const mediaType = name.trim().toLowerCase();
  if (mediaType !== '' && !isJson(mediaType)) {
    return refused(
      415,
      'Content-Type must be application/json, application/cloudevents+json, application/cloudevents-batch+json or another +json type.',
    );
  }
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i.exec(text)?.[1]).find(Boolean);
  if (charset !== undefined && !UTF8_NAMES.has(charset.toLowerCase())) {
    return refused(415, 'The charset of Content-Type must be utf-8: send the body as UTF-8 bytes.');
  }
  return { ok: true, value: mediaType };
}

/** Whether a media type (lower case, no parameters) is JSON: `application/json`, or any with the suffix `+json`. */
export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+\+json$/.test(mediaType);
}
