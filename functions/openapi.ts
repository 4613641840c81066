import description from '../docs/openapi.json' with { type: 'json' };
import { type Handle, ok } from './http.ts';

/** `GET /api/openapi.json`: the API's description, as `scripts/update-openapi.ts` wrote it */
export const getOpenApi: Handle = async () => ok(description);
