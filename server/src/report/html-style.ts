// The look of the HTML report: system fonts, both colour schemes, and colours that are never the only carrier of a meaning.

export const style = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --red: #b3261e; --orange: #9a5b00; --yellow: #7d6608; --green: #1a7f37; --grey: #6e7781; --blue: #0a5cad; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --ink: #e6e9ee; --soft: #9aa4b2; --line: #30363d; --panel: #1c2128;
  --red: #ff8a80; --orange: #ffb454; --yellow: #e3c75f; --green: #62d289; --grey: #8b949e; --blue: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 28px 20px 60px; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1 { margin: 0 0 16px; font-size: 26px; line-height: 1.25; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.folder { margin: 0; color: var(--soft); }
.sums { margin: 10px 0 0; color: var(--soft); font-size: 13px; }
.bar { display: block; width: 100%; height: 12px; border-radius: 6px; overflow: hidden; background: var(--panel); }
.bar .no-guarantee { fill: var(--red); } .bar .at-most-once { fill: var(--orange); } .bar .at-least-once { fill: var(--yellow); } .bar .unknown { fill: var(--blue); }
.bar .exactly-once-effect { fill: var(--green); } .bar .exactly-once-effect-except-crash-window { fill: var(--green); opacity: .7; } .bar .harmless { fill: var(--grey); opacity: .5; }
.cards { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 14px; }
.card { flex: 1 1 150px; max-width: 260px; display: grid; grid-template-rows: auto auto 1fr; text-align: left; gap: 2px; padding: 10px 12px; border: 1px solid var(--line); border-top: 4px solid var(--grey); border-radius: 8px; background: var(--panel); color: inherit; font: inherit; cursor: pointer; }
.card[aria-pressed=false] { opacity: .45; }
.card b { font-size: 24px; line-height: 1.1; } .card span { font-weight: 600; } .card small { color: var(--soft); font-size: 12px; line-height: 1.35; }
.card.no-guarantee { border-top-color: var(--red); } .card.at-most-once { border-top-color: var(--orange); } .card.at-least-once { border-top-color: var(--yellow); } .card.unknown { border-top-color: var(--blue); }
.card.exactly-once-effect, .card.exactly-once-effect-except-crash-window { border-top-color: var(--green); }
.controls { display: flex; flex-wrap: wrap; gap: 8px; margin: 22px 0 10px; position: sticky; top: 0; padding: 8px 0; background: var(--ground); z-index: 1; }
.controls input { flex: 1 1 220px; } .controls > * { font: inherit; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); color: inherit; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; }
.handler { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
.handler > summary { display: grid; grid-template-columns: 180px minmax(140px, 1fr) minmax(160px, 1.4fr) minmax(120px, 1fr); gap: 12px; align-items: baseline; padding: 9px 12px; cursor: pointer; list-style: none; }
.handler > summary::-webkit-details-marker { display: none; }
.handler > summary:hover { background: var(--panel); }
.handler[open] > summary { border-bottom: 1px solid var(--line); }
.headline { font-weight: 600; font-size: 13px; } .headline::before { content: '\\25CF\\00a0'; }
.headline.no-guarantee { color: var(--red); } .headline.at-most-once { color: var(--orange); } .headline.at-least-once { color: var(--yellow); } .headline.unknown { color: var(--blue); }
.headline.exactly-once-effect, .headline.exactly-once-effect-except-crash-window { color: var(--green); } .headline.harmless { color: var(--grey); }
.name { font-weight: 600; overflow-wrap: anywhere; } .where, .source, .note { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; font-weight: 400; }
.body { padding: 10px 14px 14px; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin: 4px 0 12px; } dt { color: var(--soft); } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-size: 12px; color: var(--soft); font-weight: 600; } th, td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } td:first-child { min-width: 220px; } .scoped { opacity: .65; }
.answer { display: inline-block; min-width: 62px; padding: 0 7px; border-radius: 9px; border: 1px solid currentColor; font-size: 12px; text-align: center; } .answer.exposed { color: var(--red); font-weight: 600; } .answer.window { color: var(--yellow); } .answer.never { color: var(--green); }
.story { margin-top: 4px; font-size: 14px; } .story summary { color: var(--blue); cursor: pointer; font-size: 13px; } .story ol { margin: 4px 0; padding-left: 22px; }
.findings { margin: 12px 0 0; padding: 10px 14px 10px 30px; background: var(--panel); border-radius: 6px; } .findings .error b { color: var(--red); } .findings .warning b { color: var(--orange); } .findings .information b { color: var(--blue); }
.skipped { margin-top: 24px; color: var(--soft); }
@media (max-width: 760px) { .handler > summary { grid-template-columns: 1fr; gap: 2px; } table, tbody, tr, td { display: block; } thead { display: none; } td { border: 0; padding: 2px 0; } tr { border-bottom: 1px solid var(--line); padding: 6px 0; display: block; } }
@media print { .controls { display: none; } .handler { break-inside: avoid; } }
`;
