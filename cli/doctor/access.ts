import type { Settings } from '../../src/config/settings.ts';
import type { AppName, Finding } from './finding.ts';

/** Shorter keys can be guessed. */
const KEY_LENGTH = 16;

/** Who may send reports, and who may look. */
export function accessFindings(settings: Partial<Settings>, { group, app }: AppName): readonly Finding[] {
  return [...senders(settings, { group, app }), ...links(settings)];
}

function senders(
  { INGEST_KEYS: keys = [], INGEST_SIGNING_SECRETS: secrets = [] }: Partial<Settings>,
  name: AppName,
): Finding[] {
  const ways = [
    ...(keys.length > 0 ? [`${keys.length} of INGEST_KEYS`] : []),
    ...(secrets.length > 0 ? [`${secrets.length} of INGEST_SIGNING_SECRETS`] : []),
  ];
  const text =
    ways.length === 0
      ? 'Who has a function key may send reports of any tenant. They are:'
      : `Senders need a function key, and besides it a key of theirs: ${ways.join(', ')}. Function keys are:`;
  const all = [...keys, ...secrets];
  const texts = all.map(({ secret }) => secret.reveal());
  const short = keys.filter(({ secret }) => secret.reveal().length < KEY_LENGTH).length;
  const twice = texts.length - new Set(texts).size;
  const unbound = all.filter(({ tenantId }) => tenantId === undefined).length;
  return [
    {
      about: 'access',
      level: 'note',
      text,
      mend: [`az functionapp keys list -g ${name.group} -n ${name.app}`],
    },
    ...problemIf(
      short > 0,
      `INGEST_KEYS has ${short} shorter than ${KEY_LENGTH} characters. Make longer ones: openssl rand -base64 32`,
    ),
    ...problemIf(twice > 0, 'The same key or secret stands there for two senders; only the first counts.'),
    ...(unbound > 0 && unbound < all.length
      ? [
          {
            about: 'access',
            level: 'note',
            text: `${unbound} keys are bound to no tenant and may speak for all.`,
          } as const,
        ]
      : []),
  ];
}

function links({ STATUS_PAGE_URL: page, LINK_SIGNING_SECRETS: secrets }: Partial<Settings>): readonly Finding[] {
  if (page && secrets)
    return [{ about: 'access', level: 'ok', text: 'Alerts carry links to the status page and to actions.' }];
  const missing = [...(page ? [] : ['STATUS_PAGE_URL']), ...(secrets ? [] : ['LINK_SIGNING_SECRETS'])].join(' and ');
  return [
    {
      about: 'access',
      level: 'note',
      text: `Alerts carry no links to acknowledge or silence: ${missing} must be set for that.`,
    },
  ];
}

function problemIf(is: boolean, text: string): readonly Finding[] {
  return is ? [{ about: 'access', level: 'problem', text }] : [];
}
