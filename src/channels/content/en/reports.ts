import type { CauseWords, Story } from '../catalogue.ts';
import { CAUTION, inTenant, open, tokens } from './blocks.ts';
import { CHANNELS, REFUSED, SILENT, SILENT_TENANTS } from './groups.ts';

// Words of what is wrong with reports and with channels, rather than with a token.

const REPORTS_STOPPED = 'Find out why the reports stopped';

/** The page has a button for it; where there is none, there is the address. */
export function stopMonitoring({ path, hasStatusPage }: Story): readonly string[] {
  if (path === undefined) return [];
  const how = hasStatusPage ? `select Stop monitoring (or DELETE ${path})` : `stop monitoring it: DELETE ${path}`;
  return [`If the token was removed on purpose, ${how}.`];
}

const noReport = ({ lastReport }: Story) =>
  lastReport === undefined ? 'No report has arrived for too long.' : `No report since ${lastReport}.`;

export const REPORTER_SILENT: CauseWords = {
  headline: 'No reports for VPP token',
  state: 'no reports',
  summary: (story) => [noReport(story), "The token may be fine, but a failing sync wouldn't be noticed."],
  impact: '',
  caution: CAUTION,
  guide: (story) => ({
    title: REPORTS_STOPPED,
    steps: [
      'Check the last runs of the flow or script that reports this token (errors, expired key, changed URL).',
      `${open(story)} Meanwhile, check the last sync there.`,
      ...stopMonitoring(story),
    ],
  }),
  escalated: ({ lastReportAge, lasted }) => `Now critical: no report for ${lastReportAge ?? lasted}.`,
  group: SILENT,
};

/** Of a tenant none of whose tokens is reported. */
export const TENANT_SILENT: CauseWords = {
  ...REPORTER_SILENT,
  summary: ({ lastReport }) => [
    lastReport === undefined ? 'Nothing has arrived for too long.' : `Nothing has arrived since ${lastReport}.`,
    'Likely the reporter stopped, not the tokens.',
  ],
  impact: "A failing sync wouldn't be noticed.",
  caution: '',
  guide: () => ({
    title: REPORTS_STOPPED,
    steps: [
      'Check the last runs of the flow or script that reports this tenant (errors, expired key, changed URL).',
      'Meanwhile, check the last syncs in the Intune admin center: Tenant administration > Connectors and tokens > Apple VPP tokens.',
    ],
  }),
  group: SILENT_TENANTS,
  whole: {
    title: (tenant, { tokenCount }) =>
      `No reports${tenant === undefined ? '' : ` from ${tenant}`}: ${tokenCount === undefined ? 'all VPP tokens' : tokens(tokenCount)}`,
    endTitle: (tenant) => (tenant === undefined ? 'Reports are back' : `Reports from ${tenant} are back`),
    ended: ({ lastReport }) => [
      lastReport === undefined ? 'Reports arrive again.' : `A report arrived at ${lastReport}.`,
      'A token that stays away gets an alert of its own.',
    ],
  },
};

/** Of a tenant whose reports come, but none of which this app can accept. */
export const REPORTS_REFUSED: CauseWords = {
  headline: 'VPP token reports refused',
  state: 'reports refused',
  summary: ({ began, lastReport, tenant }) => [
    `Since ${began} this app has refused every report from ${tenant}.`,
    ...(lastReport === undefined ? [] : [`The last one it accepted arrived at ${lastReport}.`]),
  ],
  impact: "A failing sync wouldn't be noticed.",
  caution: '',
  guide: () => ({
    title: "Correct the sender's reports",
    steps: [
      "Open the sender's run history (flow, Logic App, script) and read this app's answer: it names the field and what is allowed.",
      'Correct the report and send it again. docs/senders.md shows what each kind of sender has to send.',
    ],
  }),
  group: REFUSED,
  whole: {
    title: (tenant) => `${inTenant(tenant)}VPP token reports refused`,
    endTitle: (tenant, { resolution }) =>
      `${inTenant(tenant)}${resolution === 'reported' ? 'VPP token reports accepted again' : 'No more refused VPP token reports'}`,
    ended: ({ lasted, resolution }) =>
      resolution === 'reported'
        ? [`Reports had been refused for ${lasted}.`]
        : ['No report was refused for 24 hours, but none was accepted either.'],
  },
};

/** Of a channel that only fails, as the other channels say it. */
export const CHANNEL_FAILING: CauseWords = {
  headline: 'Alert channel failing',
  state: 'channel failing',
  summary: ({ began, reason }) => [`Every attempt since ${began} failed${reason === undefined ? '' : `: ${reason}`}.`],
  impact: "People who rely on this channel don't get alerts. They are kept and can be resent.",
  caution: '',
  guide: ({ channel }) => ({
    title: 'Correct the channel, then resend',
    steps: [
      `Fix the setting of ${channel === undefined ? 'each channel' : `"${channel}"`} (address or key).`,
      'Send a test: POST /api/test-notification.',
      'Resend what was missed: POST /api/notifications/redrive.',
    ],
  }),
  group: CHANNELS,
  whole: {
    title: (_tenant, { channel }) => `Alerts don't reach "${channel}"`,
    endTitle: (_tenant, { channel }) => `Channel "${channel}" works again`,
    ended: ({ lasted }) => [`It had failed for ${lasted}.`],
  },
};
