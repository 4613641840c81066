import type { Portal, TokenWords } from '../catalogue.ts';
import type { Expiring } from '../expiring-words.ts';

// The sentences of which runbooks are made. What Intune and Apple do, and the words on their screens, follow
// Microsoft's page on volume-purchased apps and Apple's user guides of Apple Business and Apple School Manager.

export const tokens = (count: number) => (count === 1 ? '1 VPP token' : `${count} VPP tokens`);
/** One of each, and more. */
export const NOUNS: Readonly<Record<Expiring, readonly [string, string]>> = {
  token: ['VPP token', 'VPP tokens'],
  enrollment: ['enrollment program token', 'enrollment program tokens'],
  push: ['Apple push certificate', 'Apple push certificates'],
};

/** What expires or was renewed, by what it is where that is one thing. */
export function connections(kinds: readonly Expiring[], count: number): string {
  const [kind, ...others] = new Set(kinds);
  if (kind === undefined || others.length > 0) {
    return count === 1 ? '1 Apple token or certificate' : `${count} Apple tokens and certificates`;
  }
  return `${count} ${NOUNS[kind][count === 1 ? 0 : 1]}`;
}

/** What a title begins with where more than one tenant is watched. */
export const inTenant = (tenant: string | undefined) => (tenant === undefined ? '' : `[${tenant}] `);
export const tenants = (count: number) => (count === 1 ? '1 tenant' : `${count} tenants`);

const PORTALS: Readonly<Record<Portal, string>> = { business: 'Apple Business', school: 'Apple School Manager' };

/** The one mistake that costs most. */
export const CAUTION =
  "Don't delete the token in Intune. That removes its apps and assignments and revokes their licenses, and can't be undone.";

export const open = ({ token }: TokenWords) =>
  `In the Intune admin center, go to Tenant administration > Connectors and tokens > Apple VPP tokens and select ${token ?? 'the token'}.`;

/** The 15 minutes are ours: no vendor states a time. */
export const SYNC = "Select Sync once and wait about 15 minutes. Don't repeat it: Apple refuses repeated calls.";

export const portalOf = ({ portal }: TokenWords) =>
  portal ? PORTALS[portal] : 'Apple Business or Apple School Manager';

export const terms = (token: TokenWords) =>
  `Sign in to ${portalOf(token)} as an administrator (other roles don't see the prompt). If Apple asks you to accept new terms, accept them, then select Sync in Intune.`;

export const HEALTH =
  "Check for an outage: Apple's System Status page, and Health > Service health in the Microsoft 365 admin center.";

/** The steps that download the content token of a location from Apple. */
export function download({ portal, location }: TokenWords): string {
  const place = location === undefined ? "the token's location" : `"${location}"`;
  const business = `In Apple Business, go to Settings > Payments & Billing > Apps & Books and select Download for ${place}.`;
  const school = `In Apple School Manager, select your name > Preferences > Payments & Billing, and under Content Tokens select ${place}.`;
  if (portal === undefined) return `${business} ${school}`;
  return portal === 'business' ? business : school;
}

export const upload = ({ token }: TokenWords) =>
  `In Intune, open ${token ?? 'the token'}, select Edit next to Basics, upload the file, make sure Apple Account is the account you downloaded it with, and save. Don't use Create: it makes a duplicate.`;

export const VERIFY = 'Select Sync. The new expiry date can take a while to appear; refresh the page.';

export const SUPPORT =
  'If it still fails after 24 hours, open a support request in the Intune admin center (Help and support).';

/** Of tokens that Apple does not accept. */
export const STOPPED =
  "Installed apps keep working. Until this is fixed, Intune can't assign or revoke licenses, and VPP apps aren't newly installed or updated.";

/** Of tokens that do not sync. */
export const STALE =
  "Installed apps and assigned licenses keep working. New purchases don't show up in Intune, and license counts may be out of date.";
