import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { QueueServiceClient } from '@azure/storage-queue';
import { connectToQueues, type Environment, resolveSettings } from './app-settings.ts';
import type { TypedData } from './core-types.ts';
import { installFunctionsCore, type RegisteredFunction } from './functions-core.ts';
import { readHostJson } from './host-json.ts';
import { startHttpTrigger } from './http-trigger.ts';
import { invoke } from './invocation.ts';
import { type LogSink, logToConsole } from './log.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import { Reachability } from './reachability.ts';
import { createRoute, type Route } from './route.ts';
import { startTimerTrigger } from './timer-trigger.ts';
import type { Trigger } from './trigger.ts';

export interface HostOptions {
  /** The app's entry file: TypeScript source or a built bundle. */
  readonly app: string | URL;
  /** Path of host.json. */
  readonly hostJson: string;
  /** Where timers remember their last run. */
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** App settings for `%NAME%` references and connections; the app itself reads `process.env`. */
  readonly env?: Environment;
  /** The key that functions ask for, as in Azure; absent where they ask for none, and the app's pages are open. */
  readonly key?: string;
  readonly log?: LogSink;
  /** How long a queue message stays hidden when this process dies while working on it; 30 except in tests. */
  readonly queueLeaseSeconds?: number;
}

export interface FunctionSummary {
  readonly name: string;
  readonly trigger: 'http' | 'queue' | 'timer';
  /** The route, queue or schedule. */
  readonly detail: string;
}

export interface RunningHost {
  readonly url: string;
  readonly routes: readonly Route[];
  readonly functions: readonly FunctionSummary[];
  /** What the app's entry file says of its channels, where it exports `channelSummary`. */
  readonly channels: readonly string[];
  /** Begins nothing new, and gives what runs 10 seconds to end. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 10_000;

/**
 * Loads the app and runs its HTTP, queue and timer functions. A process can load an app once: a second start of the
 * same entry file runs the functions registered at the first.
 * @throws where the app, host.json or a binding is wrong, or the port is taken; nothing is left running then.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const env = options.env ?? process.env;
  const log = options.log ?? logToConsole;
  const settings = readHostJson(options.hostJson);
  const core = installFunctionsCore(log);
  const app = await core.load(options.app instanceof URL ? options.app : pathToFileURL(options.app));
  // It reads the settings: with wrong ones a program that a person starts stops here.
  const { channelSummary } = app.exports;
  const channels: readonly string[] = typeof channelSummary === 'function' ? await channelSummary() : [];
  const plans = app.functions.map((fn) => planFunction(fn, env, settings.routePrefix));
  const routes = plans.flatMap((plan) => (plan.trigger === 'http' ? [plan.route] : []));

  if (options.key === undefined && typeof app.exports.openPages === 'function') app.exports.openPages();

  const triggers: Trigger[] = [];
  async function stop(): Promise<void> {
    const late = new AbortController();
    const ended = Promise.allSettled(triggers.map((trigger) => trigger.stop()));
    await Promise.race([ended, sleep(STOP_LIMIT_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    for (const trigger of triggers) trigger.abandon?.();
    await core.runHooks('appTerminate', { hookData: {} });
  }

  const services = new Map<string, { readonly client: QueueServiceClient; readonly reachability: Reachability }>();
  for (const plan of plans) {
    if (plan.trigger !== 'queue' || services.has(plan.connection)) continue;
    const client = await connectToQueues(plan.connection, env);
    services.set(plan.connection, {
      client,
      reachability: new Reachability(`Queue storage (${plan.connection})`, log),
    });
  }

  function startTrigger(plan: Plan): Trigger | undefined {
    const functionName = plan.fn.metadata.name;
    const run = (data: TypedData, metadata?: Record<string, TypedData>) => invoke(core, plan.fn, data, metadata);
    if (plan.trigger === 'timer') {
      const statusPath = join(options.dataDir, 'timers', `${functionName}.json`);
      return startTimerTrigger({ ...plan, functionName, statusPath, run, log });
    }
    const service = plan.trigger === 'queue' ? services.get(plan.connection) : undefined;
    if (plan.trigger !== 'queue' || !service) return undefined;
    const { client, reachability } = service;
    const queue = client.getQueueClient(plan.queue);
    const poison = plan.queue.endsWith('-poison') ? undefined : client.getQueueClient(`${plan.queue}-poison`);
    const leaseSeconds = options.queueLeaseSeconds ?? 30;
    const { queues } = settings;
    return startQueueTrigger({ functionName, queue, poison, settings: queues, leaseSeconds, run, log, reachability });
  }

  try {
    const byName = new Map(app.functions.map((fn) => [fn.metadata.name, fn]));
    const http = await startHttpTrigger({
      port: options.port,
      routes,
      log,
      ...(options.key !== undefined && { key: options.key }),
      run: async (name, request) => {
        const fn = byName.get(name);
        return fn && (await invoke(core, fn, { http: request })).returnValue;
      },
    });
    triggers.push(http);
    for (const plan of plans) triggers.push(...[startTrigger(plan) ?? []].flat());
    return { url: http.url, routes, functions: plans.map(summarize), channels, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Plan = { readonly fn: RegisteredFunction } & (
  | { readonly trigger: 'http'; readonly route: Route }
  | { readonly trigger: 'queue'; readonly queue: string; readonly connection: string }
  | {
      readonly trigger: 'timer';
      readonly schedule: string;
      readonly runOnStartup: boolean;
      readonly useMonitor: boolean;
    }
);

/** Checks every binding before anything starts. */
function planFunction(fn: RegisteredFunction, env: Environment, prefix: string): Plan {
  const { trigger, metadata } = fn;
  const text = (value: unknown) => (typeof value === 'string' ? resolveSettings(value, env) : undefined);
  for (const [name, binding] of Object.entries(metadata.bindings)) {
    const isHttpOutput = name === '$return' && binding.type === 'http';
    if (binding === trigger || isHttpOutput) continue;
    throw new Error(`The local host does not support the binding "${binding.type}" of "${metadata.name}".`);
  }
  switch (trigger.type) {
    case 'httpTrigger': {
      const methods = Array.isArray(trigger.methods) ? trigger.methods.map(String) : [];
      const route = createRoute(metadata.name, text(trigger.route), methods, prefix, trigger.authLevel);
      return { fn, trigger: 'http', route };
    }
    case 'queueTrigger': {
      const queue = text(trigger.queueName)?.toLowerCase() ?? '';
      return { fn, trigger: 'queue', queue, connection: text(trigger.connection) || 'AzureWebJobsStorage' };
    }
    case 'timerTrigger': {
      const { runOnStartup, useMonitor } = trigger;
      const flags = { runOnStartup: runOnStartup === true, useMonitor: useMonitor !== false };
      return { fn, trigger: 'timer', schedule: text(trigger.schedule) ?? '', ...flags };
    }
    default:
      throw new Error(`The local host does not support the trigger "${trigger.type}" of "${metadata.name}".`);
  }
}

function summarize(plan: Plan): FunctionSummary {
  const detail = plan.trigger === 'http' ? plan.route.template : plan.trigger === 'queue' ? plan.queue : plan.schedule;
  return { name: plan.fn.metadata.name, trigger: plan.trigger, detail };
}
