/**
 * Makes what Azure runs, as a folder and as a zip of the same: `host.json`, the bundle and a package.json without
 * dependencies. Run the build first. The same files give the same zip, byte for byte, on any machine.
 */
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

const FOLDER = 'package';
const ZIP = 'vpp-token-sync-webhook.zip';

// The source map stays out: the host does not load it, and it is as large as the bundle.
const bundle = globSync('dist/**/*.mjs');
// What `ALERT_ROUTES` and `TENANTS` may name instead of holding the lists themselves.
const lists = ['alert-routes.json', 'tenants.json'].filter((file) => existsSync(file));

rmSync(FOLDER, { recursive: true, force: true });
for (const file of ['host.json', ...bundle, ...lists]) {
  mkdirSync(join(FOLDER, dirname(file)), { recursive: true });
  copyFileSync(file, join(FOLDER, file));
}
const { name, version, description, license, type, main } = JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = { name, version, description, license, private: true, type, main };
writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

const zip = new yazl.ZipFile();
for (const file of globSync('**/*.*', { cwd: FOLDER }).sort()) {
  // A time and a mode of our own: those of the files differ from checkout to checkout.
  const fixed = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
  zip.addBuffer(readFileSync(join(FOLDER, file)), file.replaceAll('\\', '/'), fixed);
}
zip.end();
await pipeline(zip.outputStream, createWriteStream(ZIP));
console.log(`${FOLDER}/ and ${ZIP}`);
