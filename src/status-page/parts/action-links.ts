import type { About, Action } from '../../app/act/action.ts';
import { keyOf } from '../../app/model/subject.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { type IncidentCard, type IncidentGroup, isGroup, type OpenIncident } from '../incidents.ts';

/** An action with what it is done to. */
export type Offer = readonly [Exclude<Action, 'show'>, About];

/** What can be done about an incident or a group, as links to pages that ask once more. */
export function actions(card: IncidentCard, context: PageContext): Html | undefined {
  return actionLinks(isGroup(card) ? ofGroup(card) : ofIncident(card), context);
}

/** The links of those actions that this reader may do; nothing where that is none. */
export function actionLinks(offers: readonly Offer[], { words, act }: PageContext): Html | undefined {
  const links = offers.flatMap(([action, about]) => {
    const address = act(action, about);
    if (address === undefined) return [];
    return [
      html`<a class="button${action === 'acknowledge' && ' main'}" href="${address}">${words.actions[action]}</a>`,
    ];
  });
  return links.length === 0 ? undefined : html`<p class="actions">${links}</p>`;
}

/** What was done to all of its members is not offered again. */
function ofGroup({ groups: [{ target, id }], members }: IncidentGroup): readonly Offer[] {
  const group = { kind: 'group', target, groupId: id } as const;
  return [
    ...(members.every(({ incident }) => incident.acknowledged) ? [] : [['acknowledge', group] satisfies Offer]),
    ...(members.every(({ silence }) => silence) ? [] : [['silence', group] satisfies Offer]),
  ];
}

function ofIncident({ tenantId, subject, token, incident, silence }: OpenIncident): readonly Offer[] {
  const about = { kind: 'subject', tenantId, subject } as const;
  const acknowledge: Offer = [
    'acknowledge',
    { kind: 'incident', tenantId: keyOf(tenantId, subject).tenantId, incidentId: incident.incidentId },
  ];
  return [
    ...(incident.acknowledged ? [] : [acknowledge]),
    silence ? ['resume', { kind: 'subject', tenantId, subject: silence.subject }] : ['silence', about],
    ...(token ? [['stop', about] satisfies Offer] : []),
  ];
}
