import type { SendOutcome } from '../app/model/ports.ts';
import type { Secret } from '../app/model/secret.ts';
import type { ChannelContext } from './channel.ts';
import { sendHttp } from './http-send.ts';

/** Tells a watcher elsewhere that a sweep reached everything: where this stops, so has the program. Never throws. */
export function beat(
  url: Secret,
  context: Pick<ChannelContext, 'fetch' | 'now' | 'sendLimitMs'>,
): Promise<SendOutcome> {
  return sendHttp({ url, method: 'POST', headers: {}, body: '{}' }, context);
}
