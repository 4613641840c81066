import { userInfo } from 'node:os';
import { Command, CommanderError } from 'commander';
import { parseDuration } from '../src/app/model/duration.ts';
import { StorageUnavailable } from '../src/app/model/ports.ts';
import type { SignInOptions } from '../src/graph/credentials.ts';
import { normaliseId } from '../src/reports/id.ts';
import type { Io } from './io.ts';
import { EXIT, type Outcome, UsageError } from './outcome.ts';
import { type Progress, progressOn } from './progress.ts';
import { type Connect, connectToStorage, type Opened, open } from './service.ts';
import { readSource, type Source } from './source.ts';

interface Common {
  readonly settings?: string;
  readonly json?: true;
}

interface DoctorOptions extends Common {
  readonly online?: true;
  readonly offline?: true;
  readonly sendTest?: true;
  readonly group?: string;
  readonly name?: string;
}

/** What a command does. It is imported when it is called, so that `--help` is quick. */
type Work = (opened: Opened, progress: Progress, source: Source) => Promise<Outcome>;

export interface MainDeps {
  readonly io: Io;
  readonly connect?: Connect;
  /** How the login endpoint of Microsoft Graph is reached, where it is not the cloud's. */
  readonly signIn?: SignInOptions;
}

/**
 * Runs one command.
 *
 * @param args as they follow the name of the program
 * @returns the exit code
 */
export async function main(args: readonly string[], deps: MainDeps): Promise<number> {
  const { io, connect = connectToStorage, signIn = {} } = deps;
  let exitCode: number = EXIT.ok;
  const program = new Command('cli');
  const print = (outcome: Outcome, { json }: Common) => {
    io.out(json ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text);
    exitCode = outcome.exitCode;
  };
  const run = async (options: Common, decides: boolean, work: Work) => {
    const progress = progressOn(io);
    try {
      const source = readSource(options.settings, io.env);
      print(await work(await open(source, decides, connect, io), progress, source), options);
    } finally {
      progress.end();
    }
  };
  const command = (parent: Command, usage: string, about: string) =>
    parent
      .command(usage)
      .description(about)
      .option('--settings <file>', 'settings of an app, as exported by az, in place of the environment')
      .option('--json', 'print the result as JSON');

  program
    .description('Commands for the operators of the VPP token sync webhook.')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });

  command(program, 'status', 'what is wrong now, since when, and what to do').action((options: Common) =>
    run(options, false, async (opened, progress) => {
      const { status } = await import('./commands/status.ts');
      return status(opened, io.width, progress);
    }),
  );

  command(program, 'poll [tenant]', 'read tenants from Microsoft Graph now').action(
    (tenant: string | undefined, options: Common) =>
      run(options, true, async (opened, progress, { isExported }) => {
        const only = tenant === undefined ? undefined : normaliseId(tenant);
        return (await import('./commands/poll.ts')).poll(only, isExported, opened, io.width, progress);
      }),
  );

  command(program, 'doctor', 'what is wrong with settings, storage, channels and permissions, and what mends it')
    .option('--online', 'ask storage and Microsoft Graph, too; without --settings it always does')
    .option('--offline', 'ask nothing over the network')
    .option('--send-test', 'send a test alert through every channel')
    .option('-g, --group <name>', 'resource group of the app, for the commands that are printed')
    .option('-n, --name <name>', 'name of the app, for the commands that are printed')
    .action(async (options: DoctorOptions) => {
      const progress = progressOn(io);
      try {
        const source = readSource(options.settings, io.env);
        const app = {
          group: options.group ?? '<group>',
          app: options.name ?? source.environment.WEBSITE_SITE_NAME ?? '<app>',
        };
        const isOnline = options.online === true || (!source.isExported && options.offline !== true);
        const { doctor } = await import('./commands/doctor.ts');
        const more = { app, isOnline, sendTest: options.sendTest === true, signIn };
        print(await doctor(source, { ...more, open: () => open(source, false, connect, io) }, progress), options);
      } finally {
        progress.end();
      }
    });

  command(program, 'link <tenant>', "a link to the status page of one tenant, for the tenant's own people")
    .option('--for <duration>', 'how long it works, as in 30d', durationOf)
    .action((tenant: string, options: Common & { readonly for?: number }) =>
      run(options, false, async (opened) => (await import('./commands/link.ts')).link(tenant, options.for, opened)),
    );

  const tenants = program.command('tenants').description('the tenants that are monitored');
  command(tenants, 'list', 'all tenants, and how reading them goes').action((options: Common) =>
    run(options, false, async (opened) => (await import('./commands/tenants-list.ts')).listTenants(opened, io.width)),
  );
  command(tenants, 'import <file>', 'take names, and which tenants to read from Microsoft Graph, from a JSON file')
    .option('--dry-run', 'only print the difference')
    .action((file: string, options: Common & { readonly dryRun?: true }) =>
      run(options, true, async (opened, progress) => {
        const { importTenants } = await import('./commands/tenants-import.ts');
        return importTenants(file, options.dryRun === true, opened, io, progress);
      }),
    );
  command(tenants, 'remove <id>', 'stop monitoring a tenant')
    .option('--purge', 'delete everything that is kept of it, too')
    .option('--by <name>', 'who is named in alerts as the one who stopped it')
    .action((id: string, options: Common & { readonly purge?: true; readonly by?: string }) =>
      run(options, true, async (opened, progress) => {
        const { removeTenant } = await import('./commands/tenants-remove.ts');
        const by = options.by ?? userInfo().username;
        return removeTenant(normaliseId(id), { purge: options.purge === true, by, sleep }, opened, progress);
      }),
    );
  command(tenants, 'consent-url <id>', 'where an administrator of the tenant approves this app')
    .option('--redirect <url>', 'address of /api/consent of the app, where STATUS_PAGE_URL does not say it')
    .action((id: string, options: Common & { readonly redirect?: string }) =>
      run(options, false, async (opened) =>
        (await import('./commands/consent-url.ts')).consentUrl(id, options.redirect, opened),
      ),
    );

  // Waiting for a deadline alone keeps no process alive; a command that waits must not end in the midst of it.
  const alive = setInterval(() => {}, 60_000);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, io);
  } finally {
    clearInterval(alive);
  }
}

function exitCodeOf(error: unknown, { err }: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    err(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof StorageUnavailable) err(`Storage is unavailable: ${error.message}. doctor says more.\n`);
  else err(`${error instanceof Error ? error.message : String(error)}\n`);
  return EXIT.failed;
}

/** @throws UsageError */
function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`"${text}" must be a number and a unit, as in 12h or 30d.`);
  return ms;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
