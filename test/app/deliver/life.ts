import { listNotifications } from '../../../src/app/deliver/listing.ts';
import { redrive } from '../../../src/app/deliver/revive.ts';
import { idOf, type SubjectKey, wantOf } from '../../../src/app/deliver/want.ts';
import type { Fact, OpenFact } from '../../../src/app/model/fact.ts';
import type { Marker } from '../../../src/app/model/marker.ts';
import { type Arrival, CALM, type Chaos, World } from './world.ts';

const MINUTE = 60_000;

export const ROUGH: Chaos = {
  crash: 0.01,
  unanswered: 0.01,
  wakeUpLost: 0.05,
  wakeUpDoubled: 0.1,
  notTaken: 0.05,
  failed: 0.07,
  noAnswer: 0.07,
};

const fact = (incidentId: string, change: Partial<OpenFact> = {}): OpenFact => {
  return { kind: 'open', incidentId, cause: 'syncFailed', severity: 'warning', failing: true, ...change };
};

const expiring = (step: number): Fact => {
  return { kind: 'expiring', severity: 'warning', items: [{ tokenId: 'a', step, expiresAt: '2026-02-01T00:00:00Z' }] };
};

/** What may happen next to a subject, given what is. */
function next(world: World, key: SubjectKey, targets: readonly string[]): Fact {
  const before = world.subjects.get(idOf(key))?.fact;
  const chance = world.random();
  if (before?.kind !== 'open') {
    const isReopened = before?.kind === 'over' && chance < 0.5;
    return fact(isReopened ? before.incidentId : `${key.subject}-${world.history.length}-${targets.length}`);
  }
  if (chance < 0.35) return { kind: 'over', incidentId: before.incidentId, resolution: 'completed' };
  if (chance < 0.55) return { ...before, severity: before.severity === 'warning' ? 'critical' : 'warning' };
  if (chance < 0.75) return { ...before, cause: before.cause === 'syncFailed' ? 'tokenInvalid' : 'syncFailed' };
  if (chance < 0.85) return fact(`${key.subject}-${world.history.length}-new`);
  return before;
}

export async function live(seed: number, chaos: Chaos, subjects: number, hasKeys: boolean): Promise<World> {
  const ids = ['webhook', 'teams'];
  const world = new World(
    seed,
    ids.map((id) => ({ id, hasKeys: hasKeys && id === 'webhook' })),
    chaos,
  );
  const keys = Array.from({ length: subjects }, (_, i) => ({ tenantId: `tenant${i % 3}`, subject: `token${i}` }));
  const teams = world.targets.get('teams')!;
  const poison = world.random() < 0.3 ? keys[1]! : undefined;
  world.answer = ({ members }) => {
    const isRefused = members.some(({ want }) => want.subject === poison?.subject);
    return isRefused ? { kind: 'refused', reason: 'answered 400' } : undefined;
  };
  for (let round = 0; round < 12; round++) {
    if (round === 4 && world.random() < 0.3) world.targets.delete('teams');
    if (round === 7 && !world.targets.has('teams')) {
      world.targets.set('teams', { ...teams, settingsHash: 'two' });
      void world.sweep(world.instance(), ['teams']);
    }
    const moved = keys.filter(() => world.random() < 0.4);
    const markers = moved.map((key) => {
      const what = next(world, key, ids);
      const chance = world.random();
      const before = world.subjects.get(idOf(key));
      const isReminder = before !== undefined && what === before.fact;
      // With its end a fact keeps its audience.
      const audience =
        what.kind === 'over' || world.random() < 0.85 ? undefined : ids.filter(() => world.random() < 0.7);
      return world.decide(
        key,
        what,
        { isReminder, ...(audience && { audience, isReminder: false }), ...(chance < 0.2 && { origin: 'baseline' }) },
        moved.length > 1 ? 5_000 : 0,
      );
    });
    if (world.random() < 0.2)
      markers.push(world.decide({ tenantId: 'tenant0', subject: '_expiring' }, expiring(round), { audience: ids }));
    const { tenantId, subject } = keys[0]!;
    const whom = { tenantId, subject: world.random() < 0.5 ? '*' : subject };
    const chance = world.random();
    if (chance < 0.3) world.mute(whom, world.random() * 30 * MINUTE);
    else if (chance < 0.5) markers.push(world.lift(whom));
    void world.handOver(markers);
    const lull = world.random() < 0.3 ? 20 * MINUTE : world.random() * 60_000;
    await world.sweepUntil(world.now + lull);
  }
  if (world.random() < 0.5) void world.handOver(recoverAll(world));
  await world.sweepUntil(world.now + world.random() * 20 * MINUTE);
  world.chaos = CALM;
  world.answer = undefined;
  if (poison) await world.sweepUntil(world.now + 10 * MINUTE);
  for (const target of world.targets.keys()) void redrive(target, {}, world.instance().mailbox);
  await world.sweepUntil(world.now + 90 * MINUTE, 5 * MINUTE);
  return world;
}

function recoverAll(world: World): Marker[] {
  return [...world.subjects.values()].flatMap((want) => {
    if (want.fact?.kind !== 'open') return [];
    const { tenantId, subject } = want;
    const over: Fact = { kind: 'over', incidentId: want.fact.incidentId, resolution: 'completed' };
    return [world.decide({ tenantId, subject }, over, {}, 5_000)];
  });
}

/** Everything that a target could hold against us; empty where all laws hold. */
export async function breaches(world: World): Promise<string[]> {
  const found: string[] = [];
  for (const target of world.targets.keys()) {
    const arrivals = world.arrivals.get(target) ?? [];
    found.push(...storyOf(target, arrivals, world));
    const listed = listNotifications(target, {}, { ...world.instance().mailbox, targets: [...world.targets.keys()] });
    const standings = new Map<string, string>();
    const reading = (async () => {
      for await (const page of listed) for (const row of page) standings.set(idOf(row), row.standing);
    })();
    await Promise.all([reading, world.scheduler.until(world.now + 60_000)]);
    for (const want of world.subjects.values()) {
      const wanted = wantOf(want, target);
      const belief = world.belief(target, want);
      const standing = standings.get(idOf(want)) ?? 'none';
      const isComplete =
        wanted?.kind === 'over' ? belief?.kind !== 'open' : JSON.stringify(belief) === JSON.stringify(wanted);
      if (!isComplete || !['delivered', 'missed', 'none'].includes(standing)) {
        found.push(`${target} ${idOf(want)}: wants ${show(wanted)}, believes ${show(belief)}, ${standing}`);
      }
    }
  }
  return found;
}

function storyOf(target: string, arrivals: readonly Arrival[], world: World): string[] {
  const found: string[] = [];
  const open = new Map<string, string>();
  const numbers = new Map<string, number>();
  const alerts = new Map<string, string>();
  for (const { sentAt, message } of arrivals) {
    const { group, key, type } = message;
    if (group && !alerts.has(key) && !/opened|resolved/.test(type)) found.push(`${target} ${key}: began as ${type}`);
    if (group || (message.members.length === 1 && type !== 'vpp.expiring')) alerts.set(key, type);
    for (const { want, fact: told, step } of message.members) {
      const id = idOf(want);
      const where = `${target} ${id} ${message.type} ${step.say} no ${want.no} at ${new Date(sentAt).toISOString()}`;
      if ((step.say === 'updated' || step.say === 'reminder') && !open.has(id)) found.push(`${where}: never opened`);
      // Where every answer came, nobody is told twice that something began.
      const isDoubled =
        step.say === 'opened' && open.has(id) && world.sends.every(({ outcome }) => outcome === 'delivered');
      if (isDoubled && world.crashes === 0) found.push(`${where}: opened twice`);
      if (world.wasMuted(want, sentAt - 20_000, sentAt)) found.push(`${where}: while silenced`);
      if (want.no < (numbers.get(id) ?? 0)) found.push(`${where}: after ${numbers.get(id)}`);
      if (!world.wasWanted(want, told, target, sentAt - 20_000)) found.push(`${where}: not true`);
      numbers.set(id, want.no);
      if (told.kind === 'open') open.set(id, message.key);
      else open.delete(id);
    }
    const isBelieved = [...open.values()].includes(key);
    if (group && type === 'vpp.outbreak.resolved' && isBelieved)
      found.push(`${target} ${key}: said to be over too early`);
  }
  const areKeys = world.targets.get(target)!.hasKeys;
  for (const [key, type] of alerts) {
    const isBelieved = [...open.values()].includes(key);
    const isOver = type.endsWith('resolved');
    const isGroup = arrivals.some(({ message }) => message.group && message.key === key);
    if (isOver === isBelieved && (areKeys || isGroup)) found.push(`${target} ${key}: ends as ${type}, ${isBelieved}`);
  }
  return found;
}

function show(it: Fact | null | undefined): string {
  if (!it) return 'nothing';
  return it.kind === 'open' ? `${it.incidentId} ${it.cause} ${it.severity}` : it.kind;
}
