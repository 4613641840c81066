import type { PollFault } from '../app/model/graph.ts';
import { isJsonObject, type JsonValue, member } from '../reports/json.ts';

/** An answer of Graph that is no success. Its message is a stranger's text: it is searched and never shown. */
export interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** The one permission that is enough for tokens, enrollment program tokens and the push certificate alike. */
export const READ_PERMISSION = 'DeviceManagementServiceConfig.Read.All';

/** Where Intune was never set up or is not paid for, Graph says so in these words and with several statuses. */
const NO_LICENSE = /not applicable to target tenant|NonPremiumTenant|\blicen[cs]e/i;

const NOT_IMPLEMENTED = 501;

/** The body of an error as Graph writes it: `{"error":{"code","message"}}`. */
export function readRefusal(status: number, body: JsonValue | undefined, retryAfterMs: number | undefined): Refusal {
  const error = isJsonObject(body) ? member(body, 'error') : undefined;
  const of = (name: string) => (isJsonObject(error) ? member(error, name) : undefined);
  const code = of('code');
  return {
    status,
    message: JSON.stringify(of('message') ?? ''),
    ...(typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,60}$/.test(code) && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** What an answer that is no success means for the poll. */
export function faultOfAnswer(refusal: Refusal): PollFault {
  const { status, code, message, retryAfterMs } = refusal;
  const reason = `HTTP ${[status, code].filter(Boolean).join(' ')}`;
  if (status === 429) return { kind: 'throttled', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (status >= 500 && status !== NOT_IMPLEMENTED) return { kind: 'unreachable', reason };
  if (NO_LICENSE.test(code ?? '') || NO_LICENSE.test(message)) return { kind: 'licenseMissing', reason };
  if (status === 403) return { kind: 'permissionMissing', reason, permission: READ_PERMISSION };
  // Intune itself answers 401 for tenants that never used it; only Graph's own 401 is about the access token.
  if (status === 401 && (code === undefined || /token/i.test(code))) return { kind: 'credential', reason };
  return { kind: 'unexpected', reason };
}
