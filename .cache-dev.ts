import { openWorkspace } from './server/src/workspace/open-workspace.ts';
import { createProgram } from './server/src/provenance/create-program.ts';
import { findHandlers } from './server/src/handlers/find-handlers.ts';
import { buildStepGraph } from './server/src/flow/build-step-graph.ts';
import { describeGraph } from './server/src/flow/describe-graph.ts';
import { judge } from './server/src/verdict/judge.ts';
const [root, only, quiet] = process.argv.slice(2);
const ws = openWorkspace(root);
const program = createProgram(ws);
const t0 = Date.now();
const found = findHandlers(program, ws);
console.log('handlers', found.length, Date.now() - t0, 'ms');
for (const f of found) {
  const h = f.handler;
  if (only && only !== '-' && !`${h.place.file}:${h.place.line} ${h.source}`.includes(only)) continue;
  const t = Date.now();
  const g = buildStepGraph(program, f);
  const t2 = Date.now();
  const v = judge(g, h.delivery);
  console.log(`\n== ${h.place.file}:${h.place.line} ${h.name} ${h.source} ${h.transport} ${t2 - t}+${Date.now() - t2} ms ${h.delivery.guarantee}/${h.delivery.acknowledged} HEADLINE ${v.headline} ${v.lost}/${v.repeated}`);
  for (const e of v.effects) console.log('   ', g.effects[e.effect].call, g.effects[e.effect].place.line, e.lost, e.repeated, '--', e.why);
  if (!quiet) console.log(describeGraph(g));
}
