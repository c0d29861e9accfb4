// What the verdict will be when calls of the handler are claimed: the claims are put into its step graph and the graph is judged again. Titles promise what comes out, no more.
import type { Place } from '../base/place.ts';
import type { HandlerReport } from '../facts/handler.ts';
import type { EffectId, MarkFact, Step, StepGraph, StepId } from '../facts/steps.ts';
import type { HandlerVerdict } from '../facts/verdict.ts';
import { judge } from '../verdict/judge.ts';

export interface ClaimedCall {
  readonly place: Place;
  readonly effects: readonly EffectId[];
}

/** Null where a claimed call is not one stretch of the graph with a way in and a way out. */
export function foresee(report: HandlerReport, calls: readonly ClaimedCall[]): HandlerVerdict | null {
  let graph: StepGraph | null = report.graph;
  for (const call of calls) graph = graph === null ? null : withClaim(graph, report.handler.place, call);
  return graph === null ? null : judge(graph, report.handler.delivery);
}

function withClaim(graph: StepGraph, handler: Place, call: ClaimedCall): StepGraph | null {
  const region = regionOf(graph.steps, handler, call);
  const ends = [...region].flatMap((id) => waysOut(graph.steps[id], region));
  const after = ends.filter((way) => !way.isError).map((way) => way.to);
  const failed = ends.find((way) => way.isError)?.to ?? graph.steps.findIndex((step) => step.kind === 'exit' && step.outcome === 'threw');
  const [done] = after;
  if (region.size === 0 || done === undefined || failed < 0) return null;

  const mark = graph.marks.length;
  const steps: Step[] = [...graph.steps];
  const add = (step: Step): StepId => steps.push(step) - 1;
  const base = { place: call.place, mark } as const;
  const completes = new Map<StepId, StepId>();
  const releases = new Map<StepId, StepId>();
  const complete = (to: StepId) => kept(completes, to, () => add({ ...base, kind: 'complete', says: 'marks it as done', next: [to], onError: failed }));
  const release = (to: StepId) => kept(releases, to, () => add({ ...base, kind: 'release', says: 'takes the claim back', next: [to], onError: null }));
  for (const id of region) {
    const step = steps[id];
    if (step) steps[id] = redirected(step, (to, isError) => (region.has(to) ? to : isError ? release(to) : complete(to)));
  }
  const claims = new Map<StepId, StepId>();
  const claim = (to: StepId) =>
    kept(claims, to, () => add({ ...base, kind: 'claim', says: 'claims the event', next: [to], done, busy: failed, onError: failed }));
  graph.steps.forEach((step, id) => {
    if (!region.has(id)) steps[id] = redirected(step, (to) => (region.has(to) ? claim(to) : to));
  });
  const entry = region.has(graph.entry) ? claim(graph.entry) : graph.entry;
  return { ...graph, steps, entry, marks: [...graph.marks, markAt(call.place)] };
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

/** The steps inside the call: those that stand in its text, and what hangs together with its effects without passing through other lines of the handler. */
function regionOf(steps: readonly Step[], handler: Place, call: ClaimedCall): ReadonlySet<StepId> {
  const isInside = (step: Step) => within(step.place, call.place) || !within(step.place, handler);
  const before = new Map<StepId, StepId[]>();
  steps.forEach((step, id) => targetsOf(step).forEach((to) => before.set(to, [...(before.get(to) ?? []), id])));
  const region = new Set<StepId>();
  const queue = steps.flatMap((step, id) => (within(step.place, call.place) || (step.kind === 'effect' && call.effects.includes(step.effect)) ? [id] : []));
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = steps[id];
    if (region.has(id) || step === undefined || step.kind === 'exit' || !isInside(step)) continue;
    region.add(id);
    queue.push(...targetsOf(step), ...(before.get(id) ?? []));
  }
  return region;
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

function waysOut(step: Step | undefined, region: ReadonlySet<StepId>): readonly Way[] {
  if (step === undefined) return [];
  const ways: Way[] = [];
  redirected(step, (to, isError) => {
    if (!region.has(to)) ways.push({ to, isError });
    return to;
  });
  return ways;
}

function targetsOf(step: Step): readonly StepId[] {
  const targets: StepId[] = [];
  redirected(step, (to) => targets.push(to));
  return targets;
}

/** The step with every way out led elsewhere. */
function redirected(step: Step, lead: (to: StepId, isError: boolean) => StepId): Step {
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
