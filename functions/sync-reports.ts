import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { IngestItem, IngestResult } from '../src/app/ingest/ingest-item.ts';
import { answer, type ItemResult } from '../src/http/answer.ts';
import { handshake } from '../src/http/handshake.ts';
import { receive } from '../src/http/receive.ts';
import { RefusalLog } from '../src/http/refusal-log.ts';
import { allRefusals, refusalsOf } from '../src/http/refusals.ts';
import type { ReceivedItem } from '../src/reports/item.ts';
import { problemResponse } from './http.ts';
import { invocationLog } from './invocation-log.ts';
import type { Service } from './service.ts';

const ROUTE = 'POST /api/sync-reports';
const refusalLog = new RefusalLog((line) => invocationLog.warn(line));

/** `POST /api/sync-reports`: reports come in. */
export async function receiveReports(request: HttpRequest, service: Service): Promise<HttpResponseInit> {
  const receivedAt = service.clock();
  const received = receive(
    {
      method: request.method,
      header: headerOf(request),
      body: new Uint8Array(await request.arrayBuffer()),
    },
    { receivedAt, defaultTenantId: service.defaultTenantId, auth: service.auth },
  );
  if (received.kind === 'answer') return { status: received.status, jsonBody: received.body };
  if (received.kind === 'problem') {
    refusalLog.note(ROUTE, allRefusals(received, []), receivedAt);
    await service.noteRefusals(refusalsOf(received, []));
    return problemResponse(received.problem);
  }
  const valid = received.items.filter((item) => item.ok);
  const stored = valid.length > 0 ? await service.ingest(valid satisfies readonly IngestItem[]) : [];
  const byIndex = new Map(stored.map((result) => [result.index, result]));
  const results = received.items.map((item) => resultOf(item, byIndex.get(item.index)));
  refusalLog.note(ROUTE, allRefusals(received, results), receivedAt);
  await service.noteRefusals(refusalsOf(received, results));
  const { status, mediaType, body } = answer(results, received.partialStatus);
  return { status, headers: { 'content-type': mediaType }, body: JSON.stringify(body) };
}

/** `OPTIONS /api/sync-reports`: a sender of CloudEvents asks whether it may deliver here */
export async function answerHandshake(request: HttpRequest, { allowedOrigins }: Service): Promise<HttpResponseInit> {
  const answered = handshake({ header: headerOf(request) }, { allowedOrigins, rate: '*' });
  return answered.kind === 'problem' ? problemResponse(answered.problem) : answered;
}

function headerOf(request: HttpRequest): (name: string) => string | undefined {
  return (name) => request.headers.get(name) ?? undefined;
}

function resultOf(item: ReceivedItem, stored: IngestResult | undefined): ItemResult {
  if (!item.ok) return { ...item, kind: 'rejected' };
  if (!stored) throw new Error('every valid item has a result');
  if (stored.kind === 'reused') return { ...stored, kind: 'conflict', pointer: item.pointer };
  const { idReused, ...result } = stored;
  const warnings = [...item.warnings, ...(idReused ? [{ pointer: item.pointer, detail: ID_REUSED }] : [])];
  return warnings.length > 0 ? { ...result, warnings } : result;
}

const ID_REUSED = 'has an event id that was used before, with another body; the report is stored all the same';
