import type { Answered, GraphReader, ListedPage, PollFault } from '../../src/app/model/graph.ts';

/** A token as Graph lists it. */
export type Item = Readonly<Record<string, unknown>>;

export const UNREACHABLE: PollFault = { kind: 'unreachable', reason: 'HTTP 503' };
export const DEAD_CREDENTIAL: PollFault = { kind: 'credential', reason: 'AADSTS7000222' };

/** What Graph would say, in the hands of the test. Each page is one request. */
export class FakeGraph implements GraphReader {
  /** By tenant. */
  readonly items = new Map<string, readonly Item[]>();
  /** A fault in place of that page, counted from 1; by tenant. */
  readonly faults = new Map<string, { readonly page: number; readonly fault: PollFault }>();
  pageSize = 100;
  requests = 0;
  /** What stands beside the tokens of every tenant, and how often it was asked for. */
  beside: { readonly enrollments: Answered<readonly unknown[]>; readonly certificate: Answered<unknown> } = {
    enrollments: { ok: true, value: [] },
    certificate: { ok: true, value: undefined },
  };
  looks = 0;
  readonly #clock: () => number;
  /** Called before a page is answered. */
  beforePage: (tenantId: string, page: number) => unknown = () => {};

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  async *tokens(tenantId: string): AsyncIterable<Answered<ListedPage>> {
    const items = this.items.get(tenantId) ?? [];
    const pages = Math.max(1, Math.ceil(items.length / this.pageSize));
    for (let page = 1; page <= pages; page++) {
      this.requests += 1;
      await this.beforePage(tenantId, page);
      const fault = this.faults.get(tenantId);
      if (fault && fault.page <= page) {
        yield { ok: false, fault: fault.fault };
        return;
      }
      const own = items.slice((page - 1) * this.pageSize, page * this.pageSize);
      yield { ok: true, value: { items: own, at: this.#clock(), isLast: page === pages } };
    }
  }

  async enrollments(): Promise<Answered<readonly unknown[]>> {
    this.looks += 1;
    return this.beside.enrollments;
  }

  async pushCertificate(): Promise<Answered<unknown>> {
    return this.beside.certificate;
  }
}
