import type { History, HistoryEvent, Told } from './history.ts';
import { World } from './world.ts';

/** All that the oracle says people are told in a history, in order. */
export function runOracle({ policy, period, events }: Pick<History, 'policy' | 'period' | 'events'>): Told[] {
  const world = new World(policy, period);
  return events.flatMap((event) => act(world, event));
}

function act(world: World, event: HistoryEvent): Told[] {
  switch (event.kind) {
    case 'report':
      return world.report(event).told;
    case 'sweep':
      return world.sweep(event.at);
    case 'retire':
      return world.retire(event);
    case 'acknowledge':
      return world.acknowledge(event);
  }
}
