import type { Notice } from '../../app/model/notice.ts';
import type { Channel } from '../channel.ts';
import type { ContentOptions } from '../content/content.ts';
import { describe } from '../content/describe.ts';
import { wordsFor } from '../content/plain.ts';

/** One line, readable without a tool; links are left out, since a status page's address may hold a key. */
export function buildBody(notice: Notice, options: ContentOptions): string {
  const { tone, severity, title, message, caution, runbook, facts } = describe(notice, options);
  const { parts } = wordsFor(options.locale);
  const [firstStep] = runbook.steps;
  return [
    `[${tone === 'good' ? 'ok' : severity}] ${title}`,
    message,
    ...(caution === '' ? [] : [`${parts.caution}: ${caution}`]),
    ...(firstStep === undefined ? [] : [`${runbook.title}: ${firstStep}`]),
    ...(notice.type.startsWith('vpp.incident.') ? [] : facts.map(({ label, value }) => `${label}: ${value}`)),
    `(${notice.type} ${notice.notificationId})`,
  ].join(' | ');
}

/** Always on: a line in the host's log, a warning unless it says that all is well again. */
export const LOG: Channel<Readonly<Record<never, never>>> = {
  create: (_settings, { info, warn, content }) => ({
    async send(notice) {
      try {
        const write = describe(notice, content).tone === 'good' ? info : warn;
        write(buildBody(notice, content));
        return { kind: 'delivered' };
      } catch {
        return { kind: 'noAnswer', reason: 'the log could not be written' };
      }
    },
  }),
};
