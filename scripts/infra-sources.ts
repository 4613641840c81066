import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

/** The release of Bicep that `infra/azuredeploy.json` is built with; older ones build it too, from 0.45.15 on. */
export const BICEP_VERSION = '0.49.2';

export const TEMPLATE = 'infra/azuredeploy.json';

/** Where the hash of the sources stands that the template was built from. */
export const SOURCES_HASH = 'infra/azuredeploy.sources.sha256';

/** The SHA-256 of all sources, in the order of their names, so that a template that lags behind is found without Bicep. */
export function hashOfSources(): string {
  const hash = createHash('sha256').update(BICEP_VERSION);
  for (const file of globSync('infra/*.bicep').sort()) {
    hash.update(`\0${file.replaceAll('\\', '/')}\0`).update(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}
