import { DAY, DEFAULT_POLICY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import { bounds, morning } from './bounds.ts';
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
  const sweeps = sweepTimes(random, { from: START, until: end }, period, events, policy);
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
  const parting = random.chance(0.2) ? absence(random, life, policy) : null;
  const reports: ReportEvent[] = [];
  for (const [i, tokenId] of tokens.entries()) {
    const absences = [...away];
    if (random.chance(0.3)) absences.push(absence(random, life, policy));
    // Some stay away when the others come back.
    if (random.chance(0.25)) {
      absences.push(...away.map((a) => ({ ...a, until: a.until + random.around(policy.silentAfter) })));
    }
    if (parting) {
      // The others speak last about half of SILENT_AFTER later than the first, then all stay away for long.
      const from = parting.from + (i === 0 ? 0 : random.around(policy.silentAfter / 2));
      absences.push({ from, until: from + random.between(1, 3) * policy.silentAfter });
      reports.push({ kind: 'report', at: from, tenantId, tokenId, status: 'completed', observedAt: from });
    }
    reports.push(...reportsOf(random, { tenantId, tokenId }, life, absences, policy));
  }
  return [...reports, ...actions(random, tenantId, tokens, life, reports)];
}

function absence(random: Random, life: Stretch, policy: Policy): Stretch {
  const from = random.between(life.from, life.until);
  const longest = Math.min(policy.silentAfter * 4, life.until - life.from);
  const length = random.chance(0.4) ? random.around(random.pick(bounds(policy))) : random.between(HOUR, longest);
  return { from, until: random.chance(0.15) ? life.until : from + length };
}

function actions(
  random: Random,
  tenantId: string,
  tokens: string[],
  life: Stretch,
  reports: ReportEvent[],
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const sometime = () => random.between(life.from, life.until);
  if (random.chance(0.25)) {
    const all = random.chance(0.4);
    for (const tokenId of all ? tokens : [random.pick(tokens)]) {
      // Often just when something is observed that is received later.
      const own = reports.filter((report) => report.tokenId === tokenId && report.observedAt < report.at);
      const at = own.length > 0 && random.chance(0.5) ? random.around(random.pick(own).observedAt) : sometime();
      events.push({ kind: 'retire', at: Math.max(at, life.from), tenantId, tokenId });
    }
  }
  for (let n = random.pick([0, 0, 1, 3]); n > 0; n -= 1) {
    const subject = random.chance(0.25) ? REPORTER : random.pick(tokens);
    events.push({ kind: 'acknowledge', at: sometime(), tenantId, subject, by: 'ann' });
  }
  return events;
}

/** Sweeps on schedule, but for up to two stretches without any; and some more where something is due. */
function sweepTimes(random: Random, life: Stretch, period: number, events: HistoryEvent[], policy: Policy): number[] {
  const outages = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => {
    const from = random.between(life.from, life.until);
    // Never about two periods, where a sweep a moment late would decide.
    const long = random.chance(0.5) ? random.between(HOUR, 80 * HOUR) : random.around(random.pick(bounds(policy)));
    return { from, until: from + Math.max(4 * period, long) };
  });
  const times: number[] = [];
  const seconds = random.between(0, 59_000);
  for (let at = life.from + seconds; at <= life.until; at += period) times.push(at);
  for (let n = random.between(0, 25); n > 0 && events.length > 0; n -= 1) {
    const event = random.pick(events);
    times.push(event.kind === 'report' ? due(random, event, policy) : random.around(event.at + 7 * DAY));
  }
  const isKept = (at: number) =>
    at >= life.from && at <= life.until && !outages.some(({ from, until }) => at >= from && at < until);
  return [...new Set([...times.filter(isKept), ...outages.map((o) => o.until).filter((at) => at <= life.until)])];
}

/** An instant at which a report may make a difference. */
function due(random: Random, { at, observedAt, lastSyncAt, expiresAt }: ReportEvent, policy: Policy): number {
  if (expiresAt !== undefined && random.chance(0.5)) return random.around(expiresAt);
  if (random.chance(0.2)) return morning(random, at + random.between(0, 3 * DAY), policy);
  return random.pick([at, observedAt, lastSyncAt ?? at]) + random.around(random.pick(bounds(policy)));
}
