/** Loaded into the app by `--import`: prints what it holds after a collection, so that garbage counts for nothing. */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

setInterval(() => {
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(`memory-probe ${rss} ${heapUsed}`);
}, 2_000).unref();
