import { reasonView } from '../../src/app/health/reasons.ts';
import { UNRESOLVED } from '../../src/config/key-vault.ts';
import { readSettings, type Settings } from '../../src/config/settings.ts';
import type { SignInOptions } from '../../src/graph/credentials.ts';
import { accessFindings } from '../doctor/access.ts';
import { channelFindings, testFindings } from '../doctor/channels.ts';
import type { AppName, Finding } from '../doctor/finding.ts';
import { faultFinding, graphFindings, permissionFindings } from '../doctor/graph.ts';
import { reachFindings } from '../doctor/reach.ts';
import { settingsFindings } from '../doctor/settings.ts';
import { storageFindings } from '../doctor/storage.ts';
import { everyTenant } from '../every-tenant.ts';
import { EXIT, type Outcome } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import type { Opened } from '../service.ts';
import { asOurselves, type Source } from '../source.ts';

export interface DoctorOptions {
  /** Whether it may ask storage, Graph and the app's own records. */
  readonly isOnline: boolean;
  readonly sendTest: boolean;
  readonly app: AppName;
  /** How the login endpoint of Microsoft Graph is reached, where it is not the cloud's. */
  readonly signIn: SignInOptions;
  /** Builds the use cases where settings allow it. @throws Error where not */
  readonly open: () => Promise<Opened>;
}

/** `doctor`: what is wrong with the settings of an app and what it depends on, and the command that mends it. */
export async function doctor(source: Source, options: DoctorOptions, progress: Progress): Promise<Outcome> {
  const { app, isOnline, sendTest } = options;
  const read = readSettings(source.environment);
  const settings = read.ok ? read.settings : read.valid;
  const vaulted = read.ok ? 0 : read.problems.filter((problem) => problem.includes(UNRESOLVED)).length;
  const findings: Finding[] = [
    ...settingsFindings(source, app),
    ...storageFindings(source, app),
    ...accessFindings(settings, app),
    ...channelFindings(settings, read.routes, vaulted, app),
    ...graphFindings(settings),
  ];
  if (isOnline) findings.push(...(await online(source, options, progress)));
  if (sendTest) {
    progress.say('Sending test alerts');
    findings.push(...(await testFindings(settings, read.routes, Date.now())));
  }
  progress.end();
  const problems = findings.filter(({ level }) => level === 'problem').length;
  return {
    json: { source: source.name, online: isOnline, problems, findings },
    text: textOf(findings, problems, isOnline),
    exitCode: problems > 0 ? EXIT.wrong : EXIT.ok,
  };
}

async function online(
  source: Source,
  { open, signIn }: DoctorOptions,
  progress: Progress,
): Promise<readonly Finding[]> {
  progress.say('Asking storage');
  const read = readSettings(asOurselves(source));
  const reached = await reachFindings(read.ok ? read.settings : read.valid);
  const isUnread = reached.some(({ level }) => level === 'problem');
  const isInvalid = !read.ok && read.problems.some((problem) => !problem.includes(UNRESOLVED));
  if (isUnread || isInvalid) return reached;
  const { service, settings } = await open();
  const { status, reasons } = await service.health();
  // That the log is the only channel was said of the settings.
  const health = reasons
    .filter(({ kind }) => kind !== 'logAlone')
    .map(reasonView)
    .map(({ detail, action }): Finding => ({ about: 'app', level: 'problem', text: detail, mend: [action] }));
  const works: Finding = { about: 'app', level: 'ok', text: 'The check runs, and no channel fails.' };
  return [
    ...reached,
    ...(status === 'ok' ? [works] : []),
    ...health,
    ...(await graphOnline(source, service, settings, signIn, progress)),
  ];
}

async function graphOnline(
  { isExported }: Source,
  service: Opened['service'],
  settings: Settings,
  signIn: SignInOptions,
  progress: Progress,
): Promise<readonly Finding[]> {
  const faults: Finding[] = [];
  const read: string[] = [];
  for await (const { tenant, isRead } of everyTenant(service)) {
    if (!isRead) continue;
    read.push(tenant.tenantId);
    if (tenant.poll?.fault) faults.push(faultFinding(tenant.tenantId, tenant.poll.fault));
  }
  const isOurs = settings.GRAPH_CLIENT_SECRET !== undefined || settings.GRAPH_CERTIFICATE !== undefined;
  if (!isExported || isOurs) return [...faults, ...(await permissionFindings(settings, read, signIn, progress))];
  const text = "The app's identity is not here: what Microsoft Graph grants it shows in the faults of its readings.";
  return [...faults, { about: 'graph', level: 'note', text }];
}

const MARKS = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;

function textOf(findings: readonly Finding[], problems: number, isOnline: boolean): string {
  const lines = findings.flatMap(({ about, level, text, mend = [] }) => [
    `${MARKS[level]}  ${about.padEnd(8)}  ${text}`,
    ...mend.map((line) => `${' '.repeat(19)}${line}`),
  ]);
  const count =
    problems === 0 ? 'No problems found' : problems === 1 ? '1 problem found' : `${problems} problems found`;
  const offline = isOnline ? '' : ' Nothing was asked over the network; --online does that.';
  return `${lines.join('\n')}\n\n${count}.${offline}\n`;
}
