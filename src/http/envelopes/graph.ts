import { isJsonObject, member } from '../../reports/json.ts';
import { problem } from '../problem.ts';
import { type Envelope, elementsOf, partialStatusOf } from './envelope.ts';

/** What Graph answers: a list as `{"value": […]}`, or, in its documentation's samples, an entity as `{"value": {…}}`. */
export const graph: Envelope = {
  // An object that has what only a report has is one, though it should also have a member named `value`.
  recognises: ({ body }) =>
    isJsonObject(body) && Object.hasOwn(body, 'value') && !('id' in body) && !('lastSyncStatus' in body),
  open({ body }) {
    const value = isJsonObject(body) ? member(body, 'value') : undefined;
    if (!isJsonObject(value) && !Array.isArray(value)) {
      const errors = [{ pointer: '#/value', detail: 'must be an object or an array of objects' }];
      return { kind: 'problem', problem: problem(400, 'The member value holds no report.', errors) };
    }
    return { kind: 'items', items: elementsOf(value, '#/value') };
  },
  partialStatus: partialStatusOf,
};
