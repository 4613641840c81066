import type { PollMessage } from '../src/app/model/poll.ts';
import type { Queue } from '../src/app/model/ports.ts';
import type { Settings } from '../src/config/settings.ts';
import { tenantsRead } from '../src/config/tenants.ts';
import type { Graph, GraphPorts } from '../src/graph/index.ts';
import type { GraphPolling } from '../src/world.ts';

type PollingPorts = Pick<GraphPorts, 'clock' | 'sleep' | 'log' | 'identity'>;

/**
 * How tenants are read from Graph; undefined where no setting asks for it. Nothing of it is loaded before the first poll,
 * and then once in an instance's life.
 */
export function graphPolling(
  settings: Settings,
  queue: Queue<PollMessage>,
  ports: PollingPorts,
): GraphPolling | undefined {
  // With a registration, tenants can be brought in while the app runs.
  if (tenantsRead(settings).length === 0 && settings.GRAPH_CLIENT_ID === undefined) return undefined;
  let graph: Promise<Graph> | undefined;
  return {
    reader: () => {
      graph ??= import('../src/graph/index.ts').then(({ createGraphReader }) =>
        createGraphReader(settings, { ...ports, fetch: (...request) => fetch(...request), random: Math.random }),
      );
      return graph;
    },
    queue,
    pollEvery: settings.GRAPH_POLL_EVERY,
    urgentEvery: settings.GRAPH_POLL_URGENT_EVERY,
    withNeighbours: settings.GRAPH_NEIGHBOURS === 'on',
  };
}
