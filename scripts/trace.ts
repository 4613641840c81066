/**
 * Names the lines of the source in a stack trace of the app: `npm run build && node scripts/trace.ts < trace.txt`, at the
 * commit that runs. The map of the bundle stays out of the package, where it would be half of it and slow every start.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import process from 'node:process';
import { text } from 'node:stream/consumers';

const map = new SourceMap(JSON.parse(readFileSync('dist/index.mjs.map', 'utf8')));
const trace = await text(process.stdin);
process.stdout.write(
  trace.replace(/[^\s(]*\/index\.mjs:(\d+):(\d+)/g, (place, line: string, column: string) => {
    const origin = map.findOrigin(Number(line), Number(column));
    return 'fileName' in origin
      ? `${origin.fileName.replace(/^\.\.\//, '')}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  }),
);
