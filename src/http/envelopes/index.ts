import { cloudevents } from './cloudevents.ts';
import type { Delivery, Envelope } from './envelope.ts';
import { eventgrid } from './eventgrid.ts';
import { graph } from './graph.ts';
import { report } from './report.ts';

/** Every envelope by its name, in the order in which they are tried; a new one is its file and a line here. */
export const ENVELOPES = { cloudevents, eventgrid, graph, report } satisfies Record<string, Envelope>;

/** The `source` of a report. */
export type EnvelopeKind = keyof typeof ENVELOPES;

/** The first envelope that recognises a delivery. The last one recognises everything. */
export function envelopeOf(delivery: Delivery): { readonly kind: EnvelopeKind; readonly envelope: Envelope } {
  const kinds = Object.keys(ENVELOPES) as EnvelopeKind[];
  const kind = kinds.find((name) => ENVELOPES[name].recognises(delivery)) ?? 'report';
  return { kind, envelope: ENVELOPES[kind] };
}
