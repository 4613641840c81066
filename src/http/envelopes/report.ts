import { isJsonObject } from '../../reports/json.ts';
import { mendClause } from '../../reports/mend.ts';
import { problem } from '../problem.ts';
import { type Envelope, elementsOf, partialStatusOf } from './envelope.ts';

/** No envelope: a report or a vppToken by itself, or an array of them. It takes whatever the others do not know. */
export const report: Envelope = {
  recognises: () => true,
  open({ body }) {
    if (isJsonObject(body) || Array.isArray(body)) return { kind: 'items', items: elementsOf(body, '#') };
    const mend = mendClause(body);
    const detail = `must be an object or an array of objects${mend === undefined ? '' : `; ${mend}`}`;
    return { kind: 'problem', problem: problem(400, `The body ${detail}.`, [{ pointer: '#', detail }]) };
  },
  partialStatus: partialStatusOf,
};
