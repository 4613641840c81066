/** Tables, the bars of days, filters, and how all of it folds on a small screen. */
export const TABLE = `
.list { overflow: hidden; }
.filters { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem; padding: .9rem 1rem; border-bottom: 1px solid var(--line); background: var(--sunken); }
.filters .grow { flex: 1 1 14rem; }
.filters label { flex: 0 1 11rem; min-width: 8rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { padding: .55rem .75rem; text-align: left; vertical-align: middle; }
th:first-child, td:first-child { padding-left: 1.1rem; }
td:last-child, th:last-child { padding-right: 1.1rem; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .83rem; font-weight: 550; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead a { color: inherit; text-decoration: none; }
thead a:hover { color: var(--text); text-decoration: underline; }
[aria-sort] a::after { content: ' ↑'; } [aria-sort=descending] a::after { content: ' ↓'; }
tbody th { font-weight: 550; }
tbody th a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
tbody th a:hover { text-decoration: underline; color: var(--link); }
tbody tr:hover { background: var(--sunken); }
.whose { display: block; font-weight: 400; font-size: .85rem; color: var(--soft) !important; }
.state {
  display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .82rem; font-weight: 600;
  line-height: 1.5; white-space: nowrap; background: var(--info-ground); color: var(--text);
}
.state::first-letter { text-transform: uppercase; }
.state.good { background: var(--good-ground); color: var(--good); }
.state.warning { background: var(--warning-ground); color: var(--warning); }
.state.critical { background: var(--critical-ground); color: var(--critical); }
b.warning { color: var(--warning); } b.critical { color: var(--critical); }
.tokens td.figures { white-space: nowrap; }
.bar { display: flex; gap: 2px; margin: 0; padding: 0; list-style: none; height: 1.6rem; min-width: 12.5rem; }
.bar li { position: relative; flex: 1 1 0; min-width: 3px; display: grid; align-items: center; }
.bar li::before, .keys li::before { content: ''; height: 22%; border-radius: 2px; background: var(--bar-none); }
.bar .c::before, .keys .c::before { height: 100%; background: var(--bar-good); }
.bar .f::before, .keys .f::before { height: 100%; background: linear-gradient(var(--bar-bad) 44%, transparent 44% 56%, var(--bar-bad) 56%); }
.bar .m::before { background: linear-gradient(var(--bar-good) 44%, transparent 44% 56%, var(--bar-bad) 56%); }
.bar .p::before, .keys .p::before { height: 60%; background: var(--bar-busy); }
.bar .n::before { height: 40%; }
.bar span {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.bar li:hover span {
  width: auto; height: auto; overflow: visible; clip-path: none; z-index: 5; bottom: calc(100% + 5px); left: -.5rem;
  padding: .15rem .55rem; border-radius: 6px; background: var(--text); color: var(--card); font-size: .82rem;
  pointer-events: none;
}
.bar li:nth-child(n+16):hover span { left: auto; right: -.5rem; }
.keys { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 0; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; }
.keys li { display: inline-flex; align-items: center; gap: .4rem; height: 1.2rem; }
.keys li::before { width: 5px; height: 5px; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; padding: .8rem 1.1rem; border-top: 1px solid var(--line); }
.pager > span { margin-right: auto; }
.pager .keys { margin-left: auto; }
@media (forced-colors: active) { .bar li::before, .keys li::before, .timeline li::before { forced-color-adjust: none; } }
@media (max-width: 46rem) {
  .wrap { padding: 0 .8rem; }
  .top .wrap { gap: 0 .8rem; padding-top: .4rem; padding-bottom: .3rem; }
  .pages { order: 3; flex-basis: 100%; margin: 0 -.45rem; }
  .nav { flex-wrap: nowrap; overflow-x: auto; white-space: nowrap; }
  .languages { margin-left: auto; }
  main.wrap { padding-top: 1rem; }
  h1 { font-size: 1.3rem; }
  .hero { padding: 1rem 1.1rem; }
  .about { flex-direction: column; } .about > * + *::before { display: none; }
  /* The name in the head leads there. */
  .nav li:first-child { display: none; }
  .nav a { padding: .45rem; font-size: .92rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tiles li:first-child { grid-column: 1 / -1; }
  .filters label { flex: 1 1 8rem; }
  .filters .grow { flex-basis: 100%; }
  .tokens, .tokens tbody, .tokens tr, .tokens th, .tokens td { display: block; }
  .tokens thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .tokens tbody tr { padding: .8rem 1.1rem; display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; }
  .tokens tbody tr + tr { border-top: 1px solid var(--line); }
  .tokens tbody tr > * { border: 0; padding: 0; }
  .tokens tbody th { grid-column: 1; }
  .tokens tbody td:nth-child(3) { grid-column: 2; grid-row: 1; text-align: right; }
  .tokens td:not(:nth-child(3)) { grid-column: 1 / -1; color: var(--soft); font-size: .9rem; }
  .tokens td.figures { white-space: normal; }
  .tokens td:not(.days):not(:nth-child(3))::before { content: attr(data-label) ': '; }
  .tokens .days { margin-top: .35rem; }
}
`;
