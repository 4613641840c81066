import { DAY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { bounds, morning } from './bounds.ts';
import type { ReportEvent, Status } from './history.ts';
import type { Random } from './random.ts';

/** From `from`, included, to `until`, not included. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

type Subject = Pick<ReportEvent, 'tenantId' | 'tokenId'>;
type Content = Omit<ReportEvent, 'kind' | 'at' | 'tenantId' | 'tokenId'>;

const STATES = ['valid', 'unknown', 'expired', 'invalid', 'assignedToExternalMDM', 'duplicateLocationId', 'revoked'];
const MAX_REPORTS = 45;

/**
 * The reports of one token, without those that would have come while its sender was away. No two of them differ in
 * content alone, since what decides between such is not fixed; some come twice.
 */
export function reportsOf(
  random: Random,
  subject: Subject,
  life: Stretch,
  away: readonly Stretch[],
  policy: Policy,
): ReportEvent[] {
  const contents = random.pick([noise, daily, daily, flapping])(random, life, policy);
  const taken = new Set<string>();
  const reports: ReportEvent[] = [];
  for (const { sent, content } of contents) {
    // A report that was queued while its sender was away arrives when it is back, or never.
    const absence = away.find(({ from, until }) => sent >= from && sent < until);
    if (absence && random.chance(0.95)) continue;
    let { observedAt } = content;
    while (taken.has(`${observedAt} ${content.status}`)) observedAt -= 1;
    taken.add(`${observedAt} ${content.status}`);
    const at = absence?.until ?? sent + delay(random);
    const report: ReportEvent = { kind: 'report', at, ...subject, ...content, observedAt };
    reports.push(report);
    if (random.chance(0.05)) reports.push({ ...report, at: at + random.between(0, 2 * DAY) });
  }
  const arrived = reports.filter(({ at }) => at <= life.until);
  // A reporter that stops most often does so in the middle of something.
  return random.chance(0.1) ? arrived.slice(0, random.between(1, arrived.length)) : arrived;
}

type Sent = { sent: number; content: Content };

function delay(random: Random): number {
  if (random.chance(0.8)) return 0;
  return random.chance(0.8) ? random.between(1, 3 * HOUR) : random.between(HOUR, 40 * HOUR);
}

/** Any status at any time: what no sender sends, but what fold must join. */
function noise(random: Random, life: Stretch, policy: Policy): Sent[] {
  const dates = Array.from({ length: random.between(1, 5) }, () => random.between(life.from - DAY, life.until));
  const dated = random.pick([0, 0.5, 1]);
  const sent: Sent[] = [];
  let at = life.from + random.between(0, DAY);
  while (at < life.until && sent.length < MAX_REPORTS) {
    const past = dates.filter((date) => date <= at);
    const lastSyncAt = random.chance(dated) && past.length > 0 ? random.pick(past) : undefined;
    sent.push({ sent: at, content: decorate(random, at, { ...status(random.pick(ANY), lastSyncAt), observedAt: at }) });
    at += step(random, policy);
  }
  return sent;
}

const ANY: readonly Status[] = ['none', 'inProgress', 'inProgress', 'completed', 'completed', 'failed', 'failed'];

/** A sync a day, or so, that runs and ends, seen now and then by a sender that names its date always or never. */
function daily(random: Random, life: Stretch, policy: Policy): Sent[] {
  const isDated = random.chance(0.7);
  const failing = random.pick([0, 0.15, 0.5, 0.9]);
  const sent: Sent[] = [];
  let sync = life.from + random.between(0, DAY);
  let expiresAt = random.chance(0.3) ? random.between(life.from, life.until) : undefined;
  while (sync < life.until && sent.length < MAX_REPORTS) {
    const then = sync + random.pick([4 * HOUR, DAY, DAY, DAY, random.around(2 * DAY), step(random, policy)]);
    const next = random.chance(0.2) ? Math.max(sync + HOUR, morning(random, then, policy)) : then;
    const end: Status = random.chance(failing) ? 'failed' : 'completed';
    const ends = random.chance(0.1) ? next : sync + random.between(MINUTE, 20 * MINUTE);
    const looks = Array.from({ length: random.between(0, 3) }, () => random.between(sync, next - 1)).sort(
      (a, b) => a - b,
    );
    for (const at of looks) {
      const content = { ...status(at < ends ? 'inProgress' : end, isDated ? sync : undefined), observedAt: at };
      sent.push({ sent: at, content: decorate(random, at, content, expiresAt) });
    }
    if (expiresAt !== undefined && expiresAt < next && random.chance(0.4))
      expiresAt = next + random.between(0, 5 * DAY);
    sync = next;
  }
  return sent;
}

/** Fails and recovers again and again, often about as fast as FLAP_WINDOW. */
function flapping(random: Random, life: Stretch, policy: Policy): Sent[] {
  const isDated = random.chance(0.7);
  const sent: Sent[] = [];
  let at = life.from + random.between(0, DAY);
  while (at < life.until && sent.length < MAX_REPORTS) {
    const bad: Status = random.pick(['failed', 'failed', 'failed', 'inProgress']);
    for (const each of [bad, random.pick<Status>(['completed', 'completed', 'inProgress'])]) {
      sent.push({
        sent: at,
        content: decorate(random, at, { ...status(each, isDated ? at : undefined), observedAt: at }),
      });
      at += random.chance(0.2) ? random.around(policy.flapWindow) : random.between(MINUTE, policy.flapWindow / 2);
    }
  }
  return sent;
}

function step(random: Random, policy: Policy): number {
  return random.chance(0.25) ? random.around(random.pick(bounds(policy))) : random.between(MINUTE, 20 * HOUR);
}

function status(value: Status, lastSyncAt: number | undefined): Pick<Content, 'status' | 'lastSyncAt'> {
  return { status: value, ...(lastSyncAt !== undefined && { lastSyncAt }) };
}

/** Adds what the token is like, now and then, and sets some observations back. */
function decorate(random: Random, at: number, content: Content, expiry?: number): Content {
  const near = random.pick([at + random.between(-DAY, 5 * DAY), random.around(content.lastSyncAt ?? at)]);
  const expiresAt = expiry ?? (random.chance(0.04) ? near : undefined);
  const least = content.lastSyncAt ?? at - 3 * DAY;
  return {
    ...content,
    observedAt: random.chance(0.06) ? random.between(Math.min(least, at), at) : content.observedAt,
    ...(random.chance(0.12) && { tokenState: random.chance(0.4) ? 'valid' : random.pick(STATES) }),
    ...(expiresAt !== undefined && random.chance(0.8) && { expiresAt }),
  };
}
