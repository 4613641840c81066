import type { CauseWords, Story } from '../catalogue.ts';
import { CAUTION, download, open, portalOf, STALE, SYNC, upload, VERIFY } from './blocks.ts';
import { CHANGED, APPS_MISSING as MISSING, REMOVED } from './groups.ts';
import { stopMonitoring } from './reports.ts';

// Words of what a listing of Microsoft Graph says beyond the state of each token.

export const TOKEN_REMOVED: CauseWords = {
  headline: 'VPP token removed from Intune',
  state: 'removed from Intune',
  summary: () => [
    'Intune no longer lists this token.',
    'Deleting a token removes its apps and assignments and revokes their licenses.',
  ],
  impact: "Intune can't assign, install or update the apps of this token.",
  caution: '',
  guide: (story) => ({
    title: 'Find out whether this was intended',
    steps: [
      'In the Intune admin center, go to Tenant administration > Audit logs to see who deleted the token, and ask.',
      ...stopMonitoring(story),
      `If not, add it again with Create, and assign its apps again. ${download(story)}`,
    ],
  }),
  end: { mark: '', title: 'VPP token back in Intune', sentence: 'Intune lists the token again.' },
  group: REMOVED,
};

const PARTS = { account: 'Apple Account', organization: 'organization', location: 'location' } as const;

/** `Apple Account, organization and location`. */
function listOf({ changed }: Story): string {
  const parts = changed.map((part) => PARTS[part]);
  const last = parts.pop() ?? 'Apple Account, organization or location';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

export const TOKEN_CHANGED: CauseWords = {
  headline: 'VPP token changed at renewal',
  state: 'changed at renewal',
  summary: (story) => [
    `Since its renewal the token has another ${listOf(story)}.`,
    'The usual reason is that the file of another location or account was uploaded.',
  ],
  impact:
    "If it is the wrong location, Intune assigns that location's licenses, and those of the former one are missing.",
  caution: CAUTION,
  guide: (story) => ({
    title: 'Check whether the change was intended',
    steps: [
      `${open(story)} Compare Apple Account, organization and location with what you expect.`,
      'If the change was intended, acknowledge this alert. It ends after 7 days.',
      `If not, renew the token again with the right file. ${download({ ...story, location: undefined })} ${upload(story)} ${VERIFY}`,
    ],
  }),
  end: {
    mark: '',
    title: 'VPP token change closed',
    sentence: 'The token is as it was before, or the change is 7 days old.',
  },
  group: CHANGED,
};

export const APPS_MISSING: CauseWords = {
  headline: 'VPP apps missing',
  state: 'apps missing',
  summary: ({ appCount, appCountBefore }) => [
    appCount === undefined || appCountBefore === undefined
      ? 'The last sync brought far fewer apps than the one before.'
      : `The last sync brought ${appCount} ${appCount === 1 ? 'app' : 'apps'}; before, there were ${appCountBefore}.`,
    'The sync itself reported no failure.',
  ],
  impact: STALE,
  caution: CAUTION,
  guide: (story) => ({
    title: 'Compare the apps with those at Apple',
    steps: [
      `In ${portalOf(story)}, check under Apps and Books that the token's location still has its licenses. They may have been moved or refunded.`,
      `${open(story)} ${SYNC}`,
      'If apps are still missing, renew the token with the file of its own location.',
    ],
  }),
  end: {
    mark: '',
    title: 'VPP app count OK again',
    sentence: 'The number of apps has recovered, or later syncs have confirmed it.',
  },
  group: MISSING,
};
