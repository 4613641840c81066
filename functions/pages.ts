import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { StorageUnavailable } from '../src/app/model/ports.ts';
import type { TenantSummary } from '../src/app/model/summary.ts';
import type { Who } from '../src/http/access/who.ts';
import { readPath, TENANT_PATH, TOKEN_PATH } from '../src/http/queries.ts';
import type { PageContext } from '../src/status-page/context.ts';
import { deliveriesPage } from '../src/status-page/pages/deliveries-page.ts';
import { healthPage } from '../src/status-page/pages/health-page.ts';
import { notePage } from '../src/status-page/pages/note-page.ts';
import { overviewPage } from '../src/status-page/pages/overview-page.ts';
import type { PageBody } from '../src/status-page/pages/page-body.ts';
import { silencesPage } from '../src/status-page/pages/silences-page.ts';
import { tenantPage } from '../src/status-page/pages/tenant-page.ts';
import { tokenPage } from '../src/status-page/pages/token-page.ts';
import { readListQuery, type View } from '../src/status-page/query.ts';
import type { PageHandle } from './http.ts';
import { invocationLog } from './invocation-log.ts';
import { pageAnswer } from './page-answer.ts';
import { pageContext } from './page-context.ts';
import type { Service } from './service.ts';

/** Reports of which a token's page shows the syncs. */
const HISTORY = 300;
/** Other connections of a tenant with Apple that its page lists. */
const CONNECTIONS = 200;
/** Deliveries that are listed of each kind. */
const DELIVERIES = 200;

/** `GET /api/status`: all tokens; `?view=` one of the pages beside it */
export const showOverview: PageHandle = answering(async (request, service, who) => {
  const query = readListQuery(request.query);
  const summaries = await collected(service.summaries());
  const context = await pageContext(request, service, who, summaries);
  const body = await bodyOf(query.view, summaries, request, service, context);
  return pageAnswer(request, body, context, query.view);
});

async function bodyOf(
  view: View,
  summaries: readonly TenantSummary[],
  request: HttpRequest,
  service: Service,
  context: PageContext,
): Promise<PageBody> {
  switch (view) {
    case 'overview': {
      const [groups, health] = await Promise.all([service.groups({}), service.health()]);
      const data = { summaries, groups, health, origin: new URL(request.url).origin };
      return overviewPage(data, readListQuery(request.query), context);
    }
    case 'deliveries': {
      const states = ['dead', 'pending', 'silenced', 'parked'] as const;
      const pages = await Promise.all(states.map((state) => service.notifications({ state }, { limit: DELIVERIES })));
      const [dead = [], ...waiting] = pages.map(({ items }) => items);
      return deliveriesPage({ summaries, dead, waiting: waiting.flat() }, context);
    }
    case 'silences':
      return silencesPage(summaries, context);
    case 'health': {
      const [health, { targets }] = await Promise.all([service.health(), service.overview()]);
      return healthPage(health, targets, context);
    }
  }
}

/** `GET /api/status/{tenantId}` */
export const showTenant: PageHandle = answering(async (request, service, who) => {
  const path = readPath(TENANT_PATH, request.params);
  const summaries = path.ok ? await collected(service.summaries(path.value.tenantId)) : [];
  const context = await pageContext(request, service, who, summaries, true);
  const [summary] = summaries;
  if (!summary) return noSuch(request, context, context.words.notFoundTenant);
  const { tenantId } = summary;
  const [groups, connections] = await Promise.all([
    service.groups({}),
    service.views.connections({ tenantId }, { limit: CONNECTIONS }),
  ]);
  const data = { summary, groups, connections: connections.items };
  return pageAnswer(request, tenantPage(data, readListQuery(request.query), context), context);
});

/** `GET /api/status/{tenantId}/{tokenId}` */
export const showToken: PageHandle = answering(async (request, service, who) => {
  const path = readPath(TOKEN_PATH, request.params);
  const state = path.ok ? await service.readToken(path.value) : undefined;
  if (!path.ok || !state) {
    const context = await pageContext(request, service, who, []);
    return noSuch(request, context, context.words.notFoundToken(service.pages.keepDays));
  }
  const { tenantId, tokenId } = path.value;
  const key = { tenantId, subject: tokenId };
  const [history, timeline, notifications, silences, summaries] = await Promise.all([
    service.views.history(path.value, { limit: HISTORY }),
    state.incident ? service.views.timeline(tenantId, state.incident.id) : [],
    service.notificationsOf(key),
    service.silencesOf([tenantId]),
    collected(service.summaries(tenantId)),
  ]);
  const silence = silences(key);
  const data = {
    ...{ state, timeline, notifications, history: history.items },
    ...(silence && { silence }),
  };
  const context = await pageContext(request, service, who, summaries, true);
  return pageAnswer(request, tokenPage(data, context), context);
});

function noSuch(request: HttpRequest, context: PageContext, text: string): Promise<HttpResponseInit> {
  return pageAnswer(request, notePage(text, context), context, undefined, 404);
}

/** People get a page, too, where storage is out of reach. */
function answering(handle: PageHandle): PageHandle {
  return async (request: HttpRequest, service: Service, who: Who) => {
    try {
      return await handle(request, service, who);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      invocationLog.error(error.message);
      const context = await pageContext(request, service, who, []);
      return pageAnswer(request, notePage(context.words.unavailable, context), context, undefined, 503);
    }
  };
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
