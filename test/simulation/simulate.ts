import { DAY } from '../../src/domain/policy.ts';
import type { Breach } from './breach.ts';
import { Host } from './host.ts';
import { People } from './people.ts';
import { Random } from './random.ts';
import { Senders } from './senders.ts';
import { type Plan, START, World } from './world.ts';

/** How long the world goes on without faults of its own, so that what is under way comes to its end. */
const CALM = 3 * DAY;

/** Things so close together happen at once, now and then. */
const AT_ONCE_MS = 2_000;

export interface Outcome {
  readonly breach: Breach | undefined;
  readonly world: World;
}

/** Lives through the days of a plan, and stops at the first law that is broken. */
export async function simulate(plan: Plan, onDay: (day: number, world: World) => void = () => {}): Promise<Outcome> {
  const world = new World(plan);
  const end = START + plan.days * DAY;
  new Host(world, end - CALM);
  const senders = new Senders(world);
  new People(
    world,
    senders.senders.map(({ tenantId }) => tenantId),
  );
  const random = Random.of(plan.seed, 'at once');
  let day = 0;
  for (;;) {
    const entry = world.agenda.take();
    if (!entry || entry.at > end) break;
    world.now = Math.max(world.now, entry.at);
    world.reference.advanceTo(world.now);
    const together = [entry];
    while (random.chance(0.1) && (world.agenda.nextAt ?? end) <= world.now + AT_ONCE_MS) {
      const next = world.agenda.take();
      if (next) together.push(next);
    }
    await Promise.all(together.map(({ run }) => run()));
    if (world.court.first) break;
    for (; day < Math.floor((world.now - START) / DAY); day++) onDay(day + 1, world);
  }
  if (!world.court.first) world.ears.judgeTheEnd();
  return { breach: world.court.first, world };
}
