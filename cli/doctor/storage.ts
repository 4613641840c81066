import { STORAGE_SETTINGS } from '../../src/config/storage-settings.ts';
import type { Source } from '../source.ts';
import { type AppName, deleteCommand, type Finding, roleCommand, setCommand } from './finding.ts';

/** The suffixes of Microsoft's clouds. https://learn.microsoft.com/azure/storage/common/storage-account-overview */
const SUFFIXES = ['core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn'];
const PUBLIC = STORAGE_SETTINGS.STORAGE_ENDPOINT_SUFFIX.fallback;

const HOST = 'AzureWebJobsStorage';
const SERVICES = ['blob', 'queue', 'table'] as const;

/** What the app may do with its account: the host keeps its keys in blobs, hence the owner. */
const ROLES = ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor'];

/** Whether the forms in which storage is named suit each other, the Functions host, and the cloud. Sends nothing. */
export function storageFindings({ environment, isExported }: Source, app: AppName): readonly Finding[] {
  const get = (name: string) => environment[name]?.trim() || undefined;
  const findings: Finding[] = [];
  const problem = (text: string, ...mend: readonly string[]) =>
    findings.push({ about: 'storage', level: 'problem', text, mend });
  const note = (text: string, ...mend: readonly string[]) =>
    findings.push({ about: 'storage', level: 'note', text, mend });

  const connection = get(HOST);
  const account = get(`${HOST}__accountName`);
  const suffix = get('STORAGE_ENDPOINT_SUFFIX') ?? PUBLIC;
  const addresses = SERVICES.map((service) => [service, get(`${HOST}__${service}ServiceUri`)] as const);
  const hasAddresses = addresses.every(([, address]) => address);
  const isByIdentity = account !== undefined || hasAddresses;

  if (connection === undefined && HOST in environment && isByIdentity) {
    problem(
      `${HOST} is set to nothing. The Functions host takes that before ${HOST}__accountName and the addresses, and starts nothing.`,
      deleteCommand(app, HOST),
    );
  }
  if (connection !== undefined && isByIdentity) {
    note(`${HOST} goes before ${HOST}__*: the identity is not used.`, deleteCommand(app, HOST));
  }
  if (isExported && /^UseDevelopmentStorage=true/i.test(connection ?? '')) {
    problem(
      `${HOST} names the emulator, which is not there in Azure.`,
      setCommand(app, `'${HOST}__accountName=<account>'`),
    );
  }
  const connectionSuffix = /EndpointSuffix=([^;]+)/i.exec(connection ?? '')?.[1];
  if (connectionSuffix !== undefined && !SUFFIXES.includes(connectionSuffix)) {
    problem(`EndpointSuffix in ${HOST} is none of Microsoft's clouds: ${SUFFIXES.join(', ')}.`);
  }
  if (!SUFFIXES.includes(suffix)) {
    problem(`STORAGE_ENDPOINT_SUFFIX is none of Microsoft's clouds: ${SUFFIXES.join(', ')}.`);
  }
  if (connection === undefined && account !== undefined && !hasAddresses && suffix !== PUBLIC) {
    problem(
      `${HOST}__accountName is completed with ${PUBLIC} by the Functions host, whatever STORAGE_ENDPOINT_SUFFIX says. Set addresses in place of the name.`,
      setCommand(app, ...SERVICES.map((it) => `${HOST}__${it}ServiceUri=https://${account}.${it}.${suffix}`)),
      deleteCommand(app, `${HOST}__accountName`),
    );
  }
  for (const [service, address] of [...addresses, ['table', get('STATE_TABLE_CONNECTION__tableServiceUri')] as const]) {
    const other = SERVICES.find((it) => it !== service && address?.includes(`.${it}.`));
    if (other) problem(`The address for ${service}s is one for ${other}s: ${URL.parse(address ?? '')?.host}.`);
  }
  if (connection === undefined && isByIdentity) {
    const hasUser = get(`${HOST}__credential`) && get(`${HOST}__clientId`);
    if (isExported && !hasUser) {
      note(
        `The system-assigned identity signs in to storage. With a user-assigned one, as on most Flex Consumption apps, nothing starts without both of these:`,
        setCommand(app, `${HOST}__credential=managedidentity`, `'${HOST}__clientId=<client ID>'`),
      );
    }
    note(
      `The identity needs these roles on the account:`,
      ...ROLES.map((role) => roleCommand(role, `<ID of the storage account${account ? ` ${account}` : ''}>`)),
    );
  }
  return findings;
}
