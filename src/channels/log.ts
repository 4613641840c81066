import type { Notice } from '../app/model/notice.ts';
import type { Channel } from './channel.ts';
import type { ContentOptions } from './content/content.ts';
import { describe } from './content/describe.ts';

/** One line, readable without a tool; links are left out, since a status page's address may hold a key. */
export function buildBody(notice: Notice, options: ContentOptions): string {
  const { tone, severity, title, message, runbook, facts } = describe(notice, options);
  const [firstStep] = runbook.steps;
  return [
    `[${tone === 'good' ? 'ok' : severity}] ${title}`,
    message,
    ...(firstStep === undefined ? [] : [`${runbook.title}: ${firstStep}`]),
    ...(notice.type.startsWith('vpp.incident.') ? [] : facts.map(({ label, value }) => `${label}: ${value}`)),
    `(${notice.type} ${notice.notificationId})`,
  ].join(' | ');
}

/** Always on: a warning line in the host's log. */
export const LOG: Channel<Readonly<Record<never, never>>> = {
  create: (id, _settings, { warn, content }) => ({
    id,
    async send(notice) {
      try {
        warn(buildBody(notice, content));
        return { kind: 'delivered' };
      } catch {
        return { kind: 'retry', reason: 'the log could not be written' };
      }
    },
  }),
};
