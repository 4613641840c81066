import type { Health } from '../../app/health/health.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { actionLinks } from '../parts/action-links.ts';
import { emptyNote } from '../parts/tables.ts';
import { toneIcon } from '../parts/tone-icon.ts';
import type { PageBody } from './page-body.ts';

const TONES = { ok: 'good', degraded: 'warning', down: 'critical' } as const satisfies Record<Health['status'], string>;

/** Whether the monitoring itself works, what of it does not, and what to do about that. */
export function healthPage(
  { status, reasons, lastSweepAt }: Health,
  targets: readonly string[],
  context: PageContext,
): PageBody {
  const { words, time } = context;
  const tests = targets.map(
    (target) => html`<li><b>${target}</b>${actionLinks([['test', { kind: 'target', target }]], context)}</li>`,
  );
  const body = html`<section class="hero card ${TONES[status]}"><div class="line"><h1>${toneIcon(TONES[status])}${words.health.status[status]}</h1>
<p class="soft">${words.health.lastCheck(lastSweepAt === undefined ? undefined : time.stamp(lastSweepAt))}</p></div></section>
<h2>${words.health.reasons}</h2>
${reasons.length === 0 ? emptyNote(words.empty.health) : reasonList(reasons)}
<h2>${words.health.channels}</h2>
<ul class="card panel channels">${tests}</ul>`;
  return { title: words.views.health, tone: TONES[status], body };
}

/** In English, as the API and the log have it. */
function reasonList(reasons: Health['reasons']): Html {
  const items = reasons.map(({ detail, action }) => html`<li><b>${detail}</b><br>${action}</li>`);
  return html`<ul class="card panel reasons" lang="en">${items}</ul>`;
}
