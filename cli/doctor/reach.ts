import { RestError } from '@azure/data-tables';
import { NOTIFICATION_QUEUE } from '../../src/app/model/ports.ts';
import type { Settings } from '../../src/config/settings.ts';
import { openQueueClient, openTableClient } from '../../src/storage/connect.ts';
import { type Place, queuePlace, tablePlace } from '../../src/storage/places.ts';
import { type Finding, roleCommand } from './finding.ts';

/** One look at a service, its client's repetitions included, lasts no longer. */
const LIMIT_MS = 15_000;

/** Whether the table and the queue of the app can be reached and read, with what signs in from here. Changes nothing. */
export async function reachFindings(settings: Partial<Settings>): Promise<readonly Finding[]> {
  const table = tablePlace(settings);
  const queue = queuePlace(settings, NOTIFICATION_QUEUE);
  const looks: Promise<Finding>[] = [];
  if (table)
    looks.push(
      look('table', table, async (abortSignal) =>
        (await openTableClient(table)).getEntity('_app', 'heartbeat', { abortSignal }),
      ),
    );
  if (queue)
    looks.push(
      look('queue', queue, async (abortSignal) =>
        (await openQueueClient(queue, NOTIFICATION_QUEUE)).getProperties({ abortSignal }),
      ),
    );
  return Promise.all(looks);
}

async function look(
  service: 'table' | 'queue',
  place: Place,
  ask: (signal: AbortSignal) => Promise<unknown>,
): Promise<Finding> {
  const reached: Finding = { about: 'storage', level: 'ok', text: `The ${service} can be reached and read.` };
  try {
    await ask(AbortSignal.timeout(LIMIT_MS));
    return reached;
  } catch (error) {
    // What is not there yet is made by the first use.
    if (isAnswer(error) && error.statusCode === 404) return reached;
    const where = 'url' in place ? new URL(place.url).host : 'the account of the connection string';
    const { why, mend } = reasonOf(error, service);
    const text = `The ${service} at ${where} cannot be read: ${why}.`;
    return { about: 'storage', level: 'problem', text, ...(mend && { mend: [mend] }) };
  }
}

interface Answer {
  readonly statusCode?: number;
  readonly code?: string;
  readonly details?: unknown;
}

/** Both clients throw errors of this shape, each its own class. */
function isAnswer(error: unknown): error is Error & Answer {
  return error instanceof RestError || (error instanceof Error && error.name === 'RestError');
}

const ROLES = { table: 'Storage Table Data Contributor', queue: 'Storage Queue Data Contributor' } as const;

function reasonOf(error: unknown, service: 'table' | 'queue'): { readonly why: string; readonly mend?: string } {
  if (!isAnswer(error)) return { why: reasonOfOther(error), ...signIn(error) };
  const code = serviceCode(error);
  if (code === 'KeyBasedAuthenticationNotPermitted') {
    return {
      why: 'the account takes no keys',
      mend: 'Set AzureWebJobsStorage__accountName in place of AzureWebJobsStorage.',
    };
  }
  if (code === 'AuthenticationFailed') return { why: 'the key or the access token is not accepted' };
  if (error.statusCode === 403) {
    return {
      why: `what signs in may not (${code ?? '403'})`,
      mend: roleCommand(ROLES[service], '<ID of the storage account>'),
    };
  }
  if (error.statusCode !== undefined) return { why: `it answered ${error.statusCode}${code ? ` ${code}` : ''}` };
  if (code === 'ENOTFOUND') return { why: 'there is no such name: check the account and the suffix' };
  if (code === 'ECONNREFUSED') return { why: 'nothing listens there: start it, or correct the address' };
  return { why: code ?? error.name };
}

function serviceCode({ code, details }: Answer): string | undefined {
  const body = details as { readonly odataError?: { readonly code?: string }; readonly errorCode?: string } | undefined;
  return code ?? body?.odataError?.code ?? body?.errorCode;
}

/** Texts of the identity library name settings and may be long; its classes say enough. */
function reasonOfOther(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (isSignIn(error)) return `no sign-in succeeded (${error.name})`;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1_000} s`;
  // The clients say so of a connection string, with words that may hold parts of it.
  return error.name === 'Error' ? 'the connection string is not understood' : error.name;
}

function isSignIn({ name }: Error): boolean {
  return /Credential|Authentication/.test(name);
}

function signIn(error: unknown) {
  return error instanceof Error && isSignIn(error) ? { mend: 'az login' } : {};
}
