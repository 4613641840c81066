import type { Marker } from '../model/marker.ts';
import type { SubjectKey } from '../model/subject.ts';
import type { Message } from './message.ts';

/*
 * Lines of the log as `what: how, key=value …`, so that a query can follow a report to its message: a change names its
 * subject and number, a delivery the same beside its target and message, whose id begins with the incident's.
 */

/** That people are to know of a change. */
export function changeLine({ tenantId, subject, no, targets }: Extract<Marker, { kind: 'told' }>): string {
  return `change: to be sent, ${named({ tenantId, subject })} no=${no} targets=${targets.join(',')}`;
}

/** What became of a message. */
export function deliveryLine<S>(how: string, { id, target, type, members }: Message<S>, reason?: string): string {
  const [first] = members;
  const about =
    members.length === 1 && first ? `${named(first.want)} no=${first.want.no}` : `subjects=${members.length}`;
  const why = reason === undefined ? '' : ` reason="${reason}"`;
  return `delivery: ${how}, target=${target} message=${id} type=${type} ${about}${why}`;
}

function named({ tenantId, subject }: SubjectKey): string {
  return `tenant=${tenantId} ${subject.startsWith('_') ? 'subject' : 'token'}=${subject}`;
}
