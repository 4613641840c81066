import type { Health } from '../../app/health/health.ts';
import type { Writing } from '../../app/health/reasons.ts';
import type { TargetFigures } from '../../app/overview/overview.ts';
import { reasonWords } from '../../channels/content/reason.ts';
import type { PageContext } from '../context.ts';
import { type Html, html } from '../html.ts';
import { actionLinks } from '../parts/action-links.ts';
import { emptyNote, plainTable } from '../parts/tables.ts';
import { moment } from '../parts/time.ts';
import { toneIcon } from '../parts/tone-icon.ts';
import type { PageBody } from './page-body.ts';

const TONES = { ok: 'good', degraded: 'warning', down: 'critical' } as const satisfies Record<Health['status'], string>;

/** Whether the monitoring itself works, what of it does not, what to do about that, and how each channel does. */
export function healthPage(
  { status, reasons, lastSweepAt }: Health,
  targets: readonly TargetFigures[],
  context: PageContext,
): PageBody {
  const { words, time } = context;
  const tone = TONES[status];
  const body = html`<section class="hero card ${tone}"><div class="line"><h1>${toneIcon(tone)}${words.health.status[status]}</h1>
<p class="soft">${words.health.lastCheck(lastSweepAt === undefined ? undefined : time.stamp(lastSweepAt))}</p></div></section>
<h2>${words.health.reasons}</h2>
${reasons.length === 0 ? emptyNote(words.empty.health) : reasonList(reasons, context)}
<h2>${words.health.channels}</h2>
${channelTable(targets, context)}`;
  return { title: words.views.health, tone, body };
}

function reasonList(reasons: Health['reasons'], { words, alertWords, time }: PageContext): Html {
  const writing: Writing = { at: time.stamp, error: (text) => reasonWords(text, alertWords) };
  const items = reasons.map((reason) => {
    const { detail, action } = words.health.reason(reason, writing);
    return html`<li><b>${detail}</b><br>${action}</li>`;
  });
  return html`<ul class="card panel reasons">${items}</ul>`;
}

function channelTable(targets: readonly TargetFigures[], context: PageContext): Html {
  const { health, token, columns, deliveries } = context.words;
  return plainTable(
    health.channels,
    [token.target, columns.state, health.lastDelivered, deliveries.waiting, deliveries.undelivered, health.test],
    targets.map((it) => [
      it.target,
      standing(it, context),
      it.lastSuccessAt === undefined ? undefined : moment(it.lastSuccessAt, context),
      String(it.waiting),
      it.dead > 0 ? html`<b class="critical">${it.dead}</b>` : '0',
      actionLinks([['test', { kind: 'target', target: it.target }]], context),
    ]),
  );
}

function standing({ failingSince, lastSuccessAt, lastError }: TargetFigures, context: PageContext): Html {
  const { words, alertWords, time } = context;
  if (failingSince !== undefined) {
    const reason = lastError !== undefined && html`<br><span class="soft">${reasonWords(lastError, alertWords)}</span>`;
    return html`<span class="state critical">${words.health.failing(time.short(failingSince))}</span>${reason}`;
  }
  if (lastSuccessAt === undefined) return html`<span class="state info">${words.health.unused}</span>`;
  return html`<span class="state good">${words.health.delivering}</span>`;
}
