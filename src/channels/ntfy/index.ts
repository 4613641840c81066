import * as z from 'zod';
import { Secret } from '../../app/model/secret.ts';
import { defineChannel } from '../definition.ts';
import type { NtfySettings } from './send.ts';

const ntfyUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/]+\/(?:.*\/)?[-_A-Za-z0-9]{1,64}\/?(?:\?.*)?$/.test(text) && URL.canParse(text),
    'must be an http or https URL that ends in a topic, as in https://ntfy.sh/my-topic',
  )
  .transform((text) => new Secret(text));

/** Telephones and desktops that subscribe to a topic of ntfy. */
export const NTFY = defineChannel({
  settings: {
    NTFY_URL: {
      parse: ntfyUrl,
      about: 'ntfy server and topic, as in `https://ntfy.sh/my-topic`. May be http.',
      isSecret: true,
    },
  },
  fromSettings: ({ NTFY_URL: url }): NtfySettings | undefined => url && { url },
  route: (reference) => ({ url: reference(ntfyUrl) }),
  perSecond: 1,
  load: async () => (await import('./send.ts')).NTFY,
});
