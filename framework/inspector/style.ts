// The stylesheet of the inspector, light and dark.

export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #14110e);
  --raised: light-dark(#f8f6f3, #1d1915);
  --ink: light-dark(#231d16, #ece5da);
  --soft: light-dark(#655c50, #b0a698);
  --line: light-dark(#e7e1d8, #37302a);
  --edge: light-dark(#877c6e, #85796b);
  --amber: light-dark(#8b4a00, #f3b35b);
  --good: light-dark(#1f6b3a, #86d6a0);
  --bad: light-dark(#b3261e, #ff9d92);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 0 1rem 2rem; background: var(--paper); color: var(--ink); font: 0.9375rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.brand { margin: 0; font-size: 1.0625rem; }
nav { flex: 1 1 20rem; }
nav ul, .plain { display: flex; flex-wrap: wrap; gap: 0.25rem 0.25rem; margin: 0; padding: 0; list-style: none; }
.plain { display: block; }
nav a { display: block; padding: 0.25rem 0.625rem; border-radius: 0.375rem; color: var(--ink); text-decoration: none; }
nav a:hover { background: var(--raised); }
nav a[aria-current] { background: var(--raised); color: var(--amber); font-weight: 600; box-shadow: inset 0 0 0 1px var(--line); }
a { color: var(--amber); text-decoration-thickness: 1px; text-underline-offset: 0.3em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, .scroll:focus-visible { outline: 2px solid var(--amber); outline-offset: 2px; }
main { outline: none; }
h1 { margin: 1.5rem 0 0.25rem; font: 600 1.5rem/1.25 system-ui, sans-serif; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.125rem; }
.summary, .soft, .empty, footer, .live { color: var(--soft); }
.summary { margin: 0 0 1.25rem; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
input, select, button { color: var(--ink); min-height: 2.25rem; padding: 0.25rem 0.625rem; border: 1px solid var(--edge); border-radius: 0.375rem; background: var(--paper); font: inherit; }
input { width: 100%; }
header form { flex: 0 1 18rem; flex-wrap: nowrap; }
button { background: var(--raised); cursor: pointer; }
button:hover { border-color: var(--amber); }
.match { margin-bottom: 1.5rem; }
.match label { display: grid; gap: 0.25rem; color: var(--soft); }
.match .wide { flex: 1 1 14rem; max-width: 30rem; }
.answer { flex-basis: 100%; padding: 0.5rem 1rem; border-left: 3px solid var(--amber); background: var(--raised); }
.answer p { margin: 0.25rem 0; }
.problem { margin-bottom: 1rem; padding: 0.5rem 1rem; border-left: 3px solid var(--bad); background: var(--raised); color: var(--bad); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.5rem 0.75rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border: 0; background: var(--raised); color: var(--soft); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; min-width: 8rem; max-width: 32rem; overflow-wrap: anywhere; }
td { max-width: 60rem; }
td .file, th code { white-space: nowrap; }
.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
code, pre, .file { font: 0.8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; min-width: 18rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.375rem 1.5rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
.good { color: var(--good); } .warn { color: var(--amber); } .bad { color: var(--bad); }
.live { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 0.75rem; min-height: 2.25rem; }
.steps td:last-child { width: 50%; min-width: 12rem; }
.steps svg { display: block; margin-top: 0.375rem; overflow: visible; }
.steps .bar { fill: var(--amber); } .steps .all { fill: var(--edge); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem; background: var(--paper); }
iframe[hidden] { display: none; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.625rem; }
  header form { flex-basis: 100%; }
  nav { flex-basis: 100%; }
  tbody th { min-width: 0; }
  .stack tbody th { font-weight: 600; }
  .stack thead { position: absolute; clip-path: inset(50%); }
  .stack tr, .stack th, .stack td { display: block; }
  .stack tr { padding: 0.5rem 0.75rem; border-top: 1px solid var(--line); }
  .stack tr:first-child { border-top: 0; }
  .stack tbody :is(th, td) { max-width: none; padding: 0.0625rem 0; border: 0; }
  .stack tbody td { position: relative; padding-left: 7rem; }
  .stack td::before { content: attr(data-head); position: absolute; left: 0; color: var(--soft); }
  .stack td:is(:empty, :has(> .soft:empty)) { display: none; }
  .stack :is(td .file, th code) { white-space: normal; }
  .stack pre { min-width: 0; }
  .steps :is(th, td):nth-child(2) { display: none; }
  .steps td:last-child { min-width: 7rem; }
}
@media (forced-colors: active) { .steps .bar { fill: Highlight; } .steps .all { fill: CanvasText; } }
`
