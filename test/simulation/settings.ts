import type { AlertRule, Routing } from '../../src/app/decide/audience.ts';
import { SECOND } from '../../src/domain/policy.ts';
import { type Mood, moody, steady } from './moods.ts';
import { Random } from './random.ts';
import type { Service } from './targets.ts';

/** What an operator has set at one time. */
export interface Settings {
  /** The configured targets, with what their own settings are called. */
  readonly targets: ReadonlyMap<string, string>;
  readonly rules?: readonly AlertRule[];
  readonly least: Routing['targets'];
  readonly hash: string;
}

/** The one whose every message must arrive in time: the log, which hears of everything. */
export const STEADY = 'log';

/** Leaves the settings and comes back. */
export const GUEST = 'guest';

const PACED_MS = SECOND;

/** Services of every kind: with alerts under keys or without, quick, paced, and out of order for hours. */
export function servicesOf(seed: number, startsAt: number, calmAt: number): readonly Service[] {
  const random = (part: string) => Random.of(seed, part);
  const plain = (id: string, mood: Mood, paceMs = 0): Service => ({ id, hasKeys: false, paceMs, forgets: false, mood });
  const difficult = (part: string, chance: number) => moody(random(part), startsAt, calmAt, chance);
  return [
    plain(STEADY, steady(random(STEADY))),
    plain('webhook', difficult('webhook', 0.08)),
    plain('slack', difficult('slack', 0.02), PACED_MS),
    plain(GUEST, difficult(GUEST, 0.01)),
    { ...plain('pagerduty', difficult('pagerduty', 0.04)), hasKeys: true },
    { ...plain('alertmanager', difficult('alertmanager', 0.04)), hasKeys: true, forgets: true },
  ];
}

/** A third of the worlds tell everybody everything, the rest by tenant, cause and severity. */
export function firstSettings(seed: number, services: readonly Service[], tenantIds: readonly string[]): Settings {
  const targets = new Map(services.map(({ id }) => [id, 'first']));
  const least = {
    ...Object.fromEntries([...targets.keys()].map((id) => [id, 'info' as const])),
    pagerduty: 'warning' as const,
  };
  return seed % 3 === 1 ? { targets, least, hash: '0' } : { targets, least, rules: someRules(tenantIds), hash: '0' };
}

function someRules(tenantIds: readonly string[]): readonly AlertRule[] {
  const half = tenantIds.filter((_, i) => i % 2 === 0);
  return [
    { targets: ['webhook', 'alertmanager'] },
    { tenants: half, targets: ['slack', GUEST] },
    { severities: ['critical'], targets: ['pagerduty'] },
    { causes: ['syncFailed', 'tokenInvalid', 'reporterSilent'], targets: [GUEST] },
  ];
}

/** What an operator sets instead: another rule, a target less or more, a new address. */
export function changed(settings: Settings, random: Random, version: number): Settings {
  const hash = String(version);
  const targets = new Map(settings.targets);
  const kind = random.pick(['guest', 'guest', 'address', 'rule', 'least'] as const);
  if (kind === 'guest' && !targets.delete(GUEST)) targets.set(GUEST, hash);
  if (kind === 'address') targets.set('webhook', hash);
  const pagerduty = settings.least.pagerduty === 'critical' ? ('warning' as const) : ('critical' as const);
  const least = kind === 'least' ? { ...settings.least, pagerduty } : settings.least;
  if (kind !== 'rule' || !settings.rules) return { ...settings, targets, least, hash };
  const [first, second, ...rest] = settings.rules;
  const swapped = [second, first, ...rest].filter((rule) => rule !== undefined);
  const narrow = swapped.map((rule, i) =>
    i === 0
      ? { ...rule, ...(rule.severities ? { severities: undefined } : { severities: ['critical' as const] }) }
      : rule,
  );
  return { ...settings, targets, least, rules: narrow, hash };
}

export function routingOf({ rules, least, targets }: Settings): Routing {
  const known = Object.fromEntries(Object.entries(least).filter(([id]) => targets.has(id)));
  const fallback = [...targets.keys()].filter((id) => id !== 'alertmanager');
  return { ...(rules && { rules }), targets: known, fallback };
}
