import type { ActionKind, ActionTarget } from '../actions.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { type IncidentCard, isGroup, type OpenIncident } from '../incidents.ts';

type Offer = readonly [ActionKind, ActionTarget];

/** What can be done about an incident or a group, as links to pages that ask once more. */
export function actions(card: IncidentCard, context: PageContext): Html | undefined {
  return actionLinks(isGroup(card) ? ofGroup(card.groups[0]) : ofIncident(card), context);
}

/** The links of those actions that this reader may do; nothing where that is none. */
export function actionLinks(offers: readonly Offer[], { words, act }: PageContext): Html | undefined {
  const links = offers.flatMap(([action, target]) => {
    const address = act(action, target);
    if (address === undefined) return [];
    return [
      html`<a class="button${action === 'acknowledge' && ' main'}" href="${address}">${words.actions[action]}</a>`,
    ];
  });
  return links.length === 0 ? undefined : html`<p class="actions">${links}</p>`;
}

function ofGroup({ target, id }: { readonly target: string; readonly id: string }): readonly Offer[] {
  return [
    ['acknowledge', { target, groupId: id }],
    ['silence', { target, groupId: id }],
  ];
}

function ofIncident({ tenantId, subject, token, incident, silence }: OpenIncident): readonly Offer[] {
  const about = { tenantId, tokenId: subject, incidentId: incident.incidentId };
  return [
    ...(incident.acknowledged ? [] : [['acknowledge', about] satisfies Offer]),
    [silence ? 'resume' : 'silence', about],
    ...(token ? [['sync', about] satisfies Offer, ['stop', about] satisfies Offer] : []),
  ];
}
