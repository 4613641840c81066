const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Lower-cases what is shaped like a GUID, so that one token written in two ways is one token. */
export function normaliseId(id: string): string {
  return GUID.test(id) ? id.toLowerCase() : id;
}
