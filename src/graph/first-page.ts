import type { Log } from '../app/model/ports.ts';
import type { Got } from './get-json.ts';
import type { GraphVersion } from './graph-settings.ts';
import type { Resource } from './resources.ts';

/** A version of Graph and the members that it is asked for. */
export interface Query {
  readonly version: GraphVersion;
  readonly members: readonly string[];
}

export interface FirstPage {
  readonly got: Got;
  /** What was asked for last, and what would be next. */
  readonly queries: readonly Query[];
}

/** What a version answers that does not know the query, does not have the resource, or does not offer it here. */
const NOT_OFFERED = new Set([400, 404, 405, 410, 501]);

/**
 * Asks for a resource, and for less where a cloud does not know all of it: first without the members that it names, else
 * with the needed ones alone, then in the next version.
 *
 * @param queries what to ask for, the fullest first
 * @param get asks for it once, repetitions included
 */
export async function firstPage(
  resource: Resource,
  queries: readonly Query[],
  get: (query: Query) => Promise<Got>,
  log: Log,
): Promise<FirstPage> {
  const [query, ...others] = queries;
  if (!query) throw new Error(`nothing to ask for at ${resource.path}`);
  const got = await get(query);
  if (got.ok || got.fault.kind !== 'unexpected' || !NOT_OFFERED.has(got.refusal?.status ?? 0)) return { got, queries };
  const shorter = shorterQuery(query, got, resource);
  if (shorter) {
    log.info(`graph: not all is offered, path=${resource.path} version=${query.version} asked=${shorter.members}`);
    return firstPage(resource, [shorter, ...others], get, log);
  }
  return others.length > 0 ? firstPage(resource, others, get, log) : { got, queries };
}

function shorterQuery(query: Query, { refusal }: Got & { ok: false }, { needed }: Resource): Query | undefined {
  if (refusal?.status !== 400) return undefined;
  const optional = query.members.filter((name) => !needed.includes(name));
  if (optional.length === 0) return undefined;
  const named = optional.filter((name) => new RegExp(`\\b${name}\\b`).test(refusal.message));
  const left = query.members.filter((name) => !(named.length > 0 ? named : optional).includes(name));
  return { ...query, members: left };
}
