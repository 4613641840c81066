import { readFileSync } from 'node:fs';
import { setImmediate as settled } from 'node:timers/promises';
import { DAY, MINUTE } from '../../src/domain/policy.ts';
import { breachesOf, type Breach as TellingBreach } from '../telling/laws.ts';
import type { Breach } from './breach.ts';
import { Host } from './host.ts';
import { People } from './people.ts';
import { promptnessOf } from './promptness.ts';
import { restOf } from './rest.ts';
import { makeSenders, Senders } from './senders.ts';
import { STEADY } from './settings.ts';
import { storyOf } from './story.ts';
import { type Plan, START, World } from './world.ts';

export interface Outcome {
  readonly breach: Breach | undefined;
  readonly world: World;
}

/** So long a group that only gets better may wait; what a silence held back may wait for the next sweep. */
const GROUP_PACE = 20 * MINUTE;

/**
 * Lives through the days of a plan, and on until what is then under way has come to its end. What people should know is judged as it is decided, and what they were told at the
 * end; the first breach ends it.
 */
export async function simulate(plan: Plan, onDay: (day: number, world: World) => void = () => {}): Promise<Outcome> {
  await preload();
  const senders = makeSenders(plan.seed, plan.tokens);
  const tenantIds = senders.map(({ tenantId }) => tenantId);
  const world = new World(plan, tenantIds);
  for (const tenantId of tenantIds) world.core.tenant(tenantId);
  new Host(world);
  new Senders(world, senders);
  new People(world, tenantIds);
  const end = START + plan.days * DAY + 2 * plan.period + GROUP_PACE;
  let day = 0;
  for (;;) {
    const entry = world.agenda.take();
    if (!entry || entry.at > end) break;
    world.now = Math.max(world.now, entry.at);
    entry.run();
    // Nothing in here waits for anything but the agenda, so by then all that can happen at this instant has.
    await settled();
    if (world.court.first) break;
    for (; day < Math.min(plan.days, Math.floor((world.now - START) / DAY)); day++) onDay(day + 1, world);
  }
  if (!world.court.first) await judgeTheEnd(world);
  return { breach: world.court.first, world };
}

async function judgeTheEnd(world: World): Promise<void> {
  const { trace, court, faults } = world;
  for (const fault of faults.slice(0, 1)) court.accuse('the program logs no fault', 'log', fault);
  const rest = await restOf(world);
  const late = promptnessOf(world).late.map(({ row, text }): TellingBreach => {
    return { law: 'prompt', at: row.at, target: STEADY, text };
  });
  const [first] = [...breachesOf(trace, rest), ...late].sort((a, b) => a.at - b.at);
  if (!first) return;
  const { law, target, text, at } = first;
  court.accuse(`telling: ${law}`, target, `${new Date(at).toISOString()} ${text}`, storyOf(trace, rest, first));
}

const COMPOSE = new URL('../../src/compose.ts', import.meta.url);

/** The product loads what a report does not need when it is first asked for; here that would be real time. */
async function preload(): Promise<void> {
  const paths = [...readFileSync(COMPOSE, 'utf8').matchAll(/ import\('([^']+)'\)/g)].map(([, path = '']) => path);
  await Promise.all(paths.map((path) => import(new URL(path, COMPOSE).href)));
}
