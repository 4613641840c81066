/** `node scripts/scale.ts`: writes what the app costs in a month to docs/scale.md, which says where the figures are from. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Storage requests, as a proxy counted them for tenants of five tokens and one target. */
const CHECK = { reads: 8, writes: 2, readsATenant: 1, readsAThousandTenants: 1 };
/** A report is seen by the 1.2 checks that begin within 6 minutes; the first of them writes the tenant's summary. */
const POSTED = { anHour: { reads: 1 + 1.2 * 2, writes: 1 + 1, queue: 0 }, aDay: { reads: 4, writes: 2 } };
/** A day brings one reading with new syncs, four with the other connections, and the look at what expires. */
const POLLED = {
  anHour: { reads: 1, writes: 1, queue: 3 },
  aDay: { reads: 4 + 1 + 1 + 1.2 * 2 + 4, writes: 1 + 1 + 2 },
};

/** A run lasts a second at least, as Azure counts; 16 share an instance at best. */
const SECONDS = { posted: 1, polled: 2, checkATenant: 0.0008, checkAtMost: 200 };
const [MEMORY_GB, AT_ONCE, LOG_GB_A_RUN] = [2, 16, 5e-6];
/** An instance that is awake asks each of its queues once a second. */
const QUEUES = { posted: 2, polled: 4 };
const [DAYS, HOURS, CHECKS] = [30, 720, 8_640];

/** US dollars. */
const PRICE = { gbSecond: 26e-6, run: 0.4e-6, tableRequest: 0.00036e-4, queueRequest: 0.004e-4, logGb: 2.5 };
const FREE = { gbSeconds: 100_000, runs: 250_000, logGb: 5 };

function month(tenants: number, source: 'posted' | 'polled') {
  const { anHour, aDay } = source === 'posted' ? POSTED : POLLED;
  const [fed, runs] = [tenants * HOURS, tenants * HOURS + CHECKS];
  const ofCheck = CHECK.reads + CHECK.readsAThousandTenants * Math.ceil(tenants / 1_000) + CHECK.readsATenant * tenants;
  const reads = CHECKS * ofCheck + fed * anHour.reads + tenants * DAYS * aDay.reads;
  const writes = CHECKS * CHECK.writes + fed * anHour.writes + tenants * DAYS * aDay.writes;
  const queue = fed * anHour.queue + QUEUES[source] * HOURS * 3_600;
  const checking = CHECKS * Math.min(Math.max(tenants * SECONDS.checkATenant, 1), SECONDS.checkAtMost);
  const gbSeconds = [AT_ONCE, 1].map((sharing) => MEMORY_GB * ((fed * SECONDS[source]) / sharing + checking));
  const running = gbSeconds.map(
    (used) => over(used, FREE.gbSeconds) * PRICE.gbSecond + over(runs, FREE.runs) * PRICE.run,
  );
  const [table, queues] = [(reads + writes) * PRICE.tableRequest, queue * PRICE.queueRequest];
  const logs = over(runs * LOG_GB_A_RUN, FREE.logGb) * PRICE.logGb;
  const together = running.map((cost) => cost + table + queues + logs);
  return {
    'runs: reports or readings, and checks': amount(runs),
    'table reads': amount(reads),
    'table writes': amount(writes),
    'queue requests, at most': amount(queue),
    'GB-seconds, if runs share instances … if each runs alone': range(gbSeconds, amount),
    'running and runs': range(running, dollars),
    'storage requests': dollars(table + queues),
    logs: dollars(logs),
    '**together**': range(together, dollars),
  };
}

const over = (used: number, free: number) => Math.max(0, used - free);
/** Two figures that count: more would promise too much. */
const amount = (n: number) => Number(n.toPrecision(2)).toLocaleString('en');
const dollars = (n: number) => (n > 0 && n < 1 ? 'under $1' : `$${amount(n < 10 ? Math.round(n) : n)}`);
const range = (ends: readonly number[], text: (n: number) => string) => [...new Set(ends.map(text))].join(' … ');

/** The table of docs/scale.md. */
export function scaleTable(): string {
  const months = [40, 600, 100_000].flatMap((tenants) =>
    (['posted', 'polled'] as const).map((source) => ({
      head: `${tenants.toLocaleString('en')} ${source}`,
      figures: new Map(Object.entries(month(tenants, source))),
    })),
  );
  const line = (cells: readonly (string | undefined)[]) => `| ${cells.join(' | ')} |`;
  const rows = [...(months[0]?.figures.keys() ?? [])];
  return [
    line(['a month', ...months.map(({ head }) => head)]),
    line(['---', ...months.map(() => '---')]),
    ...rows.map((row) => line([row, ...months.map(({ figures }) => figures.get(row))])),
  ].join('\n');
}

if (import.meta.main) {
  const [before, , after] = readFileSync('docs/scale.md', 'utf8').split(/(?<=<!-- scale -->\n)|(?=\n<!-- \/scale -->)/);
  writeFileSync('docs/scale.md', `${before}${scaleTable()}${after}`);
}
