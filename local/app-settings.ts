import type { QueueServiceClient } from '@azure/storage-queue';
import { STORAGE_SETTINGS } from '../src/config/storage-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces each `%NAME%` of a binding's text by that app setting, as the real host does.
 * @throws where the setting is missing or empty.
 */
export function resolveSettings(text: string, env: Environment): string {
  return text.replace(/%([^%]+)%/g, (reference, name: string) => {
    const value = env[name];
    if (!value) throw new Error(`'${reference}' does not resolve to a value: set ${name}.`);
    return value;
  });
}

/**
 * The queue service that a binding's `connection` names: a connection string, or with `__accountName` or
 * `__queueServiceUri` an account reached by identity.
 */
export async function connectToQueues(connection: string, env: Environment): Promise<QueueServiceClient> {
  const { QueueServiceClient } = await import('@azure/storage-queue');
  const connectionString = env[connection] || env[`AzureWebJobs${connection}`];
  if (connectionString) return QueueServiceClient.fromConnectionString(connectionString);
  const accountName = env[`${connection}__accountName`];
  const suffix = env.STORAGE_ENDPOINT_SUFFIX || STORAGE_SETTINGS.STORAGE_ENDPOINT_SUFFIX.fallback;
  const url = env[`${connection}__queueServiceUri`] || (accountName && `https://${accountName}.queue.${suffix}`);
  if (!url) throw new Error(`The connection "${connection}" is not set.`);
  // Loading the identity costs about 60 ms, which only those pay who use it.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const clientId = env[`${connection}__clientId`];
  return new QueueServiceClient(url, new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {}));
}
