/** The head of the overview, and incidents. */
export const OVERVIEW = `
.hero { display: grid; gap: 1.1rem 2rem; padding: 1.4rem 1.5rem; border-left: 6px solid var(--tone); }
.hero, .incident { --tone: var(--busy); }
.hero.good { --tone: var(--bar-good); }
.hero.warning, .incident.warning { --tone: light-dark(#dc9412, #e9b04a); }
.hero.critical, .incident.critical { --tone: var(--bar-bad); }
.hero .line p { margin: .3rem 0 0; }
.hero h1 { display: flex; gap: .6rem; align-items: center; }
.glyph > :last-child { fill: none; stroke: var(--card); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
.hero h1 svg { flex: none; width: 1.9rem; height: 1.9rem; color: var(--tone); }
.hero > .actions { margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 0; padding: 0; list-style: none; }
.tiles a {
  display: block; height: 100%; padding: .55rem .8rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--sunken); color: var(--soft); font-size: .88rem; line-height: 1.35; text-decoration: none;
}
.tiles a:hover { border-color: var(--soft); }
.tiles b { display: block; font-size: 1.5rem; font-weight: 650; line-height: 1.25; color: var(--text); }
.tiles .critical b { color: var(--critical); }
.tiles .warning b, .tiles .expiring b { color: var(--warning); }
.chart p { margin: .35rem 0 0; font-size: .85rem; }
.fleet { display: block; width: 100%; height: 3.5rem; }
.fleet .base { fill: var(--line); } .fleet .c { fill: var(--bar-good); } .fleet .f { fill: var(--bar-bad); }
.fleet g:hover rect { filter: brightness(1.15); }
.incident { padding: 1rem 1.25rem; margin: .75rem 0; border-left: 6px solid var(--tone); }
.incident h3 { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .6rem; }
.incident h3 a { color: inherit; text-decoration: none; }
.incident h3 a:hover { text-decoration: underline; }
.about { display: flex; flex-wrap: wrap; gap: 0 .6rem; margin: .35rem 0 0; color: var(--soft); }
.about > * + *::before { content: '·'; margin-right: .6rem; display: inline-block; color: var(--soft); }
.told, .quiet { margin: .15rem 0 0; color: var(--soft); padding-left: 1.4rem; position: relative; }
.told::before, .quiet::before {
  content: ''; position: absolute; left: .15rem; top: .5em; width: .6rem; height: .6rem; border-radius: 50%;
  background: var(--busy);
}
.quiet::before { background: none; border: 2px solid var(--soft); }
.members { columns: 19rem auto; gap: 1.5rem; margin: .6rem 0 0; padding: 0 0 0 1.2rem; font-size: .93rem; }
.members li { break-inside: avoid; }
details { margin-top: .7rem; }
summary { cursor: pointer; font-weight: 550; padding: .2rem 0; width: fit-content; border-radius: 4px; }
summary::marker { color: var(--soft); }
details[open] > summary { margin-bottom: .3rem; }
details ol { margin: .5rem 0; padding-left: 1.5rem; }
details ol li { margin: .3rem 0; padding-left: .2rem; }
@media (min-width: 58rem) {
  .incident { display: grid; grid-template-columns: 1fr auto; column-gap: 1.5rem; }
  .incident > * { grid-column: 1; }
  .incident > .members, .incident > details { grid-column: 1 / -1; }
  .incident > .actions { grid-column: 2; grid-row: 1 / span 3; align-self: start; margin: 0; }
}
`;
