import type { Breach } from '../telling/laws.ts';
import { nameOf, type Rest, type Sent, type SubjectName, type Trace, type TraceEvent } from '../telling/trace.ts';

/** So many lines before the breach, and behind it. */
const BEFORE = 40;
const BEHIND = 10;

/** All that the trace holds of the subjects that a breach names, as a target lived it, and how it ended. */
export function storyOf({ events }: Trace, rest: Rest, { target, text, at }: Breach): readonly string[] {
  const isNamed = (it: SubjectName) => text.includes(nameOf(it));
  const lines = events.flatMap((event) => {
    const line = lineOf(event, target, text, isNamed);
    return line === undefined ? [] : [{ at: event.at, line }];
  });
  const near = lines.findLastIndex((it) => it.at <= at);
  const ends = rest.listed
    .filter((it) => it.target === target && isNamed(it))
    .map((it) => ({ at: rest.at, line: `listed as ${it.standing}, taken for heard: ${JSON.stringify(it.heard)}` }));
  const shown = [...lines.slice(Math.max(0, near - BEFORE), near + BEHIND), ...ends];
  return shown.map((it) => `${new Date(it.at).toISOString()} ${it.line}`);
}

function lineOf(
  event: TraceEvent,
  target: string,
  text: string,
  isNamed: (it: SubjectName) => boolean,
): string | undefined {
  if (event.kind === 'row' && isNamed(event)) {
    const isFor = event.audience.includes(target) ? '' : ' (not for here)';
    return `no ${event.no} ${JSON.stringify(event.fact)}${isFor}`;
  }
  if (event.kind === 'silence') {
    const isMeant = event.subject === '*' ? text.includes(`${event.tenantId}!`) : isNamed(event);
    return isMeant ? `silence of ${event.subject} until ${new Date(event.until).toISOString()}` : undefined;
  }
  if (event.kind === 'target' && event.target === target) {
    return event.isConfigured ? 'in the settings' : 'left the settings';
  }
  if (event.kind !== 'send' || event.target !== target) return undefined;
  return event.names.some(isNamed) || text.includes(event.key) ? sendLine(event, isNamed) : undefined;
}

function sendLine(
  { type, message, key, outcome, landedAt, isRecorded, names }: Sent,
  isNamed: (it: SubjectName) => boolean,
): string {
  const named = names.filter(isNamed).map((it) => `${nameOf(it)} ${it.as} ${it.cause ?? ''}`);
  const landed = landedAt === undefined ? 'never arrived' : `arrived ${new Date(landedAt).toISOString()}`;
  const end = `${outcome ?? 'no end'}, ${landed}${isRecorded ? '' : ', not recorded'}`;
  return `${type} ${message} (${key}): ${end}: ${named.join(', ')}`;
}
