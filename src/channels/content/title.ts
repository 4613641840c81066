import { graphemes, truncate } from './text.ts';

/** Longest title, in characters as a reader counts them: a lock screen shows little more. */
export const TITLE_LIMIT = 80;

/** A name that has to give way keeps so many characters: enough to be recognised. */
const LEAST_NAME = 16;
const LEAST_TENANT = 12;

/**
 * Puts a title together and keeps it within `TITLE_LIMIT`: the name is cut first, then the tenant.
 *
 * @param build makes the title of a tenant, which is undefined where the title has none, and of a name
 * @param names what the title may call its subject, the most telling first; only the last is cut
 */
export function fitTitle(
  build: (tenant: string | undefined, name: string) => string,
  tenant: string | undefined,
  names: readonly [string, ...string[]] = [''],
): string {
  const excess = (title: string) => graphemes(title) - TITLE_LIMIT;
  const fitting = names.map((name) => build(tenant, name)).find((title) => excess(title) <= 0);
  if (fitting !== undefined) return fitting;
  const last = names.at(-1) ?? names[0];
  const name = cut(last, excess(build(tenant, last)), LEAST_NAME);
  const shorter = build(tenant, name);
  if (tenant === undefined || excess(shorter) <= 0) return shorter;
  return build(cut(tenant, excess(shorter), LEAST_TENANT), name);
}

function cut(text: string, excess: number, least: number): string {
  return truncate(text, Math.max(least, graphemes(text) - excess));
}
