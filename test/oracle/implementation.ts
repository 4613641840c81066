import type { AcknowledgeEvent, IncidentFacts, Outcome, ReportEvent, RetireEvent, Told } from './history.ts';

type Awaitable<T> = T | Promise<T>;

/**
 * What is compared with the oracle, driven event by event. Each call returns what it moved of what people should know
 * (`told` and its `no`), in any order.
 */
export interface Implementation {
  /** `outcome: null` where outcomes are not to be compared. */
  report(event: ReportEvent): Awaitable<{ outcome: Outcome | null; told: Told[] }>;
  sweep(at: number): Awaitable<Told[]>;
  retire(event: RetireEvent): Awaitable<Told[]>;
  /** Of a subject without an open incident: nothing happens, and nothing is told. */
  acknowledge(event: AcknowledgeEvent): Awaitable<Told[]>;
  /** The open incident of a subject, or null where people know of nothing; only the members it gives are compared. */
  facts(tenantId: string, subject: string): Awaitable<Partial<IncidentFacts> | null>;
}
