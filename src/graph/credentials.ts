import type { ClientAssertionCredentialOptions, TokenCredential } from '@azure/identity';
import { CLOUDS } from './clouds.ts';
import type { GraphSettings } from './graph-settings.ts';

/** How the library of identities reaches the login endpoint; the cloud's own, unless it is told otherwise. */
export type SignInOptions = Pick<
  ClientAssertionCredentialOptions,
  'authorityHost' | 'disableInstanceDiscovery' | 'retryOptions'
>;

/** Of all credentials, since each token is asked for by its tenant. */
const ANY_TENANT = { additionallyAllowedTenants: ['*'] };
/** The tenant of a credential that is never asked without another. */
const NO_TENANT = 'organizations';

/**
 * The credential that the settings ask for: an app registration by secret, by certificate, or by a managed identity that
 * vouches for it; without a registration, the managed identity itself, or whoever runs the program.
 *
 * The library is loaded here, at the first need of a token: it costs a cold start tens of milliseconds.
 */
export async function createCredential(settings: GraphSettings, signIn: SignInOptions): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const { GRAPH_CLIENT_ID: clientId, GRAPH_CLIENT_SECRET: secret, GRAPH_CERTIFICATE: certificate } = settings;
  const { login, exchangeAudience } = CLOUDS[settings.GRAPH_CLOUD];
  const options = { authorityHost: login, ...signIn, ...ANY_TENANT };

  const isNamed = settings.AzureWebJobsStorage__credential !== undefined;
  const userAssigned =
    settings.GRAPH_IDENTITY_CLIENT_ID ?? (isNamed ? settings.AzureWebJobsStorage__clientId : undefined);
  const managed = () => new identity.ManagedIdentityCredential(userAssigned ? { clientId: userAssigned } : {});

  if (clientId && certificate) {
    const pem = { certificate: certificate.reveal() };
    return new identity.ClientCertificateCredential(NO_TENANT, clientId, pem, options);
  }
  if (clientId && secret) {
    return new identity.ClientSecretCredential(NO_TENANT, clientId, secret.reveal(), options);
  }
  if (clientId) {
    const voucher = managed();
    const assertion = async () => (await voucher.getToken(`${exchangeAudience}/.default`)).token;
    return new identity.ClientAssertionCredential(NO_TENANT, clientId, assertion, options);
  }
  // Alone it asks nobody else, so that what is wrong with it is said at once.
  if (isNamed || userAssigned) return managed();
  return new identity.DefaultAzureCredential(options);
}
