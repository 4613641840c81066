import { HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Known } from './history.ts';
import { Tenant } from './tenant.ts';

/** What must be open of a subject, as cause and severity, and what may be in its place. */
export interface Judgement {
  readonly expected: string;
  /** With what is expected; undefined where the design does not say. */
  readonly allowed: ReadonlySet<string> | undefined;
}

export const NOTHING = 'nothing';
export const CREDENTIAL = '_app/_credential';

type Tenants = ReadonlyMap<string, Tenant>;
/** What is open, by subject. */
type Open = ReadonlyMap<string, string>;

const NEVER = Number.POSITIVE_INFINITY;

/** What is noticed by the next listing or the next sweep only: how much later, and rules that do not know of it. */
const LAZY: readonly { cause: string; patience: (policy: Policy) => number; without: Partial<Policy> }[] = [
  // Where nobody was heard much later either it is looked at again every eighth.
  {
    cause: 'reporterSilent',
    patience: ({ silentAfter }) => silentAfter / 8 + 90 * MINUTE,
    without: { silentAfter: NEVER },
  },
  { cause: 'syncOverdue', patience: () => 3 * HOUR, without: { overdueAfter: NEVER } },
  { cause: 'pollFailing', patience: () => 11 * MINUTE, without: {} },
];

/** The sweep after the first good poll ends the silence of a tenant's reporter. */
const FIRST_LISTING = HOUR;

/** Works out what must be open at a moment, anew from all that is known. */
export function judge(known: readonly Known[], now: number, policy: Policy): Map<string, Judgement> {
  const tenants = tenantsAt(known, now);
  const strict = openOf(tenants, now, policy);
  const allowed = new Map([...strict].map(([subject, expected]) => [subject, new Set([expected])]));
  const allow = (subject: string, ...others: string[]) => {
    for (const it of others) allowed.get(subject)?.add(it);
  };
  for (const { cause, patience, without } of LAZY) {
    const before = now - patience(policy);
    const earlier = openOf(tenantsAt(known, before), before, policy);
    const unaware = openOf(tenants, now, { ...policy, ...without });
    for (const [subject, expected] of strict) {
      const was = earlier.get(subject) ?? NOTHING;
      if (causeOf(was) === cause) allow(subject, was);
      else if (causeOf(expected) === cause) allow(subject, was, unaware.get(subject) ?? NOTHING);
    }
  }
  for (const [tenantId, tenant] of tenants) {
    if (tenant.failures > 0) for (const it of meanwhile(tenantId, tenant, known, now, policy)) allow(...it);
    for (const [id, token] of tenant.tokens) {
      // The last readable report and the listing that cannot be read are of different ages.
      if (!token.isReadable) allow(`${tenantId}/${id}`, 'syncOverdue warning', 'syncOverdue critical');
    }
  }
  const unclear = unclearOf(tenants, strict, now);
  return new Map(
    [...strict].map(([subject, expected]) => {
      return [subject, { expected, allowed: unclear.has(subject) ? undefined : allowed.get(subject) }];
    }),
  );
}

/** What may be open of a tenant's tokens while its polls fail. */
function meanwhile(
  tenantId: string,
  { tokens, goodAt }: Tenant,
  known: readonly Known[],
  now: number,
  policy: Policy,
): [string, ...string[]][] {
  const then = openOf(tenantsAt(known, goodAt), goodAt, policy);
  const tenants = tenantsAt(known, now);
  const asSaid = [policy, { ...policy, silentAfter: NEVER }].map((it) => openOf(tenants, now, it, true));
  return [...tokens].map(([id, { lastSeen }]) => {
    const subject = `${tenantId}/${id}`;
    // What was silent or overdue before may stay so.
    const before = causeOf(then.get(subject) ?? NOTHING);
    const stays = /Silent|Overdue/.test(before) ? [`${before} warning`, `${before} critical`] : [];
    // A report that comes meanwhile speaks for itself.
    const speaks = lastSeen > goodAt ? asSaid.map((it) => it.get(subject) ?? NOTHING) : [];
    return [subject, ...stays, ...speaks];
  });
}

/** The subjects of which the design does not say what must be open. */
function unclearOf(tenants: Tenants, strict: Open, now: number): Set<string> {
  const unclear = new Set<string>();
  for (const [tenantId, { tokens, firstGoodAt }] of tenants) {
    // Until a tenant was listed, its reports are all there is.
    if (now - firstGoodAt < FIRST_LISTING) unclear.add(`${tenantId}/_reporter`);
    for (const [id, token] of tokens) {
      const subject = `${tenantId}/${id}`;
      // Where its reporter was silent by then, the clock of its silence began anew.
      const isOfBefore = token.lastSeen < firstGoodAt && causeOf(strict.get(subject) ?? NOTHING) === 'reporterSilent';
      if (!token.isClear(now) || isOfBefore) unclear.add(subject);
    }
  }
  return unclear;
}

function causeOf(what: string): string {
  return what.split(' ')[0] ?? what;
}

function tenantsAt(known: readonly Known[], now: number): Tenants {
  const tenants = new Map<string, Tenant>();
  for (const it of known) {
    if (it.at > now) break;
    const tenant = tenants.get(it.tenantId) ?? new Tenant();
    tenants.set(it.tenantId, tenant);
    if (it.kind === 'poll') tenant.polled(it);
    else if (it.kind === 'post') tenant.token(it.tokenId).posted(it);
    else if (it.kind === 'retire') tenant.token(it.tokenId).retired(it.at);
    else tenant.token(it.tokenId).broughtBack(it.at);
  }
  return tenants;
}

/** @param isBlind as if no poll failed */
function openOf(tenants: Tenants, now: number, policy: Policy, isBlind = false): Open {
  const open = new Map<string, string>();
  for (const [tenantId, tenant] of tenants) {
    open.set(`${tenantId}/_poll`, tenant.isTold ? 'pollFailing' : NOTHING);
    open.set(`${tenantId}/_reporter`, NOTHING);
    // "Meanwhile its tokens are neither silent nor overdue": those that Graph lists. Others go by their own reports.
    const patient = { ...policy, silentAfter: NEVER, overdueAfter: NEVER };
    for (const [id, token] of tenant.tokens) {
      const rules = isBlind || tenant.failures === 0 || !token.isOfGraph ? policy : patient;
      open.set(`${tenantId}/${id}`, token.diagnosis(now, tenant.newest, rules) ?? NOTHING);
    }
  }
  const isDead = [...tenants.values()].some(({ lacksCredential }) => lacksCredential);
  open.set(CREDENTIAL, isDead ? 'pollFailing' : NOTHING);
  return open;
}
