// What the verdict will be when calls of the handler are claimed: the claims are put into its step graph and the graph is judged again. Titles promise what comes out, no more.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { HandlerReport } from '../facts/handler.ts';
import type { MarkFact, Step, StepGraph, StepId } from '../facts/steps.ts';
import type { HandlerVerdict } from '../facts/verdict.ts';
import { placeIn } from '../syntax/places.ts';
import { judge } from '../verdict/judge.ts';

/** `claimed` are calls, or the block of a whole handler. Null where one is not one stretch of the graph with a way in and a way out. */
export function foresee(report: HandlerReport, source: ts.SourceFile, claimed: readonly ts.Node[]): HandlerVerdict | null {
  let graph: StepGraph | null = report.graph;
  for (const node of claimed) graph = graph === null ? null : withClaim(graph, placeIn(source, node), catchesAround(source, node));
  return graph === null ? null : judge(graph, report.handler.delivery);
}

function withClaim(graph: StepGraph, place: Place, catches: readonly Place[]): StepGraph | null {
  const region = regionOf(graph.steps, place);
  const ends = waysOutOf(graph.steps, region, catches);
  const after = ends.filter((way) => !way.isError).map((way) => way.to);
  const failed = ends.find((way) => way.isError)?.to ?? graph.steps.findIndex((step) => step.kind === 'exit' && step.outcome === 'threw');
  const [done] = after;
  if (region.size === 0 || done === undefined || failed < 0) return null;

  const mark = graph.marks.length;
  const steps: Step[] = [...graph.steps];
  const add = (step: Step): StepId => steps.push(step) - 1;
  const base = { place, mark } as const;
  const completes = new Map<StepId, StepId>();
  const releases = new Map<StepId, StepId>();
  const complete = (to: StepId) => kept(completes, to, () => add({ ...base, kind: 'complete', says: 'marks it as done', next: [to], onError: failed }));
  const release = (to: StepId) => kept(releases, to, () => add({ ...base, kind: 'release', says: 'takes the claim back', next: [to], onError: null }));
  for (const id of region) {
    const step = steps[id];
    const isFailure = (to: StepId) => ends.some((way) => way.to === to && way.isError);
    if (step) steps[id] = redirected(step, (to) => (region.has(to) ? to : isFailure(to) ? release(to) : complete(to)));
  }
  const claims = new Map<StepId, StepId>();
  const claim = (to: StepId) =>
    kept(claims, to, () => add({ ...base, kind: 'claim', says: 'claims the event', next: [to], done, busy: failed, onError: failed }));
  graph.steps.forEach((step, id) => {
    if (!region.has(id)) steps[id] = redirected(step, (to) => (region.has(to) ? claim(to) : to));
  });
  const entry = region.has(graph.entry) ? claim(graph.entry) : graph.entry;
  return { ...graph, steps, entry, marks: [...graph.marks, markAt(place)] };
}

function kept(known: Map<StepId, StepId>, to: StepId, make: () => StepId): StepId {
  const found = known.get(to) ?? make();
  known.set(to, found);
  return found;
}

function markAt(place: Place): MarkFact {
  return {
    place,
    guard: 'lease',
    key: null,
    keyStable: true,
    keyCoversDuplicatePublish: false,
    inMemory: false,
    expiry: 'lease',
    transaction: null,
    atomicBy: 'conditional-write',
  };
}

/** What happens inside the claimed code, in functions it leads to as well. */
function regionOf(steps: readonly Step[], place: Place): ReadonlySet<StepId> {
  return new Set(steps.flatMap((step, id) => (step.kind !== 'exit' && within(step.via ?? step.place, place) ? [id] : [])));
}

function within(inner: Place, outer: Place): boolean {
  if (inner.file !== outer.file) return false;
  const startsAfter = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  return startsAfter && (inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn));
}

interface Way {
  readonly to: StepId;
  readonly isError: boolean;
}

/** The clauses that an error of this code comes to: what stands in them is not reached otherwise. */
function catchesAround(source: ts.SourceFile, claimed: ts.Node): readonly Place[] {
  const found: Place[] = [];
  for (let node = claimed; !ts.isSourceFile(node); node = node.parent)
    if (ts.isTryStatement(node.parent) && node.parent.tryBlock === node && node.parent.catchClause) found.push(placeIn(source, node.parent.catchClause));
  return found;
}

/** An error of the code's own (`if (!response.ok) throw`) leads to where the errors of calls lead, or elsewhere in the clause that catches it. */
function waysOutOf(steps: readonly Step[], region: ReadonlySet<StepId>, catches: readonly Place[]): readonly Way[] {
  const ways: Way[] = [];
  for (const id of region) {
    const step = steps[id];
    if (step === undefined) continue;
    redirected(step, (to, isError) => {
      const target = steps[to];
      const isCaught = target !== undefined && catches.some((clause) => within(target.via ?? target.place, clause));
      if (!region.has(to)) ways.push({ to, isError: isError || isCaught || (target?.kind === 'exit' && target.outcome === 'threw') });
      return to;
    });
  }
  return ways.map(({ to }) => ({ to, isError: ways.some((other) => other.to === to && other.isError) }));
}

/** The step with every way out led elsewhere. */
export function redirected(step: Step, lead: (to: StepId, isError: boolean) => StepId): Step {
  const base = { next: step.next.map((to) => lead(to, false)), onError: step.onError === null ? null : lead(step.onError, true) };
  switch (step.kind) {
    case 'check':
      return { ...step, ...base, seen: lead(step.seen, false) };
    case 'claim':
      return { ...step, ...base, done: lead(step.done, false), busy: lead(step.busy, false) };
    case 'fork':
      return { ...step, ...base, thread: lead(step.thread, false) };
    default:
      return { ...step, ...base };
  }
}
