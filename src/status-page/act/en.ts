import type { ActWords } from './words.ts';

const incidents = (count: number) => (count === 1 ? 'one incident' : `${count} incidents`);
const alerts = (count: number) => (count === 1 ? '1 alert' : `${count} alerts`);

export const EN: ActWords = {
  ask(action, what) {
    switch (action) {
      case 'acknowledge':
        return `Acknowledge "${what}"?`;
      case 'silence':
        return `Silence "${what}" for 1 day?`;
      case 'resume':
        return `Resume alerts for "${what}"?`;
      case 'stop':
        return `Stop monitoring "${what}"?`;
      case 'resend':
        return `Resend the undelivered alerts of "${what}"?`;
      case 'test':
        return `Send a test alert to "${what}"?`;
    }
  },
  follows(action, until) {
    switch (action) {
      case 'acknowledge':
        return 'Reminders stop for up to 7 days. You still get an alert if it gets worse or ends.';
      case 'silence':
        return `No alerts of any kind until ${until}. What has changed by then is sent then.`;
      case 'resume':
        return 'What has changed in the meantime is sent now.';
      case 'stop':
        return 'Its incident ends and no more alerts are sent until it reports again. Nothing changes in Intune or at Apple.';
      case 'resend':
        return 'Each is sent as things are now. What has ended is sent as ended.';
      case 'test':
        return 'It says that alerts reach this channel, and nothing about your tokens.';
    }
  },
  linkDoes(action, count) {
    const does = action === 'acknowledge' ? `acknowledges ${incidents(count)}` : 'silences alerts for 1 day';
    return `This link ${does}. Nothing has happened yet.`;
  },
  nothingYet: 'Nothing has happened yet.',
  buttons: {
    acknowledge: 'Acknowledge',
    silence: 'Silence',
    resume: 'Resume alerts',
    stop: 'Stop monitoring',
    resend: 'Resend',
    test: 'Send test',
  },
  name: 'Your name (optional, shown to others)',
  statusPage: 'Open status page',
  back: 'Back',

  acknowledged: (by, at) => `Acknowledged. ${by}, ${at}.`,
  silenced: (until) => `Silenced until ${until}.`,
  resumed: 'Alerts resumed.',
  stopped: 'No longer monitored.',
  resent: (count) => (count === 0 ? 'Nothing was undelivered.' : `Resent ${alerts(count)}.`),
  tested: (reason) => (reason === undefined ? 'The test alert was delivered.' : `The test alert failed: ${reason}`),

  alreadyAcknowledged: (by, at) => `Already acknowledged by ${by} at ${at}. Nothing more to do.`,
  alreadySilenced: (by, until) => `Already silenced by ${by} until ${until}. Nothing more to do.`,
  notSilenced: "Alerts aren't silenced. Nothing more to do.",
  tenantSilenced: (by, until) => `${by} silenced all alerts of this tenant until ${until}. Resume them for the tenant.`,
  alreadyStopped: (by, at) => `Not monitored since ${at}${by === undefined ? '' : ` (${by})`}. Nothing more to do.`,
  over: (action, at) =>
    `This incident ended at ${at}. There is nothing to ${action === 'silence' ? 'silence' : 'acknowledge'}.`,
  unknown: "This isn't here. It may have been removed after its time.",
  wrong: "This link isn't valid. Copy the whole address from the alert, or open the status page.",
  expired: 'This link has expired (links work for 7 days).',
  elsewhere: 'This button works only in the app itself. Open the page again and select it there.',

  since: 'Since',
  tenant: 'Tenant',
};
