import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { Secret } from '../app/model/secret.ts';
import type { Setting } from '../channels/definition.ts';
import { MINUTE } from '../domain/policy.ts';
import { normaliseId } from '../reports/id.ts';
import * as types from './setting-types.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^(?=.{4,128}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

const clientId = z.string().regex(GUID, 'must be a client ID, as in 7d0e3a52-0000-4000-8000-000000000000');

const tenantIds = z
  .string()
  .transform((text) => [...new Set(text.split(/[\s,]+/).map(normaliseId))])
  .refine(
    (ids) => ids.every((id) => GUID.test(id) || DOMAIN.test(id)),
    'must be tenant IDs or domains of tenants, separated by spaces or commas',
  );

const PEM_ALLOWED = 'must be a private key and its certificate in PEM, or the path of a file that holds both';

/** Written out or in a file; which of the two, its beginning tells. */
const certificate = z.string().transform((text, context): Secret => {
  const pem = /^-----BEGIN /.test(text) ? text : readOrEmpty(text);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem) && /-----BEGIN CERTIFICATE-----/.test(pem)) return new Secret(pem);
  context.addIssue({ code: 'custom', message: PEM_ALLOWED });
  return z.NEVER;
});

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // What is allowed says enough of a file that cannot be read.
  }
}

/** On this very machine only: an access token is sent there. */
const baseUrl = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '');
    return isLoopback && /^https?:$/.test(url?.protocol ?? '') && url?.pathname === '/' && !url.search;
  }, 'must be an http or https address on loopback without a path: access tokens are sent to no other host than Graph')
  .transform((text) => new URL(text).origin);

/** Reading from Microsoft Graph. https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list */
export const GRAPH_SETTINGS = {
  GRAPH_TENANT_IDS: {
    parse: tenantIds,
    about:
      'Tenants whose VPP tokens are read from Microsoft Graph: IDs or domains, separated by spaces. See [Microsoft Graph](graph.md).',
  },
  GRAPH_CLIENT_ID: {
    parse: clientId,
    about:
      'Client ID of the app registration that tenants consented to. Without it, the managed identity of the app reads its own tenant.',
  },
  GRAPH_CLIENT_SECRET: {
    parse: z.string().transform((text) => new Secret(text)),
    about: 'Secret of that registration, where no managed identity can vouch for it.',
    isSecret: true,
  },
  GRAPH_CERTIFICATE: {
    parse: certificate,
    about:
      'Certificate of that registration; it is used before a secret. Private key and certificate in PEM, or the path of a file with both.',
    isSecret: true,
  },
  GRAPH_IDENTITY_CLIENT_ID: {
    parse: clientId,
    about:
      'Client ID of the user-assigned identity to use for Graph, where it is not the one that storage is read with.',
  },
  GRAPH_CLOUD: {
    parse: types.oneOf('global', 'usgov', 'dod', 'china'),
    fallback: 'global',
    about: "Microsoft's cloud that the tenants are in: `global`, `usgov`, `dod` or `china`.",
  },
  GRAPH_VERSION: {
    parse: types.oneOf('beta', 'v1.0'),
    fallback: 'beta',
    about: 'Version of Graph that VPP tokens are read in: `beta`, which has their names, or `v1.0`.',
  },
  GRAPH_BASE_URL: {
    parse: baseUrl,
    about: 'Address of a stand-in for Graph on this machine, for trials.',
  },
  GRAPH_POLL_EVERY: {
    parse: types.duration(MINUTE),
    fallback: '1h',
    about: 'How often a tenant is read while nothing needs attention.',
  },
  GRAPH_POLL_URGENT_EVERY: {
    parse: types.duration(MINUTE),
    fallback: '15m',
    about: 'How often a tenant is read while a token fails, is in progress or expires within 3 days.',
  },
  GRAPH_NEIGHBOURS: {
    parse: types.oneOf('on', 'off'),
    fallback: 'on',
    about: "Whether a tenant's enrollment program tokens and push certificate are read, too: `on` or `off`.",
  },
} satisfies Record<string, Setting<unknown>>;

/**
 * What is wrong with the settings of Graph together, one sentence each.
 *
 * @param isSet whether a setting has a value, be it a valid one or not
 * @param tenants how many tenants are read
 */
export function graphProblems(isSet: (name: keyof typeof GRAPH_SETTINGS) => boolean, tenants: number): string[] {
  if (isSet('GRAPH_CLIENT_ID')) return [];
  const credentials = (['GRAPH_CLIENT_SECRET', 'GRAPH_CERTIFICATE'] as const).filter(isSet);
  const problems = credentials.map((name) => `GRAPH_CLIENT_ID must be set beside ${name}`);
  if (tenants <= 1) return problems;
  const several =
    'GRAPH_CLIENT_ID must be set where settings have more than one tenant read: a managed identity can read its own tenant only';
  return [...problems, several];
}
