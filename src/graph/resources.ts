import type { GraphVersion } from './graph-settings.ts';

/** Something that Graph is asked for, with all members that are asked for: what is not named here is never sent to us. */
export interface Resource {
  readonly path: string;
  readonly members: Partial<Record<GraphVersion, readonly string[]>>;
  /** What nothing can be said without; the others are left out where a cloud does not know them. */
  readonly needed: readonly string[];
}

const TOKEN_MEMBERS = [
  'id',
  'appleId',
  'organizationName',
  'vppTokenAccountType',
  'state',
  'lastSyncStatus',
  'lastSyncDateTime',
  'expirationDateTime',
  'countryOrRegion',
  'lastAppCount',
];

/**
 * The VPP tokens; never their member `token`, which is the secret itself. Only beta has names of token and location.
 * https://learn.microsoft.com/graph/api/resources/intune-onboarding-vpptoken
 */
export const VPP_TOKENS: Resource = {
  path: 'deviceAppManagement/vppTokens',
  members: { beta: [...TOKEN_MEMBERS, 'displayName', 'locationName'], 'v1.0': TOKEN_MEMBERS },
  needed: ['id', 'state', 'lastSyncStatus', 'lastSyncDateTime', 'expirationDateTime'],
};

/**
 * The enrollment program tokens, which only beta has.
 * https://learn.microsoft.com/graph/api/resources/intune-enrollment-deponboardingsetting?view=graph-rest-beta
 */
export const ENROLLMENTS: Resource = {
  path: 'deviceManagement/depOnboardingSettings',
  members: {
    beta: [
      'id',
      'tokenName',
      'tokenType',
      'appleIdentifier',
      'tokenExpirationDateTime',
      'lastModifiedDateTime',
      'lastSyncTriggeredDateTime',
      'lastSuccessfulSyncDateTime',
      'lastSyncErrorCode',
      'syncedDeviceCount',
    ],
  },
  needed: ['id', 'tokenName', 'tokenExpirationDateTime', 'lastSuccessfulSyncDateTime', 'lastSyncErrorCode'],
};

/**
 * The push certificate; never its member `certificate`.
 * https://learn.microsoft.com/graph/api/resources/intune-devices-applepushnotificationcertificate
 */
export const PUSH_CERTIFICATE: Resource = {
  path: 'deviceManagement/applePushNotificationCertificate',
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
    ],
  },
  needed: ['id', 'appleIdentifier', 'expirationDateTime'],
};
