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
  const status = chainOf(error)
    .map(statusOf)
    .find((it) => it !== undefined);
  if (status === 429) return { kind: 'throttled', reason: 'sign-in: HTTP 429' };
  if (status !== undefined && status >= 500) return { kind: 'unreachable', reason: `sign-in: HTTP ${status}` };
  const network = networkReason(error, limitMs);
  if (kindOfReason(network) !== 'network') return { kind: 'unreachable', reason: `sign-in: ${network}` };
  // Where several ways of signing in were tried, one that leads nowhere is no news of the network.
  const isOne = !(error instanceof Error) || error.name !== 'AggregateAuthenticationError';
  if (isOne && chainOf(error).some(({ message }) => NO_ANSWER.test(message))) {
    return { kind: 'unreachable', reason: 'sign-in: network error' };
  }
  return { kind: 'credential', reason: 'the identity of this app gives no token' };
}

/** The library's words for a login endpoint that gives no answer; it keeps no code of the network with them. */
const NO_ANSWER = /\b(network_error|endpoints_resolution_error|openid_config_error)\b/;

/** The error and what caused it. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let current = error; current instanceof Error && chain.length < 5; current = current.cause) chain.push(current);
  return chain;
}

/** The status that the login endpoint answered. */
function statusOf(error: Error): number | undefined {
  const status: unknown = Reflect.get(error, 'status');
  return typeof status === 'number' ? status : undefined;
}

/** The number of the first AADSTS error that the error or what caused it speaks of. */
function entraCode(error: unknown): string | undefined {
  return chainOf(error)
    .map(({ message }) => /\bAADSTS(\d{4,8})\b/.exec(message)?.[1])
    .find((code) => code !== undefined);
}

function kinds(kind: PollFaultKind, ...codes: readonly number[]): readonly [number, PollFaultKind][] {
  return codes.map((code) => [code, kind]);
}
