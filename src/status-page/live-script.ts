/**
 * Keeps a page that is open up to date: once a minute, while it is seen, it is fetched anew and put in the old one's
 * place. What a reader has opened, filled in, selected or reached by keyboard stays. Without this script the page is the
 * same, and reloading it does the same.
 */
export const LIVE_SCRIPT = `
const MINUTE = 60_000;
const main = document.querySelector('main');
const stale = document.getElementById('stale');
let typedAt = -Infinity;
const all = (selector) => [...main.querySelectorAll(selector)];
const announce = () => all('[data-live]').forEach((it) => { it.hidden = false; });

function replace(fresh) {
  const opened = new Map(all('details[id]').map(({ id, open }) => [id, open]));
  const filled = new Map(all('input[name], select').map(({ name, value }) => [name, value]));
  const reachable = () => all('a, button, summary, input, select, [tabindex]');
  const reached = reachable().indexOf(document.activeElement);
  main.replaceChildren(...fresh.querySelector('main').childNodes);
  for (const it of all('details[id]')) it.open = opened.get(it.id) ?? it.open;
  for (const it of all('input[name], select')) it.value = filled.get(it.name) ?? it.value;
  reachable()[reached]?.focus({ preventScroll: true });
  document.title = fresh.title;
  document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
  announce();
}

async function refresh() {
  if (document.hidden || Date.now() - typedAt < MINUTE || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) throw new Error(answer.status);
    replace(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

announce();
main.addEventListener('input', () => { typedAt = Date.now(); });
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, MINUTE);
`;
