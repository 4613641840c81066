/** A small app that shows, over GET /api/seen, what a host passes to its functions. */
import { setTimeout as sleep } from 'node:timers/promises';
import { app, type InvocationContext, type Timer } from '@azure/functions';

interface Work {
  readonly mark?: string;
  readonly fail?: boolean;
  readonly lastMs?: number;
  /** Goes on when `POST /api/release` names this number. */
  readonly gate?: number;
}

export const channelSummary = () => ['log'];

const seen = {
  messages: [] as { message: unknown; metadata: unknown }[],
  poison: [] as unknown[],
  ticks: [] as unknown[],
  missed: [] as unknown[],
  atOnce: 0,
  mostAtOnce: 0,
  mostTicksAtOnce: 0,
  slowRuns: 0,
  hooks: [] as string[],
};

const gates = new Map<number, PromiseWithResolvers<void>>();

function gateOf(number: number): PromiseWithResolvers<void> {
  const gate = gates.get(number) ?? Promise.withResolvers<void>();
  gates.set(number, gate);
  return gate;
}

app.hook.appStart(() => void seen.hooks.push('appStart'));
app.hook.preInvocation((hook) => {
  if (hook.invocationContext.functionName === 'hooked') seen.hooks.push('pre');
});
app.hook.postInvocation((hook) => {
  if (hook.invocationContext.functionName === 'hooked') seen.hooks.push(`post ${JSON.stringify(hook.result)}`);
});

app.http('seen', { methods: ['GET'], handler: () => ({ jsonBody: seen }) });
app.http('storage', { methods: ['GET'], handler: () => ({ body: process.env.AzureWebJobsStorage ?? '' }) });
app.http('keyed', { methods: ['GET'], authLevel: 'function', handler: () => ({ status: 202 }) });
app.http('hooked', { methods: ['GET'], handler: () => ({ status: 202 }) });

// Registered against the order of their names, which is what decides.
app.http('order-2', { methods: ['GET'], route: 'order/special', handler: () => ({ body: 'order-2' }) });
app.http('order-1', { methods: ['GET'], route: 'order/{id}', handler: () => ({ body: 'order-1' }) });
app.http('order-3', { methods: ['DELETE'], route: 'order/{id}', handler: () => ({ body: 'order-3' }) });

app.http('echo', {
  methods: ['POST', 'PUT'],
  route: 'echo/{name}/{rest}',
  handler: async (request) => ({
    status: 201,
    headers: { 'x-fixture': 'yes' },
    cookies: [{ name: 'crumb', value: 'a b', path: '/', httpOnly: true }],
    jsonBody: {
      method: request.method,
      path: new URL(request.url).pathname,
      params: request.params,
      query: Object.fromEntries(request.query),
      header: request.headers.get('x-sent'),
      body: await request.text(),
    },
  }),
});

app.http('boom', {
  methods: ['GET'],
  handler: () => {
    throw new Error('boom');
  },
});

app.http('nothing', { methods: ['GET'], handler: () => undefined as never });
app.http('slow', {
  methods: ['GET'],
  handler: async () => {
    seen.slowRuns += 1;
    await sleep(400);
    return { body: 'done' };
  },
});

app.http('release', {
  methods: ['POST'],
  handler: async (request) => {
    for (const number of (await request.json()) as number[]) gateOf(number).resolve();
    return { status: 204 };
  },
});

app.storageQueue('work', {
  queueName: '%WORK_QUEUE%',
  connection: 'AzureWebJobsStorage',
  handler: async (message: unknown, context: InvocationContext) => {
    seen.messages.push({ message, metadata: context.triggerMetadata });
    const { fail, lastMs, gate } = message as Work;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.atOnce);
    await sleep(lastMs ?? 0);
    if (gate !== undefined) await gateOf(gate).promise;
    seen.atOnce--;
    if (fail) throw new Error('told to fail');
  },
});

app.storageQueue('work-poison', {
  queueName: '%WORK_QUEUE%-poison',
  connection: 'AzureWebJobsStorage',
  handler: (message: unknown) => void seen.poison.push(message),
});

let ticking = 0;
app.timer('tick', {
  schedule: '* * * * * *',
  handler: async (timer: Timer) => {
    seen.mostTicksAtOnce = Math.max(seen.mostTicksAtOnce, ++ticking);
    seen.ticks.push({ at: Date.now(), isPastDue: timer.isPastDue });
    await sleep(1_200);
    ticking--;
  },
});

app.timer('yearly', {
  schedule: '%YEARLY_SCHEDULE%',
  handler: (timer: Timer) => void seen.missed.push(timer),
});
