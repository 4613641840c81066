import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';

/** For who has no token yet: the first report, ready to be copied. */
export function gettingStarted(origin: string, { words }: PageContext): Html {
  const command = `curl ${origin}/api/sync-reports -H 'x-functions-key: KEY' -H 'content-type: application/json' \\
  -d '{"id": "first-token", "displayName": "First token", "lastSyncStatus": "completed"}'`;
  return html`<div class="card empty"><p>${words.empty.tokens}</p>
<details id="start"><summary>${words.empty.howToStart}</summary><p>${words.start.report}</p><pre tabindex="0"><code>${command}</code></pre><p>${words.start.graph}</p></details></div>`;
}
