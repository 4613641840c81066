/** `npm run demo`: two days of five tenants in two minutes, with no account of anything. */
import { readPort } from '../local-settings.ts';
import { type Demo, startDemo } from './demo.ts';
import { STORY_HOURS, TENANTS } from './story.ts';

const HOUR_MS = 2_200;
const WORTH_SEEING = ['/api/status', '/api/overview', '/api/tenants', '/api/incidents', '/api/tokens'];

let demo: Demo | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await demo?.stop();
    process.exit(0);
  });
}

try {
  const port = readPort('PORT', process.env.PORT, 7071);
  demo = await startDemo({ hourMs: HOUR_MS, port, print: console.log });
  console.log(introduction(demo));
  await demo.tell();
  console.log(`\nThe story is over, the app runs on at ${demo.host.url} (Ctrl+C ends it).`);
} catch (error) {
  console.error(`Cannot start: ${error instanceof Error ? error.message : error}`);
  await demo?.stop();
  process.exit(1);
}

function introduction({ host }: Demo): string {
  const tenants = Object.values(TENANTS);
  const count = tenants.reduce((sum, { tokens }) => sum + tokens, 0);
  const seconds = Math.round((STORY_HOURS * HOUR_MS) / 1_000);
  const paths = host.routes.filter(({ methods }) => methods.includes('GET')).map(({ template }) => template);
  return [
    `${count} VPP tokens of ${tenants.length} tenants, read from a stand-in for Microsoft Graph.`,
    `${STORY_HOURS} hours pass in about ${seconds} seconds. Lines with "--" are what happens in Intune, the others are the alerts.`,
    '',
    'Look at:',
    ...WORTH_SEEING.filter((path) => paths.includes(path)).map((path) => `  ${host.url}${path}`),
    '',
  ].join('\n');
}
