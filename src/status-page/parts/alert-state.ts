import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import type { IncidentGroup, OpenIncident } from '../incidents.ts';

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

/** To whom several incidents went as one, and what holds for all of them. */
export function groupState({ groups, members }: IncidentGroup, context: PageContext): Html {
  const { words, time } = context;
  const silences = members.flatMap(({ silence }) => silence ?? []);
  const people = members.flatMap(({ incident }) => incident.acknowledged?.by ?? []);
  const [firstToEnd] = silences.toSorted((a, b) => a.until - b.until);
  const [person] = people;
  const told = line('told', words.alertedTogether(groups.map(({ target }) => target).join(words.listGap)));
  if (firstToEnd && silences.length === members.length) {
    return html`${told}${line('quiet', words.quiet.silenced(time.moment(firstToEnd.until), firstToEnd.by))}`;
  }
  if (person !== undefined && people.length === members.length) {
    return html`${told}${line('quiet', words.quiet.acknowledged(undefined, person))}`;
  }
  return told;
}

function line(name: 'told' | 'quiet', text: string): Html {
  return html`<p class="${name}">${text}</p>`;
}
