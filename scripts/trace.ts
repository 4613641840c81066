/**
 * Names the lines of the source in a stack trace of the app: `npm run build && node scripts/trace.ts < trace.txt`, at the
 * commit that runs. The maps of the bundle stay out of the package, where they would be half of it and slow every start.
 */
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { sourcePlaces } from './source-places.ts';

const placeOf = sourcePlaces('dist');
const trace = await text(process.stdin);
process.stdout.write(
  trace.replace(
    /[^\s(]*\/((?:chunks\/)?[\w-]+\.mjs):(\d+):(\d+)/g,
    (all, file: string, line: string, column: string) => {
      const place = placeOf(file, Number(line), Number(column));
      return place ? `${place.file}:${place.line}:${place.column}` : all;
    },
  ),
);
