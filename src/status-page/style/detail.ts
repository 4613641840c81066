/** The pages of tokens and tenants, and those of lists beside them. */
export const DETAIL = `
.title { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem; }
.wide .bar { height: 2.6rem; margin-top: 1rem; gap: 3px; }
.wide + .soft { margin: .3rem 0 0; font-size: .85rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .9rem 1.5rem; margin: 0; padding: 1.1rem 1.25rem; }
.facts dt { color: var(--soft); font-size: .85rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.plot { margin: 0; }
.plot .scroll > svg { display: block; width: 100%; min-width: 36rem; height: auto; }
.plot .grid line { stroke: var(--line); stroke-width: 1; }
.plot .grid text { fill: var(--soft); font-size: 11px; }
.plot .completed { fill: var(--bar-good); }
.plot .failed { fill: none; stroke: var(--bar-bad); stroke-width: 2.6; stroke-linecap: round; }
.plot .inProgress { fill: none; stroke: var(--bar-busy); stroke-width: 2; }
.plot figcaption p { margin: .3rem 0 0; font-size: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .5rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
.legend svg { width: .85rem; height: .85rem; vertical-align: -1px; }
.timeline { margin: 0; list-style: none; }
.timeline li { position: relative; padding: .25rem 0 .55rem 1.5rem; border-left: 2px solid var(--line); margin-left: .35rem; }
.timeline li:last-child { border-color: transparent; padding-bottom: 0; }
.timeline li::before {
  content: ''; position: absolute; left: -.42rem; top: .62em; width: .7rem; height: .7rem; border-radius: 50%;
  background: var(--card); border: 2px solid var(--soft);
}
.timeline .notice::before { background: var(--busy); border-color: var(--busy); }
.timeline .acknowledged::before { background: var(--bar-good); border-color: var(--bar-good); }
.timeline .vouched { color: var(--good); font-size: .8rem; font-weight: 600; }
.timeline time { color: var(--soft); margin-right: .5rem; }
.timeline p { margin: .1rem 0 0; font-size: .9rem; }
.reasons { padding-left: 2.4rem; margin: 0; } .reasons li { margin: .3rem 0; }
td .actions { margin: 0; } td .actions { margin-top: .4rem; } td .actions:first-child { margin: 0; }
.scroll table td { vertical-align: top; white-space: nowrap; }
.scroll table td:last-child { white-space: normal; min-width: 11rem; }
`;
