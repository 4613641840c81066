import { fileURLToPath } from 'node:url';
import { type Fault, planted } from '../support/planted.ts';
import type { Supplies } from './scheduler.ts';
import type { Product } from './surroundings.ts';

/** A mistake in telling. */
interface TellingFault extends Fault {
  /** A small world that shows it, and what may go wrong there in place of the usual. */
  readonly world: string;
  readonly supplies?: Supplies;
}

export const FAULTS: readonly TellingFault[] = [
  {
    name: 'the guard is written without its ETag',
    file: 'storage/mailbox-store.ts',
    from: "['update', row, 'Replace', { etag }]",
    to: "['upsert', row, 'Replace']",
    world: 'stalled',
    supplies: { turns: 2, stalls: 1 },
  },
  {
    name: 'a message is sent before it is marked',
    file: 'app/deliver/run.ts',
    from: '    await this.#hold.write(mark(message, markedAt));\n',
    to: '',
    world: 'dies',
  },
  {
    name: 'what is marked counts as heard before the answer',
    file: 'app/deliver/trace.ts',
    from: 'maybe: [...row.maybe.filter((it) => it.no !== want.no || it.via !== via), tellingOf(candidate, message, at)],',
    to: 'heard: tellingOf(candidate, message, at),',
    world: 'unknown',
  },
  {
    name: 'nothing waits for what may still be under way',
    file: 'app/deliver/outcome.ts',
    from: 'const quietUntil = isQuiet ? at + QUIET_MS : undefined;',
    to: 'const quietUntil = undefined;',
    world: 'overtaken',
  },
  {
    name: 'markers go before the wake-ups',
    file: 'app/deliver/hand-over.ts',
    from: '  await Promise.all([...concerned].map(attempt));\n',
    to: `  for (const it of markers) await deps.markers.deleteMarkers(it.tenantId, [it]);
  await Promise.all([...concerned].map(attempt));\n`,
    world: 'dies',
  },
  {
    name: 'a marker names the new audience only',
    file: 'app/decide/marker.ts',
    from: '[...before, ...audience]',
    to: '[...audience]',
    world: 'rerouted',
  },
  {
    name: 'nobody looks once more',
    file: 'app/deliver/run.ts',
    from: '  await lookOnceMore(target.id, hold, unreadable, deps);\n',
    to: '',
    world: 'at-once',
    supplies: { turns: 3 },
  },
  {
    name: 'due rows go that the run did not see',
    file: 'storage/mailbox-rows.ts',
    from: "    String(no).padStart(8, '0'),\n    ...(suffix",
    to: "    '00000001',\n    ...(suffix",
    world: 'at-once',
  },
  {
    name: 'a reminder is told as a beginning',
    file: 'app/deliver/step.ts',
    from: "? { say: 'reminder' }",
    to: "? { say: 'opened' }",
    world: 'reminded',
  },
  {
    name: 'of two silences the earlier wins',
    file: 'app/notifications/wants.ts',
    from: 'await silences.list(tenantId);',
    to: '(await silences.list(tenantId)).sort((a, b) => a.until - b.until).slice(0, 1);',
    world: 'silenced',
  },
  {
    name: 'who stood in no message counts as told',
    file: 'app/notifications/group-notice.ts',
    from: 'members.map((it) => memberOf(it, policyFor))',
    to: 'members.slice(0, 1).map((it) => memberOf(it, policyFor))',
    world: 'group',
  },
  {
    name: 'a group ends while one may be held open',
    file: 'app/deliver/group-message.ts',
    from: 'company.believers(group.id).every((row) => ended.has(idOf(row)))',
    to: 'company.believers(group.id).length > 0',
    world: 'group',
  },
];

const ENTRY = fileURLToPath(new URL('product.ts', import.meta.url));

/** Builds the program with a mistake in it. */
export const withFault = (fault: Fault): Promise<Product> => planted(fault, ENTRY);
