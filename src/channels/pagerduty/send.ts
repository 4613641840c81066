import type { Notice } from '../../app/model/notice.ts';
import { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { ContentOptions } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { factLine, stepLines } from '../content/plain.ts';
import { shorten } from '../content/text.ts';
import { sendHttp } from '../http-send.ts';
import { isEnd, type NoticeSeverity, subjectId } from '../identity.ts';

export interface PagerDutySettings {
  /** The integration key of a service, for Events API v2. */
  readonly routingKey: Secret;
  /** Another endpoint, as for accounts in the EU; the public one where absent. */
  readonly eventsUrl?: Secret;
  /** The lowest severity that is sent; `warning` where absent. */
  readonly minSeverity?: NoticeSeverity;
}

export const PAGERDUTY_EVENTS_URL = 'https://events.pagerduty.com/v2/enqueue';

/** Longest `summary`, in characters, and `dedup_key`. */
const SUMMARY_LIMIT = 1_024;

export type PagerDutyAction = 'trigger' | 'acknowledge' | 'resolve';

/**
 * An event of PagerDuty's Events API v2, without its `routing_key`. One incident is one alert: `dedup_key` is its id.
 *
 * @param action what the event does; by default the notice decides
 */
export function buildBody(notice: Notice, options: ContentOptions, action: PagerDutyAction = actionOf(notice)) {
  const base = { event_action: action, dedup_key: subjectId(notice) };
  if (action !== 'trigger') return base;
  const content = describe(notice, options);
  const { title, message, impact, caution, runbook, facts, links } = content;
  return {
    ...base,
    client: 'VPP token sync webhook',
    ...(links[0] && { client_url: links.at(-1)?.url }),
    links: links.map(({ label, url }) => ({ href: url, text: label })),
    payload: {
      summary: shorten(title, SUMMARY_LIMIT, undefined, 4),
      source: sourceOf(notice),
      severity: content.severity,
      timestamp: new Date(notice.at).toISOString(),
      component: 'Apple VPP token',
      class: ('cause' in notice ? notice.cause : null) ?? notice.type,
      custom_details: {
        message,
        impact,
        caution,
        runbook: [runbook.title, ...stepLines(content)],
        facts: facts.map(factLine),
      },
    },
  };
}

function sourceOf(notice: Notice): string {
  if ('tenantId' in notice) return notice.tenantId;
  const [only, ...others] = 'tenants' in notice ? notice.tenants : [];
  return only && others.length === 0 ? only.tenantId : 'vpp-token-sync-webhook';
}

function actionOf(notice: Notice): PagerDutyAction {
  return isEnd(notice) ? 'resolve' : 'trigger';
}

/** A service of PagerDuty. */
export const PAGERDUTY: Channel<PagerDutySettings> = {
  create: (settings, context) => {
    const url = settings.eventsUrl ?? new Secret(PAGERDUTY_EVENTS_URL);
    const post = (notice: Notice, action: PagerDutyAction) => {
      const event = buildBody(notice, context.content, action);
      return sendHttp({ url, body: JSON.stringify({ routing_key: settings.routingKey.reveal(), ...event }) }, context);
    };
    return {
      send: (notice) => post(notice, actionOf(notice)),
      acknowledge: (notice) => post(notice, 'acknowledge'),
    };
  },
};
