import type { Diagnosis } from './diagnosis.ts';
import { HOUR } from './policy.ts';

/** A channel of which every attempt has failed for so long is in trouble. */
const FAILS_FOR = HOUR;

/**
 * Says whether a channel is in trouble (the subject `_target:{target}`): every attempt has failed for an hour. One
 * success ends it.
 *
 * @param failingSince milliseconds since the epoch; absent where the last attempt did not fail
 */
export function diagnoseChannel({ failingSince }: { readonly failingSince?: number }, now: number): Diagnosis {
  if (failingSince === undefined) return { fault: null, ending: 'corrected', found: {} };
  const troubleAt = failingSince + FAILS_FOR;
  if (now < troubleAt) return { fault: null, changesAt: troubleAt, ending: 'corrected', found: {} };
  return { fault: { cause: 'channelFailing', severity: 'critical', failing: false }, found: {} };
}
