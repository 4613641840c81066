import { defineChannel } from '../definition.ts';

/** Always on, so it has no settings. */
export const LOG = defineChannel({
  settings: {},
  fromSettings: (): Readonly<Record<never, never>> => ({}),
  load: async () => (await import('./send.ts')).LOG,
});
