import { reasonView } from '../../src/app/health/reasons.ts';
import type { IncidentNotice, Notice } from '../../src/app/model/notice.ts';
import type { IncidentProjection } from '../../src/app/model/state.ts';
import { TenantNames } from '../../src/app/model/tenant-names.ts';
import type { Content } from '../../src/channels/content/content.ts';
import { describe } from '../../src/channels/content/describe.ts';
import { clean } from '../../src/channels/content/text.ts';
import { timeWords } from '../../src/channels/content/time.ts';
import { contentOptionsOf, tenantNamesOf } from '../../src/config/targets.ts';
import { EXIT, type Outcome } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import type { Opened } from '../service.ts';
import { table } from '../table.ts';

/** So many incidents are read at a time. */
const PAGE = 500;

interface Problem {
  readonly notice: IncidentNotice;
  readonly content: Content;
  /** What keeps alerts back: a person's work on it, or a silence. */
  readonly quiet: string | undefined;
}

/** `status`: what is wrong now, since when, and what to do, the most pressing first. */
export async function status(
  { settings, routes, service }: Opened,
  width: number,
  progress: Progress,
): Promise<Outcome> {
  progress.say('Reading');
  const { reasons, ...own } = await service.health();
  const health = { ...own, reasons: reasons.map(reasonView) };
  // The command speaks English, as its other output; names are those that alerts use.
  const rows = new Map<string, string>();
  let count = 0;
  for await (const { tenantId, name } of service.tenants()) {
    count += 1;
    if (name !== undefined) rows.set(tenantId, name);
  }
  const names = new TenantNames(tenantNamesOf(settings));
  names.learn(rows);
  const base = contentOptionsOf(settings, routes, names);
  const options = { ...base, locale: 'en', severalTenants: base.severalTenants || count > 1 } as const;
  const time = timeWords('en', options.timeZone, service.clock());

  const problems: Problem[] = [];
  let continuation: string | undefined;
  do {
    const page = await service.views.incidents(
      { state: 'open' },
      { limit: PAGE, ...(continuation && { continuation }) },
    );
    const silenceOf = await service.silencesOf(page.items.map(({ tenantId }) => tenantId));
    const open = new Map(page.items.map((it) => [it.incident.id, it]));
    for (const notice of (await service.openNotices(page.items)).filter(isIncident)) {
      const known = open.get(notice.incidentId);
      const silence = known && silenceOf(known);
      const quiet = silence ? `silenced until ${time.moment(silence.until)}` : acknowledgedBy(known);
      problems.push({ notice, content: describe(notice, options), quiet });
    }
    continuation = page.continuation;
    progress.say(`${problems.length} open problems so far`);
  } while (continuation !== undefined);
  problems.sort(byPressing);
  progress.end();

  const isWrong = problems.length > 0 || health.status !== 'ok';
  return {
    json: { health, problems: problems.map(jsonOf) },
    text: [
      `This app is ${HEALTH[health.status]}.${health.lastSweepAt === undefined ? '' : ` Last check: ${time.moment(health.lastSweepAt)}.`}\n`,
      ...health.reasons.map(({ detail, action }) => `  ${detail} ${action}\n`),
      '\n',
      problems.length === 0 ? 'No open problems.\n' : textOf(problems, time.stamp, width),
    ].join(''),
    exitCode: isWrong ? EXIT.wrong : EXIT.ok,
  };
}

const HEALTH = { ok: 'OK', degraded: 'degraded', down: 'down' } as const;

function isIncident(notice: Notice): notice is IncidentNotice {
  return notice.type === 'vpp.incident.opened';
}

function acknowledgedBy(it: IncidentProjection | undefined): string | undefined {
  const by = it?.incident.acknowledged?.by;
  return by === undefined ? undefined : `acknowledged by ${clean(by)}`;
}

function byPressing({ notice: a }: Problem, { notice: b }: Problem): number {
  return a.severity === b.severity ? a.openedAt - b.openedAt : a.severity === 'critical' ? -1 : 1;
}

function textOf(problems: readonly Problem[], stamp: (ms: number) => string, width: number): string {
  const rows = problems.map(({ notice, content, quiet }) => [
    notice.severity,
    stamp(notice.openedAt),
    `${content.title}${quiet === undefined ? '' : ` (${quiet})`}`,
    content.runbook.steps[0] ?? '',
  ]);
  const count = problems.length === 1 ? '1 open problem' : `${problems.length} open problems`;
  return `${table(['SEVERITY', 'SINCE', 'PROBLEM', 'WHAT TO DO'], rows, width)}\n${count}. All steps: --json\n`;
}

function jsonOf({ notice, content, quiet }: Problem) {
  return {
    tenantId: notice.tenantId,
    tokenId: notice.tokenId,
    subject: notice.subject ?? null,
    incidentId: notice.incidentId,
    cause: notice.cause,
    severity: notice.severity,
    since: new Date(notice.openedAt).toISOString(),
    failingSince: notice.failingSince ?? null,
    title: content.title,
    message: content.message,
    impact: content.impact,
    caution: content.caution,
    steps: content.runbook.steps,
    url: content.runbook.url,
    quiet: quiet ?? null,
  };
}
