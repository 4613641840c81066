import { isJsonObject } from '../../reports/json.ts';
import { pointerTo } from '../../reports/json-pointer.ts';
import { mendClause } from '../../reports/mend.ts';
import { problem } from '../problem.ts';
import { type Envelope, elementsOf, holdsWhatGraphAnswered, partialStatusOf, valueNames } from './envelope.ts';

/**
 * What Graph answers: a list as `{"value": […]}`, or, in its documentation's samples, an entity as `{"value": {…}}`;
 * `Value` where PowerShell's cmdlets printed it.
 */
export const graph: Envelope = {
  // An object that has what only a report has is one, though it should also have a member named `value`.
  recognises: ({ body }) => holdsWhatGraphAnswered(body),
  open({ body }) {
    const [name = 'value', second] = isJsonObject(body) ? valueNames(body) : [];
    if (second !== undefined) {
      const detail = 'is a second spelling of a member that this object already has';
      return {
        kind: 'problem',
        problem: problem(400, `The member ${second} ${detail}.`, [{ pointer: `#/${second}`, detail }]),
      };
    }
    const value = isJsonObject(body) ? body[name] : undefined;
    const pointer = pointerTo('#', name);
    if (value !== undefined && (isJsonObject(value) || Array.isArray(value))) {
      return { kind: 'items', items: elementsOf(value, pointer) };
    }
    const mend = mendClause(value);
    const detail = `must be an object or an array of objects${mend === undefined ? '' : `; ${mend}`}`;
    return { kind: 'problem', problem: problem(400, `The member ${name} ${detail}.`, [{ pointer, detail }]) };
  },
  partialStatus: partialStatusOf,
};
