import type { PollFaultKind } from '../../../app/model/graph.ts';
import type { CauseWords, Guide, PollWords } from '../catalogue.ts';
import { HEALTH, inTenant, tenants } from './blocks.ts';
import { UNREADABLE } from './groups.ts';

// Words of a tenant, or of several, whose tokens cannot be read from Microsoft Graph.

interface FaultWords {
  summary(poll: PollWords, tenant: string): string;
  guide(poll: PollWords, tenant: string): Guide;
}

const LISTING: Guide = {
  title: 'Check the tokens in Intune',
  steps: [
    'In the Intune admin center, go to Tenant administration > Connectors and tokens > Apple VPP tokens and look for the tokens.',
    'If they are missing there too, Tenant administration > Audit logs shows who deleted them.',
    'If they were deleted on purpose, stop monitoring each of them.',
  ],
};
const SURPRISE = 'Until a listing confirms it, no token counts as removed.';

const FAULTS: Readonly<Record<PollFaultKind, FaultWords>> = {
  noConsent: {
    summary: (_poll, tenant) =>
      `This app has no access to ${tenant}. An administrator of that tenant has to approve it.`,
    guide: ({ consentUrl }, tenant) => ({
      title: 'Approve access',
      steps: [
        consentUrl === undefined
          ? `Have an administrator of ${tenant} approve this app; docs/graph.md shows how.`
          : `Have an administrator of ${tenant} open ${consentUrl} and approve.`,
      ],
    }),
  },
  permissionMissing: {
    summary: ({ permission }, tenant) =>
      permission === undefined
        ? `A permission to read VPP tokens is missing in ${tenant}.`
        : `The permission ${permission} is missing in ${tenant}.`,
    guide: ({ permission }, tenant) => ({
      title: 'Grant the permission',
      steps: [
        `In the Microsoft Entra admin center, give this app the application permission ${permission ?? 'DeviceManagementServiceConfig.Read.All'}.`,
        `Have an administrator of ${tenant} approve it: consent given earlier doesn't include it.`,
      ],
    }),
  },
  credential: {
    summary: ({ reason, tenants: count }, tenant) =>
      `Microsoft rejects this app's credential (${reason}); ${count === undefined ? tenant : tenants(count)} can't be read.`,
    guide: () => ({
      title: 'Renew the credential',
      steps: [
        'In the Microsoft Entra admin center, check the certificate, secret or federated credential of the app registration: it may have expired or been removed. For a managed identity, check that the Function App still has it.',
        'Renew it, and correct the GRAPH_ settings of this app where they name it.',
      ],
    }),
  },
  wrongTenant: {
    summary: ({ reason }, tenant) =>
      `This app's identity doesn't belong to ${tenant}, or that tenant doesn't exist (${reason}).`,
    guide: (_poll, tenant) => ({
      title: 'Correct the identity or the tenant',
      steps: [
        `A managed identity reads only its own tenant. For ${tenant}, set GRAPH_CLIENT_ID to an app registration that the tenant has approved, or correct the tenant ID.`,
      ],
    }),
  },
  licenseMissing: {
    summary: (_poll, tenant) => `${tenant} has no active Intune license.`,
    guide: (_poll, tenant) => ({
      title: 'Check the Intune license',
      steps: [
        `In the Microsoft 365 admin center of ${tenant}, check that the Intune subscription is active.`,
        'If the tenant no longer uses Intune, take it out of the tenants that this app reads.',
      ],
    }),
  },
  throttled: {
    summary: ({ nextRead }) =>
      nextRead === undefined
        ? 'Microsoft Graph is limiting requests.'
        : `Microsoft Graph is limiting requests; the next try is at ${nextRead}.`,
    guide: () => ({
      title: 'Wait, then look for other callers',
      steps: [
        'Wait for the next try. This app waits as long as Microsoft Graph asks.',
        'If it goes on, check which other apps call Microsoft Graph in this tenant, or set a longer GRAPH_POLL_EVERY.',
      ],
    }),
  },
  unreachable: {
    summary: ({ reason }) => `Microsoft Graph can't be reached (${reason}).`,
    guide: () => ({
      title: 'Check for an outage, then the network',
      steps: [
        HEALTH,
        'Check that the Function App may reach Microsoft Graph and the sign-in service (firewall, proxy, DNS).',
      ],
    }),
  },
  unexpected: {
    summary: ({ reason }) => `Microsoft Graph gave an answer that this app can't use (${reason}).`,
    guide: () => ({
      title: 'Check for an outage',
      steps: [HEALTH, 'If it continues for a day, look for the reason in docs/graph.md.'],
    }),
  },
  emptyListing: {
    summary: () => `Microsoft Graph lists no VPP tokens any more. ${SURPRISE}`,
    guide: () => LISTING,
  },
  shortListing: {
    summary: () => `Microsoft Graph lists less than half of the VPP tokens that it listed before. ${SURPRISE}`,
    guide: () => LISTING,
  },
};

/** Of several tenants each has a reason of its own. */
const SEVERAL: Guide = {
  title: 'Find the reason of each',
  steps: ['Look up why each tenant could not be read (GET /api/tenants), and in docs/graph.md what to do about it.'],
};

export const POLL_FAILING: CauseWords = {
  headline: "Can't read VPP tokens from Microsoft Graph",
  state: "can't be read",
  summary({ poll, tenant }) {
    if (!poll) return ["VPP tokens can't be read from Microsoft Graph."];
    const last = poll.lastRead === undefined ? [] : [`The last known state is from ${poll.lastRead}.`];
    return [FAULTS[poll.kind].summary(poll, tenant), ...last];
  },
  impact: "The tokens aren't checked until this is fixed, so a failing sync wouldn't be noticed.",
  caution: '',
  guide: ({ poll, tenant }) => (poll ? FAULTS[poll.kind].guide(poll, tenant) : SEVERAL),
  escalated: ({ lasted }) => `Now critical: nothing could be read for ${lasted}.`,
  group: UNREADABLE,
  whole: {
    title: (tenant, { poll }) =>
      poll?.tenants === undefined
        ? `${inTenant(tenant)}Can't read VPP tokens from Microsoft Graph`
        : `Can't read VPP tokens from Microsoft Graph: ${tenants(poll.tenants)}`,
    endTitle: (tenant, { poll }) =>
      `${poll?.tenants === undefined ? inTenant(tenant) : ''}VPP tokens are read from Microsoft Graph again`,
    ended: ({ lasted }) => ['Reading from Microsoft Graph works again.', `It had failed for ${lasted}.`],
  },
};
