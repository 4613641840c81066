/** Zips what Azure runs: `dist/`, `host.json` and a package.json without dependencies. Run the build first. */
import { createWriteStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

const TARGET = 'vpp-token-sync-webhook.zip';

const { name, version, description, license, type, main } = JSON.parse(await readFile('package.json', 'utf8'));
const zip = new yazl.ZipFile();
for (const file of ['host.json', 'dist/index.mjs', 'dist/index.mjs.map']) zip.addFile(file, file);
// What `ALERT_ROUTES` may name instead of holding the rules itself.
if (existsSync('alert-routes.json')) zip.addFile('alert-routes.json', 'alert-routes.json');
const manifest = { name, version, description, license, private: true, type, main };
zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'package.json');
zip.end();
await pipeline(zip.outputStream, createWriteStream(TARGET));
console.log(TARGET);
