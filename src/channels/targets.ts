import { createHash } from 'node:crypto';
import type { RoutedSeverity } from '../app/decide/audience.ts';
import type { Target } from '../app/model/ports.ts';
import { Secret } from '../app/model/secret.ts';
import type { ChannelContext, Sender } from './channel.ts';
import type { OwnLinks } from './content/content.ts';
import { CHANNELS } from './registry.ts';
import type { TargetPlan } from './set.ts';

/** Targets that are yet to be made, by the names that rows, routes and health call them. */
export type TargetPlans = Readonly<Record<string, TargetPlan>>;

/**
 * The targets of plans. What sends is loaded with the first notice: most apps use few channels, and seldom.
 *
 * @param own makes the links of a target's alerts to this app, where there are any
 */
export function targetsOf(
  plans: TargetPlans,
  context: ChannelContext,
  own?: (target: string) => OwnLinks,
): ReadonlyMap<string, Target> {
  return new Map(Object.entries(plans).map(([id, plan]) => [id, targetOf(id, plan, context, own)]));
}

/** The least severity that each target wants. */
export function severitiesOf(plans: TargetPlans): Readonly<Record<string, RoutedSeverity>> {
  const least = (plan: TargetPlan) => CHANNELS.definitionOf(plan).leastSeverity?.(plan.settings) ?? 'info';
  return Object.fromEntries(Object.entries(plans).map(([id, plan]) => [id, least(plan)]));
}

function targetOf(
  id: string,
  plan: TargetPlan,
  context: ChannelContext,
  own: ((target: string) => OwnLinks) | undefined,
): Target {
  const { hasKeys = false, forgets = false, perSecond } = CHANNELS.definitionOf(plan);
  let sender: Promise<Sender> | undefined;
  const load = () => {
    sender ??= CHANNELS.create(plan, { ...context, content: { ...context.content, ...(own && { own: own(id) }) } });
    return sender;
  };
  return {
    id,
    hasKeys,
    paceMs: perSecond === undefined ? 0 : 1_000 / perSecond,
    settingsHash: hashOf(plan),
    send: async (notice) => (await load()).send(notice),
    ...(forgets && { refresh: async (open) => (await (await load()).refresh?.(open)) ?? DELIVERED }),
    ...(hasKeys && { acknowledge: async (notice) => (await (await load()).acknowledge?.(notice)) ?? DELIVERED }),
  };
}

const DELIVERED = { kind: 'delivered' } as const;

/** Tells settings apart without holding any of them. */
function hashOf({ kind, settings }: TargetPlan): string {
  const text = JSON.stringify([kind, settings], (_, value) => (value instanceof Secret ? value.reveal() : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
