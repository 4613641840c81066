import type { HttpRequest } from '@azure/functions';
import { act } from '../src/app/act/act.ts';
import { look } from '../src/app/act/look.ts';
import type { Actor } from '../src/app/model/state.ts';
import { type Act, readActToken } from '../src/http/access/act-token.ts';
import { languageOf } from '../src/http/access/language.ts';
import { isSameOrigin } from '../src/http/access/same-origin.ts';
import type { Who } from '../src/http/access/who.ts';
import { readFormName } from '../src/http/bodies.ts';
import {
  type ActContext,
  type ActPage,
  askPage,
  noLinkPage,
  resultPage,
  showPage,
} from '../src/status-page/act/page.ts';
import type { PageHandle } from './http.ts';
import type { Service } from './service.ts';

/** `GET /api/act/{token}`: shows what a link does, and changes nothing, as scanners and previews follow every link */
export const showAct: PageHandle = async (request, service, who) => {
  const opened = await open(request, service, who);
  if (!opened.ok) return opened.page;
  const { action, about, session } = opened.act;
  const { context } = opened;
  const looked = await look(action, about, service);
  if (looked.standing.kind !== 'ready') return resultPage(action, about, looked, undefined, context);
  if (action === 'show') return showPage(about, looked, context);
  const asksName = who.kind !== 'operator' || who.name === undefined;
  return askPage(action, about, looked, { asksName, isLink: session === undefined }, context);
};

/** `POST /api/act/{token}`: does it */
export const doAct: PageHandle = async (request, service, who) => {
  const opened = await open(request, service, who);
  if (!opened.ok) return opened.page;
  const { action, about, session } = opened.act;
  if (!isSameOrigin(request)) return noLinkPage('elsewhere', opened.context);
  const typed = readFormName(new Uint8Array(await request.arrayBuffer()));
  const { looked, done } = await act(action, about, actorOf(who, typed, session === undefined), service);
  return resultPage(action, about, looked, done, opened.context);
};

type Opened =
  | { readonly ok: true; readonly act: Act; readonly context: ActContext }
  | { readonly ok: false; readonly page: ActPage };

/** Reads the token. A page's button is for the session that it was made for, and for no other. */
async function open(request: HttpRequest, service: Service, who: Who): Promise<Opened> {
  const { statusPageUrl } = service.access;
  const now = service.clock();
  const context: ActContext = {
    options: { ...service.content, locale: languageOf(request) },
    now,
    isOperator: who.kind === 'operator',
    ...(statusPageUrl !== undefined && { statusPageUrl }),
  };
  const read = readActToken(request.params.token ?? '', await service.access.keys(), now);
  if (!read.ok) return { ok: false, page: noLinkPage(read.why, context) };
  const { session } = read.act;
  const isTheirs = session === undefined || (who.kind === 'operator' && who.session === session);
  return isTheirs ? { ok: true, act: read.act, context } : { ok: false, page: noLinkPage('elsewhere', context) };
}

/** Who the timeline says it was. Only a sign-in vouches for a name, and a link says of itself that it is one. */
function actorOf(who: Who, typed: string | undefined, isLink: boolean): Actor {
  const known = who.kind === 'operator' ? who.name : undefined;
  if (known !== undefined && who.kind === 'operator' && who.verified) return { by: known, verified: true };
  const name = known ?? typed;
  if (isLink) return { by: name === undefined ? 'alert link' : `${name} (link)` };
  return { by: name ?? 'status page' };
}
