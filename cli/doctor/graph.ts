import type { PollFault } from '../../src/app/model/graph.ts';
import type { Settings } from '../../src/config/settings.ts';
import { tenantsRead } from '../../src/config/tenants.ts';
import type { SignInOptions } from '../../src/graph/credentials.ts';
import { createGraphReader } from '../../src/graph/index.ts';
import type { Progress } from '../progress.ts';
import type { Finding } from './finding.ts';

/** One of these is enough. https://learn.microsoft.com/graph/api/intune-onboarding-vpptoken-list */
const PERMISSIONS = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementApps.Read.All'];

/** A sign-in and its repetitions last no longer. */
const LIMIT_MS = 30_000;

const DOCS = 'See "Permissions" in docs/graph.md.';

/** Which tenants are read from Microsoft Graph. */
export function graphFindings(settings: Partial<Settings>): readonly Finding[] {
  const tenants = tenantsRead(settings);
  const text =
    tenants.length === 0
      ? 'Settings have no tenant read from Microsoft Graph; tenants that were imported or approved may be.'
      : `Settings have ${tenants.length === 1 ? '1 tenant' : `${tenants.length} tenants`} read from Microsoft Graph.`;
  return [{ about: 'graph', level: tenants.length === 0 ? 'note' : 'ok', text }];
}

/**
 * Whether this app signs in to each tenant, and may read there, by the roles that its access token names.
 *
 * @param others tenants that are read besides those of the settings
 */
export async function permissionFindings(
  settings: Settings,
  others: readonly string[],
  signIn: SignInOptions,
  progress: Progress,
): Promise<readonly Finding[]> {
  const tenants = [...new Set([...tenantsRead(settings), ...others])];
  if (tenants.length === 0) return [];
  const graph = createGraphReader(settings, {
    fetch: (...request) => fetch(...request),
    clock: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    signIn,
  });
  const findings: Finding[] = [];
  let good = 0;
  for (const [i, tenantId] of tenants.entries()) {
    progress.say(`Signing in to tenant ${i + 1} of ${tenants.length}`);
    const roles = await graph.grantedRoles(tenantId, Date.now() + LIMIT_MS);
    if (!roles.ok) findings.push(faultFinding(tenantId, roles.fault));
    else if (roles.value && !PERMISSIONS.some((it) => roles.value?.includes(it))) findings.push(missing(tenantId));
    else good += 1;
  }
  if (good > 0)
    findings.push({ about: 'graph', level: 'ok', text: `This app may read ${good} of ${tenants.length} tenants.` });
  return findings;
}

function missing(tenantId: string): Finding {
  const text = `Tenant ${tenantId}: none of ${PERMISSIONS.join(', ')} is granted.`;
  return { about: 'graph', level: 'problem', text, mend: [DOCS, approve(tenantId)] };
}

/** A fault of reading a tenant, and the step that mends it. */
export function faultFinding(tenantId: string, { kind, reason, permission }: PollFault): Finding {
  const says = `Tenant ${tenantId} cannot be read from Microsoft Graph: ${SAYS[kind]} (${reason}).`;
  const mends: Partial<Record<PollFault['kind'], readonly string[]>> = {
    noConsent: [`An administrator of the tenant has to approve: ${approve(tenantId)}`],
    permissionMissing: [`Missing is ${permission ?? PERMISSIONS[0]}. ${DOCS}`, approve(tenantId)],
    credential: ['Renew GRAPH_CLIENT_SECRET or GRAPH_CERTIFICATE, or use a managed identity: docs/graph.md.'],
    wrongTenant: ['A managed identity reads its own tenant only. Set GRAPH_CLIENT_ID for others: docs/graph.md.'],
  };
  const mend = mends[kind];
  return { about: 'graph', level: 'problem', text: says, ...(mend && { mend }) };
}

function approve(tenantId: string): string {
  return `npm run cli -- tenants consent-url ${tenantId}`;
}

const SAYS: Readonly<Record<PollFault['kind'], string>> = {
  noConsent: 'it has not approved this app',
  permissionMissing: 'a permission is missing',
  credential: "Microsoft rejects this app's credential",
  wrongTenant: 'what signs in belongs to another tenant',
  licenseMissing: 'it has no active Intune license',
  throttled: 'Microsoft Graph is limiting requests',
  unreachable: 'Microsoft Graph cannot be reached',
  unexpected: 'the answer was not understood',
  emptyListing: 'it lists no token, where there were some',
  shortListing: 'it lists far fewer tokens than before',
};
