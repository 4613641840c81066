import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** Where a place of the bundle comes from: `src/domain/fold.ts`, `node_modules/zod/…`, with line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Reads the source maps of the bundle, each when it is first needed.
 *
 * @param folder where the bundle lies
 * @returns finds a place by its file in that folder, line and column from 1; undefined where no map knows it
 */
export function sourcePlaces(folder: string): (file: string, line: number, column: number) => Place | undefined {
  const maps = new Map<string, SourceMap | undefined>();
  return (file, line, column) => {
    if (!maps.has(file)) {
      const path = join(folder, `${file}.map`);
      maps.set(file, existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined);
    }
    const origin = maps.get(file)?.findOrigin(line, column);
    if (!origin || !('fileName' in origin)) return undefined;
    return {
      file: origin.fileName.replace(/^(\.\.\/)+/, ''),
      line: origin.lineNumber,
      column: origin.columnNumber,
    };
  };
}
