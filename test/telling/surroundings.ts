import { DAY, DEFAULT_POLICY, MINUTE } from '../../src/domain/policy.ts';
import type { World as Surroundings } from '../../src/world.ts';

export type Product = typeof import('./product.ts');

type Given = Pick<
  Surroundings,
  'rows' | 'queue' | 'targets' | 'clock' | 'sleep' | 'newId' | 'outbreakMin' | 'policyHash'
> & { readonly routes: ReadonlyMap<string, 'info' | 'critical'> };

/** What the product is composed of, beside what a world gives it. Every alert that it wants goes to a target. */
export function surroundingsOf({ routes, ...given }: Given): Surroundings {
  return {
    ...given,
    random: () => 0.5,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    // The log is always meant, too, and would cost each schedule some steps of no interest.
    routing: { targets: { ...Object.fromEntries(routes), log: 'critical' }, fallback: [...routes.keys()] },
    policy: DEFAULT_POLICY,
    unchangedWindow: 5 * MINUTE,
    expirySteps: [30, 14, 7, 3, 1],
    period: MINUTE,
    keepHistory: 90 * DAY,
    keepIncidents: 365 * DAY,
  };
}
