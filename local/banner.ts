import type { RunningHost } from './host.ts';

export interface BannerFacts {
  readonly host: Pick<RunningHost, 'url' | 'routes' | 'functions' | 'channels'>;
  /** Where the data is. */
  readonly storage: string;
  /** The key that functions ask for; absent where they ask for none. */
  readonly key?: string;
  /** What senders have to show besides, as the settings say. */
  readonly settings: { readonly INGEST_KEYS?: string; readonly INGEST_SIGNING_SECRETS?: string };
}

/** What `npm start` says when it is ready: the address, what is served, where alerts go, and something to try. */
export function banner({ host, storage, key, settings }: BannerFacts): string {
  const routes = host.routes.map((route) => [route.methods.join(', ') || 'any', route.template]);
  const others = host.functions.filter((fn) => fn.trigger !== 'http').map((fn) => [fn.trigger, fn.detail, fn.name]);
  const width = Math.max(...[...routes, ...others].map(([kind = '']) => kind.length));
  const line = ([kind = '', ...rest]: readonly string[]) => `  ${kind.padEnd(width)}  ${rest.join('  ')}`;
  return [
    `Ready at ${host.url}`,
    '',
    ...routes.map(line),
    ...others.map(line),
    '',
    ...statusPage(host),
    `Storage: ${storage}`,
    ...(key === undefined ? [] : [`Key: ${key} (in the header x-functions-key, or to sign in to the status page)`]),
    ...channels(host.channels),
    ...tryThis(host, key, settings),
    '',
  ].join('\n');
}

function statusPage({ url, routes }: BannerFacts['host']): string[] {
  const page = routes.find(({ template }) => template.endsWith('/status'));
  return page ? [`Status page: ${url}${page.template}`] : [];
}

function channels(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const lines = [`Channels: ${names.join(', ')}`];
  if (names.every((name) => name === 'log')) {
    lines.push(
      'No channel is set, so alerts go to this log only. To try one: npm run listen in a second terminal, and here',
      '  ALERT_WEBHOOK_URL=http://127.0.0.1:9099/alerts npm start',
    );
  }
  return lines;
}

/** A report without a date is one of this moment, so the line stays good; the README shows the same one. */
const REPORT = {
  id: 'b5c7f1d2-3a4e-4f60-8b1c-9d2e3f4a5b6c',
  organizationName: 'Contoso',
  lastSyncStatus: 'failed',
};

function tryThis(host: BannerFacts['host'], key: string | undefined, settings: BannerFacts['settings']): string[] {
  const route = host.routes.find((each) => each.methods.includes('POST') && each.template.endsWith('/sync-reports'));
  if (!route) return [];
  const { INGEST_KEYS: keys, INGEST_SIGNING_SECRETS: secrets } = settings;
  if (secrets?.trim() && !keys?.trim()) {
    return ['', 'Reports must be signed (INGEST_SIGNING_SECRETS). To try one: "Signed instead" in docs/senders.md'];
  }
  const headers = [
    'content-type: application/json',
    ...(key === undefined ? [] : [`x-functions-key: ${key}`]),
    ...(keys?.trim() ? ['authorization: Bearer <one of INGEST_KEYS, without tenantId=>'] : []),
  ];
  const options = [...headers.map((header) => `-H '${header}'`), `-d '${JSON.stringify(REPORT)}'`];
  return ['', 'Try:', `  curl -X POST ${host.url}${route.template} ${options.join(' ')}`];
}
