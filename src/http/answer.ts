import type { IngestResult } from '../app/ingest/ingest-item.ts';
import type { FieldError } from '../reports/field-error.ts';
import { PROBLEM_MEDIA_TYPE, problem, problemBody } from './problem.ts';

/** What became of one item. `pointer` and the members of a refused item are those of its `ReceivedItem`. */
export type ItemResult =
  | (Omit<Extract<IngestResult, { kind: 'accepted' }>, 'idReused'> & {
      /** Absent where there are none. */
      readonly warnings?: readonly FieldError[];
    })
  | {
      readonly kind: 'rejected';
      readonly index: number;
      readonly errors: readonly FieldError[];
      readonly tenantId?: string;
      readonly tokenId?: string;
      readonly forbidden?: true;
    }
  | {
      /** The item's delivery id was used before, with another body. */
      readonly kind: 'conflict';
      readonly index: number;
      readonly pointer: string;
      readonly tenantId: string;
      readonly tokenId: string;
    };

export interface Answer {
  readonly status: number;
  readonly mediaType: string;
  /** Ready for JSON. */
  readonly body: unknown;
}

/** The most errors that one answer lists. */
const MAX_ERRORS = 1_000;

/**
 * The answer to a request of which every item has been decided.
 *
 * @param partialStatus what to answer where some items are refused and some are not.
 * @returns 200 with the results, `partialStatus` with them, or a problem where every item is refused: 422 when all
 * delivery ids were used with another body, 403 when all are of tenants the sender may not speak for, else 400.
 */
export function answer(results: readonly ItemResult[], partialStatus: 200 | 207): Answer {
  const refused = results.filter((result) => result.kind !== 'accepted');
  if (results.length > 0 && refused.length === results.length) return refusal(refused);
  return {
    status: refused.length > 0 ? partialStatus : 200,
    mediaType: 'application/json',
    body: { results: results.map(resultBody) },
  };
}

function refusal(refused: readonly Exclude<ItemResult, { kind: 'accepted' }>[]): Answer {
  const all = refused.flatMap(errorsOf);
  const errors = all.slice(0, MAX_ERRORS);
  const more = all.length > errors.length ? ` The first ${MAX_ERRORS} of ${all.length} errors are listed.` : '';
  const body = problemBody(problem(...summary(refused), errors));
  return {
    status: Number(body.status),
    mediaType: PROBLEM_MEDIA_TYPE,
    body: { ...body, detail: `${body.detail}${more}` },
  };
}

function summary(refused: readonly Exclude<ItemResult, { kind: 'accepted' }>[]): [number, string] {
  if (refused.every(({ kind }) => kind === 'conflict')) {
    return [422, 'Nothing was stored: every delivery id in this request was used before, with another body.'];
  }
  if (refused.every((result) => result.kind === 'rejected' && result.forbidden)) {
    return [403, 'Nothing was stored: the credentials of this request may not speak for the tenants it names.'];
  }
  return [400, 'Nothing was stored: no report in this request is valid.'];
}

function errorsOf(result: Exclude<ItemResult, { kind: 'accepted' }>): readonly FieldError[] {
  if (result.kind === 'rejected') return result.errors;
  return [{ pointer: result.pointer, detail: 'has a delivery id that was used before, with another body' }];
}

function resultBody(result: ItemResult): Record<string, unknown> {
  if (result.kind === 'accepted') {
    const { kind: _, ...members } = result;
    return members;
  }
  const { index, tenantId, tokenId } = result;
  return {
    index,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(tokenId === undefined ? {} : { tokenId }),
    outcome: 'rejected',
    errors: errorsOf(result),
  };
}
