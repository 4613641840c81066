import { fileURLToPath } from 'node:url';
import { type Fault, planted } from '../../support/planted.ts';
import type { Product } from '../../telling/surroundings.ts';
import type { Letter, Scenario } from './gathering.ts';

const x = (sync: number, more: Partial<Letter> = {}): Letter => ({ token: 'x', sync, ...more });
const y = (sync: number, more: Partial<Letter> = {}): Letter => ({ token: 'y', sync, ...more });

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one instance gathers', instances: [[[x(1)], [y(1)], [x(2, { status: 'failed' })], [y(2)]]] },
  {
    name: 'two instances gather',
    instances: [
      [[x(1)], [y(1)], [x(3)]],
      [[x(2)], [y(2)]],
    ],
  },
  { name: 'one dies', instances: [[[x(1)], [y(1)], [x(3)]], [[y(2)]]], supplies: { deaths: 1 } },
  {
    name: 'storage is away',
    instances: [[[x(1)], [y(1)], [x(2, { status: 'failed' })]]],
    supplies: { outages: 2 },
  },
  { name: 'one is too late', instances: [[[x(1)], [y(1)], [x(2)]]], supplies: { stalls: 4 } },
  {
    name: 'a delivery comes again',
    before: [x(1, { deliveryId: 'a' })],
    instances: [[[y(1)], [x(1, { deliveryId: 'a' })], [y(2)]], [[y(3)]]],
  },
  {
    name: 'a delivery comes twice at once',
    instances: [[[y(1)], [x(1, { deliveryId: 'a' })], [x(1, { deliveryId: 'a' })]], [[x(1, { deliveryId: 'a' })]]],
  },
  {
    name: 'another instance writes what one remembers',
    before: [x(1)],
    instances: [[[x(1)]], [[x(2, { status: 'failed' })]]],
  },
  {
    name: 'a neighbour cannot be read',
    broken: 'z',
    instances: [[[y(1)], [{ token: 'z', sync: 1 }], [x(1)], [y(2)]]],
  },
];

export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((it) => it.name === name);
  if (!found) throw new Error(`there is no world ${name}`);
  return found;
}

interface GatheringFault extends Fault {
  /** The world that shows it. */
  readonly world: string;
}

export const FAULTS: readonly GatheringFault[] = [
  {
    name: 'a row is written whatever stands there',
    file: 'storage/commit.ts',
    from: "'Replace', { etag }]",
    to: "'Replace', { etag: '*' }]",
    world: 'two instances gather',
  },
  {
    name: 'a report is answered before it is stored',
    file: 'app/ingest/store-together.ts',
    from: '    else answer(answers);',
    to: '    answer(answers);',
    world: 'storage is away',
  },
  {
    name: 'used delivery ids are never read',
    file: 'app/ingest/store-together.ts',
    from: 'tries > 0)',
    to: 'tries > 99)',
    world: 'a delivery comes again',
  },
  {
    name: 'two of one delivery go together',
    file: 'app/ingest/gather.ts',
    from: 'ids.has(deliveryId)',
    to: 'false',
    world: 'a delivery comes twice at once',
  },
  {
    name: 'a bad neighbour fails all',
    file: 'app/ingest/store-together.ts',
    from: 'groups.length > 1 && ',
    to: 'groups.length > 99 && ',
    world: 'a neighbour cannot be read',
  },
  {
    name: 'a conflict is not tried again',
    file: 'app/ingest/ingest.ts',
    from: '      this.#enter(tenantId, reports);\n',
    to: '',
    world: 'two instances gather',
  },
  {
    name: 'what waits is forgotten',
    file: 'app/ingest/ingest.ts',
    from: 'line.waiting = rest;',
    to: 'line.waiting = [];',
    world: 'a delivery comes twice at once',
  },
  {
    name: 'who is late is not told',
    file: 'app/ingest/ingest.ts',
    from: "fail?.(new StorageUnavailable('not stored in time'))",
    to: '{}',
    world: 'one is too late',
  },
  {
    name: 'nobody goes on after a commit',
    file: 'app/ingest/ingest.ts',
    from: '    line.lanes -= 1;\n    this.#goOn(tenantId, line);\n',
    to: '    line.lanes -= 1;\n',
    world: 'one instance gathers',
  },
];

const ENTRY = fileURLToPath(new URL('../../telling/product.ts', import.meta.url));

/** Builds the program with a mistake in it. */
export const withFault = (fault: Fault): Promise<Product> => planted(fault, ENTRY);
