import { readFileSync } from 'node:fs';
import { eachOf } from '../../src/app/commit/each-of.ts';
import type { Tenant } from '../../src/app/model/ports.ts';
import { differences, type TenantDifference } from '../../src/app/tenants/difference.ts';
import { clean } from '../../src/channels/content/text.ts';
import { readTenants, type TenantEntry } from '../../src/config/tenants.ts';
import type { Io } from '../io.ts';
import { EXIT, type Outcome, UsageError } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import type { Opened } from '../service.ts';

/** Tenants written side by side. */
const CONCURRENCY = 8;

/**
 * `tenants import FILE`: prints how the tenants differ from the file, then brings them to it. Tenants that the file does
 * not name stay as they are.
 *
 * @throws UsageError where the file is wrong; then nothing is changed
 */
export async function importTenants(
  file: string,
  isDryRun: boolean,
  { service }: Opened,
  io: Io,
  progress: Progress,
): Promise<Outcome> {
  const entries = readFile(file);
  const tenants = new Map<string, Tenant>();
  for await (const tenant of service.tenants()) tenants.set(tenant.tenantId, tenant);
  const wanted = entries.map(({ id, name, enabled }) => ({
    tenantId: id,
    ...(name !== undefined && { name }),
    ...(enabled !== undefined && { polled: enabled }),
  }));
  const found = differences(wanted, tenants);
  const ruled = entries.filter(({ id: _, name: __, enabled: ___, ...rules }) => Object.keys(rules).length > 0);
  if (ruled.length > 0) io.err(hintOf(ruled));
  const lines = found.map(lineOf);
  if (!isDryRun) {
    // Said before anything is done, so that what was interrupted is known.
    for (const line of lines) io.err(`${line}\n`);
    const byId = new Map(wanted.map((it) => [it.tenantId, it]));
    let done = 0;
    await eachOf(found, CONCURRENCY, async ({ tenantId }) => {
      await service.changeTenant(byId.get(tenantId) ?? { tenantId });
      done += 1;
      progress.say(`${done} of ${found.length} tenants`);
    });
    progress.end();
  }
  const unchanged = wanted.length - found.length;
  const summary = `${found.length} ${isDryRun ? 'to change' : 'changed'}, ${unchanged} unchanged.\n`;
  return {
    json: { applied: !isDryRun, differences: found, unchanged },
    text: isDryRun ? `${lines.map((line) => `${line}\n`).join('')}${summary}` : summary,
    exitCode: EXIT.ok,
  };
}

function readFile(file: string): readonly TenantEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
  const read = readTenants(text);
  if (!read.ok) throw new UsageError(`${file}:\n${read.problems.map((problem) => `  ${problem}`).join('\n')}`);
  return read.tenants;
}

function hintOf(ruled: readonly TenantEntry[]): string {
  const ids = ruled.map(({ id }) => id).join(', ');
  return `Rules of single tenants (${ids}) take effect through the setting TENANTS, and not by this import.\n`;
}

function lineOf({ tenantId, isNew, name, polled, isEnabledAgain }: TenantDifference): string {
  const shown = (text: string | undefined) => (text === undefined ? 'none' : `"${clean(text)}"`);
  const changes = [
    ...(name ? [isNew ? `name ${shown(name.to)}` : `name ${shown(name.from)} -> ${shown(name.to)}`] : []),
    ...(polled
      ? [polled.to ? 'will be read from Microsoft Graph' : 'will no longer be read from Microsoft Graph']
      : []),
    ...(isEnabledAgain ? ['is monitored again'] : []),
  ];
  return `${isNew ? '+' : '~'} ${tenantId}: ${changes.join(', ') || 'is listed'}`;
}
