import { WHOLE_TENANT } from '../../app/model/state.ts';
import type { TenantSummary } from '../../app/model/summary.ts';
import type { PageContext } from '../context.ts';
import { html } from '../html.ts';
import { actionLinks } from '../parts/action-links.ts';
import { subjectLink } from '../parts/subject-link.ts';
import { emptyNote, plainTable } from '../parts/tables.ts';
import { moment } from '../parts/time.ts';
import { bdi } from '../parts/token-table.ts';
import type { PageBody } from './page-body.ts';

/** Silences in force and those to come, the one that ends first at the top. */
export function silencesPage(summaries: readonly TenantSummary[], context: PageContext): PageBody {
  const { words, now } = context;
  const { silences: heads, views } = words;
  const all = summaries
    .flatMap(({ tenantId, silences }) => silences.map((silence) => ({ tenantId, ...silence })))
    .filter(({ until }) => now < until)
    .sort((a, b) => a.until - b.until);
  const rows = all.map(({ tenantId, subject, from, at, until, by, note }) => [
    subjectLink(tenantId, subject === WHOLE_TENANT ? undefined : subject, summaries, context),
    moment(from ?? at, context),
    moment(until, context),
    html`${bdi(by)}${note !== undefined && html`<br><span class="soft">${bdi(note)}</span>`}`,
    actionLinks([['resume', { kind: 'subject', tenantId, subject }]], context),
  ]);
  const table = () => plainTable(views.silences, [heads.about, heads.from, heads.until, heads.by, heads.what], rows);
  const body = html`<h1>${views.silences}</h1>
${rows.length === 0 ? emptyNote(words.empty.silences) : table()}`;
  return { title: views.silences, tone: 'info', body };
}
