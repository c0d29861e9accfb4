// Work that nobody waits for: it runs beside what follows, and its errors are seen by nobody.
import type ts from 'typescript';
import { textOf } from './known.ts';
import type { Outcome, State } from './state.ts';
import { merge, outcomesOf, statesOf, withFact } from './state.ts';
import { leave } from './graph-writer.ts';
import { takeBack, type Jump, type Scope, type Walk } from './walk.ts';

type Body = (states: readonly State[], scope: Scope) => readonly State[];

export function inThread(w: Walk, states: readonly State[], node: ts.Node, scope: Scope, body: Body): readonly Outcome[] {
  if (w.untilIdle(node)) return untilIdle(w, states, node, scope, body);
  const place = w.program.placeOf(node);
  return outcomesOf(
    states.map((state) => {
      const fork = w.writer.add(state, { kind: 'fork' }, place, 'starts work that nobody waits for');
      const throws: Outcome[] = [];
      const returns: Outcome[] = [];
      const jumps: Jump[] = [];
      const ends = body([leave(state, fork, 'thread')], { ...scope, exits: { throws, returns, jumps }, catches: [], caught: [], aside: node });
      const all = [...ends, ...throws.map((thrown) => thrown.state), ...returns.map((returned) => returned.state), ...jumps.map((jump) => jump.state)];
      const beside = withoutChanged(state, all);
      // It changes nothing, and nobody hears of its errors: a metric that is sent off.
      if (w.writer.quietSince(fork + 1) !== false) return takeBack(w, [beside], fork)[0] ?? beside;
      merge(all.map((end) => ({ ...end, facts: new Map(), aborted: [], open: [] }))).forEach((end) =>
        w.writer.add(end, { kind: 'exit', outcome: 'thread-ended' }, place, 'ends'),
      );
      return leave(beside, fork, 'next');
    }),
  );
}

/** The platform waits for it: as if it were done right here, but for what it writes, which what follows may not see yet, and the errors, of which nothing around here hears. */
function untilIdle(w: Walk, states: readonly State[], node: ts.Node, scope: Scope, body: Body): readonly Outcome[] {
  const exits = { throws: new Array<Outcome>(), returns: new Array<Outcome>(), jumps: new Array<Jump>() };
  const ends = body(states, { ...scope, exits, catches: [], caught: [] });
  const place = w.program.placeOf(node);
  statesOf(exits.throws).forEach((state) => w.writer.add(state, { kind: 'exit', outcome: 'threw' }, place, 'fails'));
  const all = [...ends, ...statesOf(exits.returns), ...exits.jumps.map((jump) => jump.state)];
  return outcomesOf(merge(all.map((end) => withoutNews(states, end))));
}

/** `stream.on('data', () => { found = true; })`: what runs beside writes into it sooner or later. */
function withoutChanged(state: State, ends: readonly State[]): State {
  const changed = [...state.facts].filter(([node, known]) => ends.some((end) => textOf(end.facts.get(node)) !== textOf(known)));
  return changed.reduce((here, [node]) => withFact(here, node, undefined), state);
}

/** What one of several that are waited for would write, and may not have written: `Promise.race([work, new Promise((resolve) => setTimeout(() => { late = true; resolve(); }))])`. */
export function withoutNews(before: readonly State[], after: State): State {
  const news = [...after.facts].filter(([node, known]) => before.some(({ facts }) => textOf(facts.get(node)) !== textOf(known)));
  return news.reduce((here, [node]) => withFact(here, node, undefined), after);
}
