import type { Content } from './content.ts';

/** What stands for a colour where there is none. */
export const ICONS = { good: '✅', info: 'ℹ️', warning: '⚠️', critical: '🚨' } as const satisfies Record<
  Content['tone'],
  string
>;
