/** Colours, type and what stands on every page. `light-dark()` picks by what the reader's system prefers. */
export const BASE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3f5f8, #0e131a);
  --card: light-dark(#ffffff, #161d27);
  --sunken: light-dark(#f8fafc, #121922);
  --line: light-dark(#dbe1e9, #2a3543);
  --text: light-dark(#16202c, #e9eef5);
  --soft: light-dark(#546273, #a3b1c2);
  --link: light-dark(#1557c0, #86b6ff);
  --good: light-dark(#157a3c, #4cc97a);
  --warning: light-dark(#935706, #e9b04a);
  --critical: light-dark(#bd2424, #ff7d76);
  --busy: light-dark(#2563c9, #6ea8ff);
  --good-ground: light-dark(#e5f6ea, #12301f);
  --warning-ground: light-dark(#fdf1d8, #362a10);
  --critical-ground: light-dark(#fdeaea, #3c191a);
  --info-ground: light-dark(#e8effb, #172741);
  --bar-good: light-dark(#31a862, #2f9e5d);
  --bar-bad: light-dark(#d83b3b, #ef5a54);
  --bar-busy: light-dark(#5b93ea, #4d86dd);
  --bar-none: light-dark(#c9d2dd, #36424f);
  --shadow: 0 1px 2px light-dark(#16202c14, #0006), 0 1px 8px light-dark(#16202c0a, #0003);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Hiragino Sans', 'Noto Sans JP', Meiryo,
    sans-serif;
}
:lang(ja) body, body:lang(ja) { line-height: 1.7; }
:lang(ja) { word-break: auto-phrase; }
h1, h2, h3 { line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; font-weight: 650; letter-spacing: -.01em; }
main > h1 { margin-bottom: 1.2rem; }
main > h1 + h2 { margin-top: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .75rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0; font-weight: 650; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
time, .figures { font-variant-numeric: tabular-nums; }
code, .id { font: .86em/1.5 ui-monospace, 'SF Mono', Consolas, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip { position: absolute; left: .5rem; top: -4rem; padding: .5rem 1rem; background: var(--card); z-index: 9; }
.skip:focus { top: .5rem; }
.wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; min-height: 3.5rem; }
.brand {
  display: inline-flex; align-items: center; gap: .6rem; color: inherit; font-weight: 650; text-decoration: none;
}
.brand svg { width: 1.6rem; height: 1.6rem; flex: none; }
.pages { margin-right: auto; min-width: 0; max-width: 100%; }
.nav { display: flex; flex-wrap: wrap; gap: 0 .25rem; margin: 0; padding: 0; list-style: none; }
.nav a, .languages a {
  display: block; padding: .45rem .65rem; border-radius: 6px; color: var(--soft); text-decoration: none;
}
.nav a:hover, .languages a:hover { color: var(--text); background: var(--ground); }
.nav a[aria-current] { color: var(--text); font-weight: 600; }
.languages { display: flex; }
.languages b { padding: .45rem .65rem; font-weight: 600; }
main.wrap { display: block; padding-top: 1.5rem; padding-bottom: 3rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); }
.panel { padding: 1rem 1.25rem; }
.narrow { max-width: 36rem; margin: 2rem auto; }
.trail { margin: 0 0 .7rem; color: var(--soft); font-size: .9rem; }
.foot { margin-top: 2rem; font-size: .88rem; }
.button, button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.25rem; padding: .3rem .9rem;
  border: 1px solid var(--line); border-radius: 7px; background: var(--card); color: var(--text);
  font: inherit; font-weight: 550; line-height: 1.3; text-decoration: none; cursor: pointer;
}
.button:hover, button:hover { border-color: var(--soft); background: var(--sunken); }
.button.main, button.main { background: var(--link); border-color: var(--link); color: light-dark(#fff, #0e131a); }
.button.main:hover, button.main:hover { filter: brightness(1.08); }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .9rem; }
input, select {
  min-height: 2.25rem; padding: .3rem .6rem; border: 1px solid light-dark(#8593a3, #5d6c7e); border-radius: 7px;
  background: var(--card); color: inherit; font: inherit; max-width: 100%;
}
label { font-size: .85rem; color: var(--soft); }
label > input, label > select { display: block; width: 100%; margin-top: .15rem; color: var(--text); font-size: .95rem; }
.note { padding: .7rem 1rem; border-radius: 8px; background: var(--info-ground); margin: 1rem 0; }
.note.warning { background: var(--warning-ground); }
.note.critical { background: var(--critical-ground); }
.note p:first-child { margin-top: 0; } .note p:last-child { margin-bottom: 0; }
.empty { padding: 1.5rem 1.25rem; color: var(--soft); margin: 0; }
pre {
  margin: .75rem 0; padding: .8rem 1rem; border-radius: 8px; background: var(--sunken); border: 1px solid var(--line);
  overflow-x: auto;
}
@media (prefers-reduced-motion: no-preference) { a, .button, button { transition: background-color .12s; } }
`;
