import * as z from 'zod';

/** Who App Service Authentication says is there. */
export interface Principal {
  /** What stays the same when the name changes. */
  readonly id: string;
  readonly name?: string;
}

const claims = z.object({
  name_typ: z.string().optional(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

const ID_CLAIMS = [
  'http://schemas.microsoft.com/identity/claims/objectidentifier',
  'oid',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
  'sub',
];

const MAX_NAME = 200;

/**
 * Reads the header `x-ms-client-principal`: JSON in base64, with the claims of who signed in. Only App Service may be
 * believed, which takes the header away from whoever sends it himself.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 *
 * @returns undefined where it is none
 */
export function principalOf(header: string | null): Principal | undefined {
  if (!header) return undefined;
  const read = claims.safeParse(jsonOf(Buffer.from(header, 'base64').toString()));
  if (!read.success) return undefined;
  const claimOf = (types: readonly (string | undefined)[]) =>
    types.map((type) => read.data.claims.find(({ typ, val }) => typ === type && val !== '')?.val).find(Boolean);
  const name = claimOf([read.data.name_typ, 'preferred_username', 'name']);
  const id = claimOf(ID_CLAIMS) ?? name;
  if (id === undefined) return undefined;
  // A directory's name is text of strangers, too.
  const shown = name
    ?.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, MAX_NAME)
    .trim();
  return { id, ...(shown && { name: shown }) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is no JSON holds no claims.
  }
}
