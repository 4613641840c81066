import * as z from 'zod';
import { Secret } from '../../app/model/secret.ts';
import { defineChannel } from '../definition.ts';
import type { AlertmanagerSettings } from './send.ts';

/** An address of a service that may stand inside one's own network. */
const connectableUrl = z
  .string()
  .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''), 'must be an http or https URL')
  .transform((text) => new Secret(text));

/** A Prometheus Alertmanager. */
export const ALERTMANAGER = defineChannel({
  settings: {
    ALERTMANAGER_URL: {
      parse: connectableUrl,
      about: 'Address of a Prometheus Alertmanager. May be http.',
      isSecret: true,
    },
  },
  fromSettings: ({ ALERTMANAGER_URL: url }): AlertmanagerSettings | undefined => url && { url },
  route: (reference) => ({ url: reference(connectableUrl) }),
  hasKeys: true,
  forgets: true,
  load: async () => (await import('./send.ts')).ALERTMANAGER,
});
