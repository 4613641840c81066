import { SETTINGS } from '../src/config/settings.ts';

type SettingName = keyof typeof SETTINGS;

/** The pages with a table of settings, and which settings each one shows. */
export const SETTINGS_PAGES: Readonly<Record<string, readonly SettingName[]>> = {
  'docs/settings.md': Object.keys(SETTINGS) as SettingName[],
  // What a newcomer needs to receive reports and to get alerts.
  'README.md': [
    'AzureWebJobsStorage',
    'DEFAULT_TENANT_ID',
    'INGEST_KEYS',
    'TEAMS_WEBHOOK_URL',
    'SLACK_WEBHOOK_URL',
    'PAGERDUTY_ROUTING_KEY',
    'SMTP_URL',
    'EMAIL_FROM',
    'EMAIL_TO',
    'ALERT_LOCALE',
    'TIME_ZONE',
    'SILENT_AFTER',
  ],
};

/** Settings as a Markdown table: name, default, and what it is for. */
export function settingsTable(names: readonly SettingName[]): string {
  const rows = names.map((name) => {
    const { fallback, about }: { readonly fallback?: string; readonly about: string } = SETTINGS[name];
    return `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${about} |`;
  });
  return ['| setting | default | what it is for |', '| --- | --- | --- |', ...rows].join('\n');
}
