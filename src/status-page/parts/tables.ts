import { type Html, html } from '../html.ts';

type Cell = string | Html | undefined;

/** A plain table in a frame that scrolls where it is too wide. @param label says what it is of */
export function plainTable(label: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="card scroll" tabindex="0" role="group" aria-label="${label}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

/** What is known of something, a line each; what is not known is left out. */
export function factList(facts: readonly (readonly [label: string, value: Cell])[]): Html {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="card facts">${known.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What stands in place of something that is empty. */
export function emptyNote(text: string): Html {
  return html`<p class="card empty">${text}</p>`;
}
