import type { PollFault, PollFaultKind } from '../app/model/graph.ts';
import { kindOfReason, networkReason } from '../network/reason.ts';

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
const CODES: ReadonlyMap<number, PollFaultKind> = new Map([
  // Not consented; no such app in the tenant, which is how a sign-in before the consent ends; no service principal there.
  ...kinds('noConsent', 65001, 700016, 7000229),
  // No such tenant; no id and no domain of a tenant.
  ...kinds('wrongTenant', 90002, 900021, 900023, 900432),
  // Secret wrong, expired or missing; key of the certificate unknown; assertion wrong, too old, for another audience, of
  // an issuer or subject that no federated credential names, or of an identity of another tenant.
  ...kinds('credential', 50012, 50013, 70021, 700021, 700022, 700024, 700027, 700030, 700211, 700212, 700213, 700236),
  ...kinds('credential', 7000215, 7000216, 7000218, 7000222),
  ...kinds('throttled', 90055),
  // Errors that Microsoft itself calls transient.
  ...kinds('unreachable', 90024, 90033),
]);

/**
 * Why no access token was to be had. Nothing of the error's message gets into the reason: it quotes ids, addresses and
 * sometimes what was sent.
 *
 * @param consentUrl where an administrator of the tenant approves; undefined where there is nothing to approve
 * @param limitMs how long the sign-in was let to take
 */
export function faultOfSignIn(error: unknown, consentUrl: string | undefined, limitMs: number): PollFault {
  const code = entraCode(error);
  if (code !== undefined) {
    const kind = CODES.get(Number(code)) ?? 'unexpected';
    return { kind, reason: `AADSTS${code}`, ...(kind === 'noConsent' && consentUrl && { consentUrl }) };
  }
  const network = networkReason(error, limitMs);
  if (kindOfReason(network) !== 'network') return { kind: 'unreachable', reason: `sign-in: ${network}` };
  return { kind: 'credential', reason: 'the identity of this app gives no token' };
}

/** The number of the first AADSTS error that the error or what caused it speaks of. */
function entraCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const [, code] = /\bAADSTS(\d{4,8})\b/.exec(current.message) ?? [];
    if (code !== undefined) return code;
    current = current.cause;
  }
  return undefined;
}

function kinds(kind: PollFaultKind, ...codes: readonly number[]): readonly [number, PollFaultKind][] {
  return codes.map((code) => [code, kind]);
}
