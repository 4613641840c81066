import { SETTINGS } from '../../src/config/settings.ts';

/** Stands in every secret of these tests, and may be seen nowhere. */
export const MARK = '5ec3e7';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Three bytes are four characters: from any of three beginnings on, the mark looks like one of these. */
const ENCODED = ['', 'x', 'xx'].map((before) => {
  const text = base64(`${before}${MARK}`);
  return text.slice(Math.ceil((before.length * 4) / 3), -2 || undefined).slice(0, 7);
});

/** The public key of every storage emulator; in Azure it would be the account's own. */
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq';

/** What stands around a secret in a text; undefined where there is none. */
export function findMark(text: string): string | undefined {
  const at = [MARK, ACCOUNT_KEY, ...ENCODED].map((it) => text.indexOf(it)).find((it) => it >= 0);
  return at === undefined ? undefined : text.slice(Math.max(0, at - 120), at + 60);
}

export const SIGNING_SECRET = `whsec_${base64(`signing-${MARK}-signing-secret`)}`;
export const LINK_SECRET = `link-${MARK}-secret-of-thirty-two-letters`;
export const KEY = `key-${MARK}-0123456789`;

/** Settings whose secrets have a form or a use of their own; that of storage holds the account's key. */
const OWN: Readonly<Record<string, string>> = {
  INGEST_SIGNING_SECRETS: `${SIGNING_SECRET} contoso=whsec_${base64(`contoso-${MARK}-signing-secret`)}`,
  LINK_SIGNING_SECRETS: LINK_SECRET,
  INGEST_KEYS: `${KEY} contoso=key-${MARK}-contoso`,
  GRAPH_CERTIFICATE: ['PRIVATE KEY', 'CERTIFICATE'].map((it) => `-----BEGIN ${it}-----\n${MARK}\n`).join(''),
};

/**
 * An environment in which every secret setting holds the mark: a new one needs no line here, as long as it is one of
 * these kinds.
 *
 * @param receiver an http address on loopback
 * @throws where a secret setting takes none of them
 */
export function markedSettings(storage: string, receiver: string): Record<string, string> {
  const { hostname } = new URL(receiver);
  const marked: Record<string, string> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    if (!('isSecret' in setting)) continue;
    const candidates = [
      OWN[name],
      storage,
      `${receiver}/${name}-${MARK}/topic${MARK}?sig=${MARK}`,
      `smtp://user:${MARK}@${hostname}:9`,
      `whsec_${base64(`${name}-${MARK}-signing-secret`)}`,
      `${MARK}`.padEnd(32, '0'),
    ];
    const fitting = candidates.find((text) => text !== undefined && setting.parse.safeParse(text).success);
    if (fitting === undefined) throw new Error(`what does a marked ${name} look like?`);
    marked[name] = fitting;
  }
  return marked;
}
