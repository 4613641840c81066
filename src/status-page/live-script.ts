/**
 * Keeps a page that is open up to date, once a minute while it is seen: fetches it anew and puts its parts in place. What
 * a reader has opened, the place they have reached and what they type stay; without this script the page is the same, and
 * reloading it does the same.
 */
export const LIVE_SCRIPT = `
const main = document.querySelector('main');
const stale = document.getElementById('stale');
for (const it of document.querySelectorAll('[data-live]')) it.hidden = false;
const opened = () => [...main.querySelectorAll('details[open][id]')].map(({ id }) => id);
const isTyping = () => main.contains(document.activeElement) && /^(INPUT|SELECT)$/.test(document.activeElement.tagName);
async function refresh() {
  if (document.hidden || isTyping()) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const open = opened();
    const focus = document.activeElement?.id;
    main.replaceChildren(...fresh.querySelector('main').childNodes);
    document.title = fresh.title;
    document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    for (const it of main.querySelectorAll('[data-live]')) it.hidden = false;
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}
setInterval(refresh, 60_000);
document.addEventListener('visibilitychange', refresh);
`;
