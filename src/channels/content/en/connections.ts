import type { CauseWords, RenewalWords, Story } from '../catalogue.ts';
import { HEALTH, inTenant, portalOf, SUPPORT, terms } from './blocks.ts';
import { CERTIFICATES_EXPIRED, ENROLLMENTS_EXPIRED, ENROLLMENTS_FAILING } from './groups.ts';

// Words of a tenant's other connections with Apple. The steps follow Microsoft's pages on enrollment program tokens and
// on the MDM push certificate; the tab of Apple devices has had several names.

const APPLE_TAB = 'In the Intune admin center, go to Devices > Enrollment, open the tab for Apple devices,';

const openEnrollment = ({ token }: RenewalWords) =>
  `${APPLE_TAB} select Enrollment program tokens, and select ${token ?? 'the token'}.`;

export const renewEnrollment = (words: RenewalWords): readonly string[] => [
  `In ${portalOf(words)}, open the settings of the device management service (MDM server) for Intune and download its token.`,
  `${openEnrollment(words)} Select Renew token, upload the file, enter the Apple Account you downloaded it with, and save.`,
];

/** Apple's number for terms that were not accepted, as tools of the field read it. */
const TERMS = 3;

/** A second token for the same server would leave the profiles of the first behind. */
export const KEEP =
  "Don't delete the enrollment program token in Intune or add a second one: its enrollment profiles belong to it.";
const named = (headline: string, tenant: string | undefined, name: string) =>
  `${inTenant(tenant)}${headline}${name === '' ? '' : `: ${name}`}`;

/** It is renewed, or Intune no longer shows the problem because it is solved or the thing is gone. */
const ended = ({ resolution, expiry, lasted }: Story): readonly string[] => [
  resolution === 'renewed' && expiry !== undefined
    ? `Now valid until ${expiry}.`
    : 'Intune no longer shows the problem.',
  `It had lasted ${lasted}.`,
];

export const ENROLLMENT_EXPIRED: CauseWords = {
  headline: 'Enrollment program token expired',
  state: 'enrollment token expired',
  summary: ({ expiry }) => [
    `The enrollment program token ${expiry === undefined ? 'has expired' : `expired on ${expiry}`}.`,
  ],
  impact: "Enrolled devices keep working. New devices can't enroll automatically, and Intune doesn't sync with Apple.",
  caution: KEEP,
  guide: (story) => ({
    title: 'Renew the enrollment program token',
    steps: [...renewEnrollment(story), 'In the token, go to Devices and select Sync once.'],
  }),
  group: ENROLLMENTS_EXPIRED,
  whole: {
    title: (tenant, _story, name) => named('Enrollment program token expired', tenant, name),
    endTitle: (tenant, { resolution }, name) =>
      named(
        resolution === 'renewed' ? 'Enrollment program token renewed' : 'Enrollment program token OK',
        tenant,
        name,
      ),
    ended,
  },
};

export const ENROLLMENT_FAILING: CauseWords = {
  headline: 'Enrollment program token not syncing',
  state: 'enrollment sync failing',
  summary({ syncErrorCode }) {
    if (syncErrorCode === TERMS) {
      return ["The enrollment program token doesn't sync: Apple's new terms haven't been accepted (error 3)."];
    }
    const code = syncErrorCode === undefined ? '' : ` with Apple's error ${syncErrorCode}`;
    return [`The last sync of the enrollment program token failed${code}.`];
  },
  impact: "Enrolled devices keep working. Devices that are added at Apple don't show up in Intune.",
  caution: KEEP,
  guide(story) {
    const sync = `${openEnrollment(story)} Go to Devices and select Sync once.`;
    if (story.syncErrorCode === TERMS) return { title: "Accept Apple's new terms", steps: [terms(story), sync] };
    return {
      title: 'Check for new terms, then sync once',
      steps: [
        terms(story),
        sync,
        HEALTH,
        `If it still fails, renew the token. ${renewEnrollment(story).join(' ')}`,
        SUPPORT,
      ],
    };
  },
  group: ENROLLMENTS_FAILING,
  whole: {
    title: (tenant, _story, name) => named('Enrollment program token not syncing', tenant, name),
    endTitle: (tenant, _story, name) => named('Enrollment program token syncs again', tenant, name),
    ended,
  },
};

const account = ({ account: name }: RenewalWords) => (name === undefined ? '' : ` (${name})`);

/** What costs most: Apple's own warning. */
export const SAME_ACCOUNT =
  'Renew the push certificate with the same Apple Account. With another account, all Apple devices must re-enroll.';

export const renewCertificate = (words: RenewalWords): readonly string[] => [
  `${APPLE_TAB} select Apple MDM Push certificate, and download the certificate signing request.`,
  `In Apple's Push Certificates Portal, identity.apple.com/pushcert, sign in with the same Apple Account${account(words)}, select Renew next to the certificate, and upload the request. Don't create another certificate.`,
  'Download the renewed certificate, upload it in Intune with that Apple Account, and save.',
];

export const PUSH_CERTIFICATE_EXPIRED: CauseWords = {
  headline: 'Apple push certificate expired',
  state: 'push certificate expired',
  summary: ({ expiry }) => [
    `The Apple MDM push certificate ${expiry === undefined ? 'has expired' : `expired on ${expiry}`}.`,
    "Until it is renewed, Intune can't manage Apple devices.",
  ],
  impact:
    'Apps on devices keep working. Policies, apps and commands no longer reach Apple devices, and none can enroll.',
  caution: SAME_ACCOUNT,
  guide: (story) => ({
    title: 'Renew the push certificate',
    steps: [
      ...renewCertificate(story),
      'If it can no longer be renewed, create a new one; every Apple device has to enroll again.',
    ],
  }),
  group: CERTIFICATES_EXPIRED,
  whole: {
    title: (tenant) => `${inTenant(tenant)}Apple push certificate expired`,
    endTitle: (tenant, { resolution }) =>
      `${inTenant(tenant)}Apple push certificate ${resolution === 'renewed' ? 'renewed' : 'OK'}`,
    ended,
  },
};
