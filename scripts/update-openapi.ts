/** Writes the description of the API from its schemas. */
import { writeFile } from 'node:fs/promises';
import { OPENAPI_FILE, openApiDocument } from './openapi-document.ts';

await writeFile(OPENAPI_FILE, openApiDocument());
