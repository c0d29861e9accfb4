// Makes one of steps that are the same in all that follows: a rollback for each call of a transaction, copies of a walk that know different things but do the same.
import type { StepGraph } from '../facts/steps.ts';
import type { Draft } from './stretches.ts';

/** The drafts with every edge leading to the first of its kind. */
export function mergeAlike(graph: StepGraph, drafts: readonly Draft[], entry: number): readonly Draft[] {
  const first = new Map<string, number>();
  const sites = sitesOf(graph);
  const merged = drafts.map((_, id) => id);
  const result = [...drafts];
  for (const id of backwards(drafts, entry)) {
    const draft = drafts[id];
    if (draft === undefined) continue;
    const at = (to: number | null): number | null => (to === null ? null : (merged[to] ?? to));
    const next = [...new Set(draft.next.map((to) => merged[to] ?? to))];
    const redirected: Draft = { ...draft, next, error: at(draft.error), other: at(draft.other), busy: at(draft.busy) };
    const key = keyOf(graph, sites, id, redirected);
    const known = first.get(key);
    if (known === undefined) first.set(key, id);
    merged[id] = known ?? id;
    result[id] = redirected;
  }
  return result;
}

/** Calls of different places stay apart, so that a story names the one that failed. */
function keyOf(graph: StepGraph, sites: readonly number[], id: number, { kind, next, error, other, busy, of }: Draft): string {
  const step = graph.steps[id];
  const site = step === undefined || (kind === 'go' && error === null) || kind === 'rollback' || kind === 'exit' ? '' : sites[id];
  const detail = step?.kind === 'exit' ? step.outcome : step?.kind === 'reject' ? step.to : '';
  return `${kind} ${next.join(',')} ${error} ${other} ${busy} ${of} ${detail} ${site}`;
}

const knownSites = new WeakMap<StepGraph, readonly number[]>();

/** Each step's place by a number; the same for every effect of a graph. */
function sitesOf(graph: StepGraph): readonly number[] {
  const known = knownSites.get(graph);
  if (known !== undefined) return known;
  const numbers = new Map<string, number>();
  const sites = graph.steps.map(({ place }) => {
    const key = `${place.file}:${place.line}:${place.column}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  knownSites.set(graph, sites);
  return sites;
}

/** What a step leads to comes before it, as far as there are no loops. */
function backwards(drafts: readonly Draft[], entry: number): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const stack: { readonly id: number; readonly isDone: boolean }[] = [{ id: entry, isDone: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { id, isDone } = top;
    if (isDone) {
      order.push(id);
      continue;
    }
    const draft = drafts[id];
    if (seen.has(id) || draft === undefined) continue;
    seen.add(id);
    stack.push({ id, isDone: true });
    for (const to of [...draft.next, draft.error, draft.other, draft.busy]) if (to !== null) stack.push({ id: to, isDone: false });
  }
  return order;
}
