import type { StandInTenant } from '../graph-stand-in/tenant.ts';
import { enrollment, pushCertificate } from './connections.ts';
import { type DemoTenant, entities } from './tenants.ts';

/** Something that happens to tokens of a tenant, from one hour of the story to another. */
export interface Episode {
  readonly tenant: DemoTenant;
  readonly from: number;
  readonly until: number;
  /** The numbers of the tokens. */
  readonly tokens: readonly number[];
  /** What Graph says of them meanwhile; null where it does not list them. */
  readonly meanwhile: object | null;
  /** For how many days a renewal is good that ends it. */
  readonly renewedForDays?: number;
  /** As an onlooker would say it. */
  readonly begins?: string;
  readonly ends: string;
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const FAILED = { lastSyncStatus: 'failed' };

export const TENANTS = {
  contoso: { id: 'c0c0c0c0-0000-4000-8000-000000000001', name: 'Contoso Schools', tokens: 120 },
  fabrikam: { id: 'fab0fab0-0000-4000-8000-000000000002', name: 'Fabrikam', tokens: 80 },
  northwind: { id: '00a0d000-0000-4000-8000-000000000003', name: 'Northwind Retail', tokens: 60 },
  tailspin: { id: '7a115000-0000-4000-8000-000000000004', name: 'Tailspin Toys', tokens: 40 },
  litware: { id: '117a0000-0000-4000-8000-000000000005', name: 'Litware', tokens: 20 },
} as const satisfies Record<string, DemoTenant>;

/** The hours of the story, from its beginning at six in the morning. */
export const STORY_HOURS = 54;

/** Litware takes its permission back for these hours. */
export const WITHOUT_PERMISSION = { tenant: TENANTS.litware, from: 18, until: 26 };

export const EPISODES: readonly Episode[] = [
  {
    tenant: TENANTS.fabrikam,
    from: -60,
    until: 30,
    tokens: numbers(1, 4),
    meanwhile: FAILED,
    begins: 'four tokens fail, and have for days',
    ends: 'the four tokens sync again',
  },
  {
    tenant: TENANTS.contoso,
    from: 1,
    until: 4,
    tokens: [7],
    meanwhile: FAILED,
    begins: 'a sync fails',
    ends: 'the sync works again',
  },
  {
    tenant: TENANTS.tailspin,
    from: 3,
    until: 52,
    tokens: [3],
    meanwhile: { ...FAILED, state: 'expired' },
    renewedForDays: 365,
    begins: 'a token expires',
    ends: 'the token is renewed',
  },
  {
    tenant: TENANTS.northwind,
    from: 8,
    until: 12,
    tokens: numbers(1, 6),
    meanwhile: FAILED,
    begins: 'fourteen tokens fail at once',
    ends: 'six of them sync again',
  },
  {
    tenant: TENANTS.northwind,
    from: 8,
    until: 16,
    tokens: numbers(20, 8),
    meanwhile: FAILED,
    ends: 'the other eight sync again',
  },
  {
    tenant: TENANTS.litware,
    from: 34,
    until: 44,
    tokens: [11],
    meanwhile: null,
    begins: 'a token is deleted in Intune',
    ends: 'the token is back',
  },
];

/** Fabrikam has not accepted Apple's new terms in these hours, so its devices are not enrolled. */
const TERMS = { tenant: TENANTS.fabrikam, from: 20, until: 34 };

/** What happens at an hour, a line for each. */
export function happenings(hour: number): readonly string[] {
  const said = EPISODES.flatMap(({ tenant, from, until, begins, ends }) => [
    ...(begins && Math.max(0, from) === hour ? [`${tenant.name}: ${begins}`] : []),
    ...(until === hour ? [`${tenant.name}: ${ends}`] : []),
  ]);
  const { tenant, from, until } = WITHOUT_PERMISSION;
  if (from === hour) said.push(`${tenant.name}: an administrator takes the app's permission away`);
  if (until === hour) said.push(`${tenant.name}: the permission is back`);
  if (TERMS.from === hour) said.push(`${TERMS.tenant.name}: Apple asks to accept new terms, enrollment stops`);
  if (TERMS.until === hour) said.push(`${TERMS.tenant.name}: the terms are accepted`);
  return said;
}

/** The tenants as Graph shows them, at any time of the story. */
export function storyOf(start: number): ReadonlyMap<string, StandInTenant> {
  return new Map(
    Object.values(TENANTS).map((tenant) => [
      tenant.id,
      {
        id: tenant.id,
        tokens: (now: number) => entities(tenant, EPISODES, start, now),
        enrollments: (now: number) => [enrollment(tenant, start, now, tenant === TERMS.tenant ? TERMS : undefined)],
        // Contoso's is about to expire.
        pushCertificate: () => pushCertificate(tenant, start, tenant === TENANTS.contoso ? 2.5 : 200),
      },
    ]),
  );
}
