import type { Notice } from '../../app/model/notice.ts';
import { Secret } from '../../app/model/secret.ts';
import type { Channel } from '../channel.ts';
import type { ContentOptions } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { factLine, stepLines } from '../content/plain.ts';
import { sendHttp } from '../http-send.ts';
import { isEnd, type NoticeSeverity } from '../identity.ts';

export interface AlertmanagerSettings {
  /** The server, as in `http://alertmanager:9093`; `/api/v2/alerts` is added. */
  readonly url: Secret;
  /** How long an alert holds after it was sent or refreshed, milliseconds; follows from the context's period where absent. */
  readonly holdMs?: number;
}

const HOLD_PERIODS = 3;
const LEAST_HOLD_MS = 60_000;
/** Where it is not known how often alerts are refreshed. */
const USUAL_HOLD_MS = 15 * 60_000;

/** How long an alert holds, in milliseconds: it outlives a check that is late or fails. */
function holdFor(periodMs: number | undefined): number {
  return periodMs === undefined ? USUAL_HOLD_MS : Math.max(LEAST_HOLD_MS, HOLD_PERIODS * periodMs);
}

/** News that nothing ends: it is shown for so long, in milliseconds. */
const NEWS_MS = 24 * 60 * 60_000;
const TEST_MS = 5 * 60_000;

/** One alert as `POST /api/v2/alerts` takes it; its labels are its identity. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/**
 * The alerts of a notice. Severity and cause are labels, for routing; since labels are the identity, an update that changes
 * them ends the alert it replaces. `now` is milliseconds since the epoch, `holdMs` how long an open alert holds.
 */
export function buildBody(notice: Notice, options: ContentOptions, now: number, holdMs: number): readonly Alert[] {
  const content = describe(notice, options);
  const { title, message, impact, caution, runbook, facts, links } = content;
  const starts = 'openedAt' in notice ? notice.openedAt : notice.at;
  const annotations = {
    summary: title,
    description: message,
    impact,
    caution,
    runbook: [runbook.title, ...stepLines(content)].join('\n'),
    details: facts.map(factLine).join('\n'),
    notification_id: notice.notificationId,
    ...('incidentId' in notice && { incident_id: notice.incidentId }),
    ...('groupId' in notice && { group_id: notice.groupId }),
  };
  const generatorURL = links.at(-1)?.url;
  const alert = (labels: Alert['labels'], ends: number): Alert => ({
    labels,
    annotations,
    startsAt: new Date(starts).toISOString(),
    // Alertmanager refuses an end before the start.
    endsAt: new Date(Math.max(ends, starts)).toISOString(),
    ...(generatorURL !== undefined && { generatorURL }),
  });
  const current = alert(labelsOf(notice, notice.severity), endOf(notice, now, holdMs));
  const replaced = replacedLabels(notice);
  return replaced === undefined ? [current] : [current, alert(replaced, now)];
}

function endOf(notice: Notice, now: number, holdMs: number): number {
  if ('resolvedAt' in notice && notice.resolvedAt !== undefined) return Math.min(notice.resolvedAt, now);
  if (isEnd(notice)) return now;
  if (notice.type === 'vpp.test') return now + TEST_MS;
  if (notice.type === 'vpp.trouble' || 'incidentId' in notice || 'groupId' in notice) return now + holdMs;
  return now + NEWS_MS;
}

const NAMES: Readonly<Record<Notice['type'], string>> = {
  'vpp.incident.opened': 'VppTokenIncident',
  'vpp.incident.updated': 'VppTokenIncident',
  'vpp.incident.reminder': 'VppTokenIncident',
  'vpp.incident.resolved': 'VppTokenIncident',
  'vpp.outbreak.opened': 'VppTokenOutbreak',
  'vpp.outbreak.updated': 'VppTokenOutbreak',
  'vpp.outbreak.reminder': 'VppTokenOutbreak',
  'vpp.outbreak.resolved': 'VppTokenOutbreak',
  'vpp.expiring': 'VppTokensExpiring',
  'vpp.digest': 'VppTokensDigest',
  'vpp.test': 'VppTokenTest',
  'vpp.trouble': 'VppTokenWebhookTrouble',
};

function labelsOf(notice: Notice, severity: NoticeSeverity, cause = 'cause' in notice ? notice.cause : null) {
  return {
    alertname: NAMES[notice.type],
    severity,
    ...(cause !== null && { cause }),
    ...('tenantId' in notice && { tenant_id: notice.tenantId }),
    ...('tokenId' in notice && notice.tokenId !== null && { token_id: notice.tokenId }),
    ...('subject' in notice && notice.subject !== undefined && { subject: notice.subject }),
    // A group has no token to be known by.
    ...('groupId' in notice && { group_id: notice.groupId }),
    ...(notice.type === 'vpp.trouble' && { trouble: notice.trouble }),
  };
}

/** The labels under which the same incident was told before, where they differ from those it has now. */
function replacedLabels(notice: Notice): Alert['labels'] | undefined {
  if ('groupId' in notice) {
    const { previousSeverity: before } = notice;
    return before === undefined || before === notice.severity ? undefined : labelsOf(notice, before);
  }
  if (!('previous' in notice) || notice.previous === undefined) return undefined;
  const { severity, cause } = notice.previous;
  if (severity === notice.severity && cause === notice.cause) return undefined;
  return labelsOf(notice, severity, cause);
}

/** A Prometheus Alertmanager, API version 2. */
export const ALERTMANAGER: Channel<AlertmanagerSettings> = {
  create: (settings, context) => {
    const url = alertsUrl(settings.url);
    const holdMs = settings.holdMs ?? holdFor(context.periodMs);
    const post = (alerts: readonly Alert[]) => sendHttp({ url, body: JSON.stringify(alerts) }, context);
    return {
      send: (notice) => post(buildBody(notice, context.content, context.now(), holdMs)),
      async refresh(open) {
        const alerts = open.flatMap((notice) => buildBody(notice, context.content, context.now(), holdMs).slice(0, 1));
        return alerts.length === 0 ? { kind: 'delivered' } : post(alerts);
      },
    };
  },
};

function alertsUrl(base: Secret): Secret {
  if (!URL.canParse(base.reveal())) return base;
  const url = new URL(base.reveal());
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`;
  return new Secret(url.href);
}
