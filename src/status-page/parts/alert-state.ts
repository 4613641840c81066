import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { OpenIncident } from '../incidents.ts';

/** Why no alert is sent just now, or who was alerted and when. */
export function alertState({ incident, silence }: OpenIncident, context: PageContext): Html {
  const { words, time } = context;
  const { quiet } = words;
  const { reason, toldAt, audience, acknowledged } = incident;
  const moment = (at: number | undefined) => (at === undefined ? undefined : time.moment(at));
  if (silence) return line('quiet', quiet.silenced(time.moment(silence.until), silence.by));
  const told =
    audience.length === 0
      ? words.noTarget
      : toldAt === undefined
        ? words.notAlerted
        : words.alerted(audience.join(words.listGap), time.moment(toldAt));
  if (acknowledged) {
    const until = reason.told || reason.why !== 'acknowledged' ? undefined : moment(reason.until);
    return html`${line('told', told)}${line('quiet', quiet.acknowledged(until, acknowledged.by))}`;
  }
  if (!reason.told && reason.why === 'flapping') return line('quiet', quiet.stable(context.flapWindow));
  if (!reason.told && reason.why === 'grace') return line('quiet', quiet.grace(moment(reason.until)));
  return line(toldAt === undefined || audience.length === 0 ? 'quiet' : 'told', told);
}

function line(name: 'told' | 'quiet', text: string): Html {
  return html`<p class="${name}">${text}</p>`;
}
