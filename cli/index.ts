/** `npm run cli -- …`, and from the zip `node dist/cli.mjs …`. */
import process from 'node:process';
import { processIo } from './io.ts';
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2), { io: processIo() });
