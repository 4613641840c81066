import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine, for a reader who compares: processor, cores, memory and Node. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB of memory, ${process.platform}, Node ${process.version}`;
}

/** How many processes wanted the processor in the last minute; about 0 on a machine that is ours alone. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
