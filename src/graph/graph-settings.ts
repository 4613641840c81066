import type { Secret } from '../app/model/secret.ts';
import type { CloudName } from './clouds.ts';

export type GraphVersion = 'beta' | 'v1.0';

/** What the reader and its identity need of the settings, by their names there. */
export interface GraphSettings {
  readonly GRAPH_CLOUD: CloudName;
  readonly GRAPH_VERSION: GraphVersion;
  /** A stand-in on this very machine, in place of the cloud's host. */
  readonly GRAPH_BASE_URL?: string;
  /** Client ID of the app registration that tenants consented to. */
  readonly GRAPH_CLIENT_ID?: string;
  readonly GRAPH_CLIENT_SECRET?: Secret;
  /** Private key and certificate, as PEM. */
  readonly GRAPH_CERTIFICATE?: Secret;
  /** Client ID of a user-assigned identity. */
  readonly GRAPH_IDENTITY_CLIENT_ID?: string;
  readonly AzureWebJobsStorage__credential?: 'managedidentity';
  readonly AzureWebJobsStorage__clientId?: string;
}
