import * as z from 'zod';

const ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What an id must be, to say to whom sent another. */
export const ID_ALLOWED = 'must be 1 to 128 letters, digits or any of . _ : @ - and begin with a letter or a digit';

/** Lower-cases what is shaped like a GUID, so that one token written in two ways is one token. */
export function normaliseId(id: string): string {
  return GUID.test(id) ? id.toLowerCase() : id;
}

/** Reads a tenant's or a token's id; both become part of a storage key, hence the narrow alphabet. */
export function parseId(input: unknown): string | undefined {
  return typeof input === 'string' && ID.test(input) ? normaliseId(input) : undefined;
}

/** `parseId` for where a schema is needed. */
export const idSchema = z
  .string({ error: ({ input }) => (input === undefined ? `is required and ${ID_ALLOWED}` : ID_ALLOWED) })
  .regex(ID, ID_ALLOWED)
  .transform(normaliseId);
