/**
 * How people show who they are.
 * - `principal`: App Service Authentication stands in front and says who signed in.
 * - `session`: a cookie, which the access key was exchanged for.
 * - `local`: the local host, which asks for no key and listens on loopback only.
 */
export type AccessMode = 'principal' | 'session' | 'local';

/**
 * @param isOpenHost whether the local host has said, within this process, that it checks no keys: no setting can say
 *   so, hence none that is copied into a container by mistake opens anything
 */
export function accessMode(environment: Readonly<Record<string, string | undefined>>, isOpenHost: boolean): AccessMode {
  if (/^true$/i.test(environment.WEBSITE_AUTH_ENABLED ?? '')) return 'principal';
  const isInAzure = Boolean(environment.WEBSITE_SITE_NAME || environment.WEBSITE_INSTANCE_ID);
  return isOpenHost && !isInAzure ? 'local' : 'session';
}
