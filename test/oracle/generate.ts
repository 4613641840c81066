import { DAY, DEFAULT_POLICY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { bounds } from './bounds.ts';
import { type History, type HistoryEvent, REPORTER, type ReportEvent } from './history.ts';
import { Random } from './random.ts';
import { reportsOf, type Stretch } from './senders.ts';

const START = Date.UTC(2026, 2, 2, 5, 30);
/** A history has about so many sweeps at most; its period follows from its length. */
const SWEEPS = 300;

/**
 * A random history, the same for the same seed: one to three tenants of one to four tokens that fail, recover, hang,
 * expire and are renewed; reports late, twice and out of order; reporters that stop and come back, tokens that stay
 * away, stretches without sweeps, retirements, acknowledgements. Durations lie often at, or a millisecond beside, the
 * policy's own, and sweeps fall there, too.
 */
export function generateHistory(seed: number): History {
  const random = new Random(seed);
  const policy = randomPolicy(random);
  const length = random.pick([3, 6, 6, 12, 12, 12, 25, 70]) * DAY;
  const end = START + length;
  const period = Math.max(random.pick([5 * MINUTE, HOUR]), Math.ceil(length / SWEEPS / MINUTE) * MINUTE);

  const events: HistoryEvent[] = [];
  for (let t = random.between(1, 3); t > 0; t -= 1) {
    events.push(...tenantEvents(random, `tenant-${t}`, { from: START, until: end }, policy));
  }
  const reports = events.filter((event) => event.kind === 'report');
  const sweeps = sweepTimes(random, { from: START, until: end }, period, reports, policy);
  events.push(...sweeps.map((at): HistoryEvent => ({ kind: 'sweep', at })));
  return { seed, policy, period, events: events.sort((a, b) => a.at - b.at) };
}

function randomPolicy(random: Random): Policy {
  if (random.chance(0.4)) return DEFAULT_POLICY;
  return {
    failedGrace: random.pick([0, 0, 30 * MINUTE, 3 * HOUR]),
    criticalAfter: random.pick([DAY, DAY, 2 * DAY, 5 * HOUR, 36 * HOUR]),
    stuckAfter: random.pick([6 * HOUR, 2 * HOUR]),
    overdueAfter: random.pick([50 * HOUR, 26 * HOUR]),
    silentAfter: random.pick([50 * HOUR, 24 * HOUR, 8 * HOUR, 96 * HOUR]),
    remindCriticalEvery: random.pick([DAY, DAY, 12 * HOUR, 2 * DAY]),
    remindWarningEvery: random.pick([7 * DAY, 2 * DAY, DAY]),
    remindAt: random.pick([9 * 60, 9 * 60, 0, 23 * 60 + 30, 6 * 60 + 15]),
    timeZone: random.pick(['UTC', 'UTC', 'Asia/Tokyo', 'America/New_York']),
    flapWindow: random.pick([72 * HOUR, 24 * HOUR, 6 * HOUR]),
  };
}

function tenantEvents(random: Random, tenantId: string, life: Stretch, policy: Policy): HistoryEvent[] {
  const tokens = Array.from({ length: random.pick([1, 2, 2, 3, 4]) }, (_, i) => `token-${i + 1}`);
  const away = random.chance(0.5) ? [absence(random, life, policy)] : [];
  const events: HistoryEvent[] = [];
  for (const tokenId of tokens) {
    const own = random.chance(0.3) ? [absence(random, life, policy)] : [];
    // Some stay away when the others come back.
    const stays = random.chance(0.25)
      ? away.map((a) => ({ ...a, until: a.until + random.around(bounds(policy)[4]!) }))
      : [];
    const absences = [...away, ...own, ...stays];
    events.push(...reportsOf(random, { tenantId, tokenId }, life, absences, policy));
  }
  events.push(...actions(random, tenantId, tokens, life));
  return events;
}

function absence(random: Random, life: Stretch, policy: Policy): Stretch {
  const from = random.between(life.from, life.until);
  const longest = Math.min(policy.silentAfter * 4, life.until - life.from);
  const length = random.chance(0.4) ? random.around(random.pick(bounds(policy))) : random.between(HOUR, longest);
  return { from, until: random.chance(0.15) ? life.until : from + length };
}

function actions(random: Random, tenantId: string, tokens: string[], life: Stretch): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const sometime = () => random.between(life.from, life.until);
  if (random.chance(0.25)) {
    const all = random.chance(0.4);
    const at = sometime();
    for (const tokenId of all ? tokens : [random.pick(tokens)]) {
      events.push({ kind: 'retire', at: all ? at + random.between(0, 5 * HOUR) : at, tenantId, tokenId });
    }
  }
  for (let n = random.pick([0, 0, 1, 3]); n > 0; n -= 1) {
    const subject = random.chance(0.25) ? REPORTER : random.pick(tokens);
    events.push({ kind: 'acknowledge', at: sometime(), tenantId, subject, by: 'ann' });
  }
  return events;
}

/** Sweeps on schedule, but for up to two stretches without any; and some more where something is due. */
function sweepTimes(random: Random, life: Stretch, period: number, reports: ReportEvent[], policy: Policy): number[] {
  const outages = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => {
    const from = random.between(life.from, life.until);
    // Never about two periods, where a sweep a moment late would decide.
    const long = random.chance(0.5) ? random.between(HOUR, 80 * HOUR) : random.around(random.pick(bounds(policy)));
    return { from, until: from + Math.max(4 * period, long) };
  });
  const times: number[] = [];
  const seconds = random.between(0, 59_000);
  for (let at = life.from + seconds; at <= life.until; at += period) times.push(at);
  for (let n = random.between(0, 25); n > 0 && reports.length > 0; n -= 1) {
    const { at, observedAt, lastSyncAt, expiresAt } = random.pick(reports);
    const base = random.pick([at, observedAt, lastSyncAt ?? at]);
    times.push(expiresAt !== undefined && random.chance(0.5) ? random.around(expiresAt) : nearby(random, base, policy));
  }
  const isKept = (at: number) =>
    at >= life.from && at <= life.until && !outages.some(({ from, until }) => at >= from && at < until);
  return [...new Set([...times.filter(isKept), ...outages.map((o) => o.until).filter((at) => at <= life.until)])];
}

function nearby(random: Random, at: number, policy: Policy): number {
  return at + random.around(random.pick(bounds(policy)));
}
