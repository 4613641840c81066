import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildBody as buildMail } from '../src/channels/email/send.ts';
import { buildBody as buildTeams } from '../src/channels/teams/send.ts';
import { incidentNotice } from '../test/channels/notices.ts';
import { contentOptions, OWN_LINKS } from '../test/channels/options.ts';
import { launchBrowser } from './browser.ts';
import { showCard } from './card-page.ts';
import { statusPictures } from './status-pictures.ts';

/** Makes the pictures of what people get and see, for the documentation: `node scripts/render-pictures.ts`. */
const OUT = join(import.meta.dirname, '..', 'docs', 'images');
const CONTENT = contentOptions({ timeZone: 'America/New_York', own: OWN_LINKS });

const notice = incidentNotice({
  token: {
    displayName: 'Elm Street School',
    organizationName: 'Contoso School District',
    locationName: 'Elm Street',
    appleId: 'v***@contoso.example',
    accountType: 'education',
  },
});

const browser = await launchBrowser();
if ('missing' in browser) throw new Error(`No picture was made: ${browser.missing}.`);
mkdirSync(OUT, { recursive: true });
// A single page, since this browser has one process, and ends with its first one.
const page = await browser.newPage({ viewport: { width: 720, height: 400 }, deviceScaleFactor: 2, bypassCSP: true });

await showCard(page, buildTeams(notice, CONTENT).attachments[0]?.content);
await page.screenshot({ path: join(OUT, 'teams-card.png'), fullPage: true });

const mail = buildMail(notice, { from: 'vpp@contoso.example', to: ['it@contoso.example'] }, CONTENT);
await page.setContent(mail.html);
await page.screenshot({ path: join(OUT, 'mail.png'), fullPage: true });
await statusPictures(page, OUT);
await browser.close();
