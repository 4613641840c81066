import { SETTINGS } from '../src/config/settings.ts';

/** The settings as a Markdown table: name, default, and what it is for. */
export function settingsTable(): string {
  const settings: Readonly<Record<string, { readonly fallback?: string; readonly about: string }>> = SETTINGS;
  const rows = Object.entries(settings).map(([name, { fallback, about }]) => {
    return `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${about} |`;
  });
  return ['| setting | default | what it is for |', '| --- | --- | --- |', ...rows].join('\n');
}
