/** `npm run cli -- …`, and from the zip `node dist/cli.mjs …`. */
import process from 'node:process';
import { processIo } from './io.ts';
import { main } from './main.ts';

// Who reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2), { io: processIo() });
