import type { TimelineEntry, TimelineEvent } from '../../app/model/state.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { moment } from './time.ts';
import { bdi } from './token-table.ts';

/** What happened to an incident, the newest first. */
export function timeline(entries: readonly TimelineEntry[], context: PageContext): Html {
  const items = entries
    .toReversed()
    .map(
      ({ at, event }) =>
        html`<li class="${event.kind}">${moment(at, context)} <span>${bdi(textOf(event, context))}</span>${vouchedFor(event, context)}${noteOf(event)}</li>`,
    );
  return html`<ol class="card panel timeline">${items}</ol>`;
}

/** Apart from the name, which could say of itself that it is verified. */
function vouchedFor(event: TimelineEvent, { words }: PageContext): Html | undefined {
  return 'verified' in event && event.verified ? html` <b class="vouched">${words.events.verified}</b>` : undefined;
}

function noteOf(event: TimelineEvent): Html | undefined {
  const text = 'note' in event ? event.note : 'detail' in event ? event.detail : undefined;
  return text === undefined ? undefined : html`<p class="soft">${bdi(text)}</p>`;
}

function textOf(event: TimelineEvent, { words, alertWords, time }: PageContext): string {
  const { events } = words;
  switch (event.kind) {
    case 'report':
      return events.report(alertWords.statuses[event.status], event.source);
    case 'notice':
      return events.notice(noticeText(event.type, words), event.targets.join(words.listGap));
    case 'quiet':
      return events.quiet(event.why);
    case 'acknowledged':
      return events.acknowledged(event.by);
    case 'silenced':
      return events.silenced(time.stamp(event.until), event.by);
    case 'unsilenced':
      return events.unsilenced(event.by);
    case 'retired':
      return events.retired(event.by);
    case 'unretired':
      return events.unretired(event.by);
    case 'redriven':
      return events.redriven(event.target, event.by);
  }
}

/** @param type as in `vpp.incident.opened` */
function noticeText(type: string, { notices }: PageContext['words']): string {
  const kind = type.slice(type.lastIndexOf('.') + 1);
  return kind === 'updated' || kind === 'reminder' || kind === 'resolved' ? notices[kind] : notices.opened;
}
