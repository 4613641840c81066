import type { LogSink } from './log.ts';

/** Says once that a service is out of reach, and once that it is back, however many functions wait for it. */
export class Reachability {
  readonly #service: string;
  readonly #log: LogSink;
  #isOut = false;

  /** @param service for people, as in `queue storage` */
  constructor(service: string, log: LogSink) {
    this.#service = service;
    this.#log = log;
  }

  failed(error: unknown): void {
    if (this.#isOut) return;
    this.#isOut = true;
    const message = `${this.#service} cannot be reached (${firstLine(error)}); it is tried again until it can`;
    this.#log({ level: 'warning', source: 'host', message });
  }

  succeeded(): void {
    if (!this.#isOut) return;
    this.#isOut = false;
    this.#log({ level: 'information', source: 'host', message: `${this.#service} can be reached again` });
  }
}

/** An SDK error repeats the whole request below its first line. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join();
}
