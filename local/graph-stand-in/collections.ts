import type { StandInTenant } from './tenant.ts';

/** A resource of Graph as the stand-in offers it. */
export interface Collection {
  /** The names of what an entity may have, by version; a version that is missing does not know the resource. */
  readonly members: Readonly<Partial<Record<string, readonly string[]>>>;
  /** One of these permissions is enough. */
  readonly permissions: readonly string[];
  /** The entities, or the only one; undefined where there is none. */
  read(tenant: StandInTenant, now: number): readonly object[] | object | undefined;
}

const SERVICE_CONFIG = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const APPS = ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'];

const TOKEN = [
  'id',
  'organizationName',
  'vppTokenAccountType',
  'appleId',
  'expirationDateTime',
  'lastSyncDateTime',
  'token',
  'lastModifiedDateTime',
  'state',
  'lastSyncStatus',
  'automaticallyUpdateApps',
  'countryOrRegion',
  'lastAppCount',
];
const TOKEN_BETA = [
  ...TOKEN,
  'displayName',
  'locationName',
  'dataSharingConsentGranted',
  'claimTokenManagementFromExternalMdm',
  'roleScopeTagIds',
  'tokenActionResults',
];

/** What of Graph is stood in for, by path. */
export const COLLECTIONS: ReadonlyMap<string, Collection> = new Map([
  [
    'deviceAppManagement/vppTokens',
    {
      members: { 'v1.0': TOKEN, beta: TOKEN_BETA },
      permissions: [...APPS, ...SERVICE_CONFIG],
      read: (tenant, now) => tenant.tokens(now),
    },
  ],
  [
    'deviceManagement/depOnboardingSettings',
    {
      members: {
        beta: [
          'id',
          'appleIdentifier',
          'tokenExpirationDateTime',
          'lastModifiedDateTime',
          'lastSuccessfulSyncDateTime',
          'lastSyncTriggeredDateTime',
          'lastSyncErrorCode',
          'tokenName',
          'tokenType',
          'syncedDeviceCount',
          'dataSharingConsentGranted',
          'roleScopeTagIds',
          'defaultIosEnrollmentProfileDisplayName',
        ],
      },
      permissions: SERVICE_CONFIG,
      read: (tenant, now) => tenant.enrollments?.(now) ?? [],
    },
  ],
  [
    'deviceManagement/applePushNotificationCertificate',
    {
      members: {
        'v1.0': [
          'id',
          'appleIdentifier',
          'topicIdentifier',
          'lastModifiedDateTime',
          'expirationDateTime',
          'certificateUploadStatus',
          'certificateUploadFailureReason',
          'certificateSerialNumber',
          'certificate',
        ],
      },
      permissions: SERVICE_CONFIG,
      read: (tenant, now) => tenant.pushCertificate?.(now),
    },
  ],
] satisfies [string, Collection][]);
