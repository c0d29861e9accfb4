// The delivery alone: what transport, configuration and the position of the acknowledgement promise, effects aside.
import type { Place } from '../base/place.ts';
import type { DeliveryFact, Reason } from '../facts/delivery.ts';
import type { Step, StepGraph, StepId } from '../facts/steps.ts';
import type { HandlerVerdict } from '../facts/verdict.ts';
import { successorsOf } from './contract.ts';

/** The reason that only says where the acknowledgement stands. */
export const acknowledgedHere = 'acknowledged by this call';

/** What stands beside the headline. */
export function judgeDelivery(graph: StepGraph, delivery: DeliveryFact): HandlerVerdict['delivery'] {
  const acknowledgement = acknowledgementOf(graph, delivery);
  const first = acknowledgedFirst(graph, delivery);
  if (first !== null) {
    const reason: Reason = { text: 'acknowledged before any effect, so an error or a crash after it is not made good', place: first };
    return { guarantee: 'at-most-once', acknowledgement: { mode: 'explicit', place: first }, why: [...delivery.why, reason] };
  }
  const dropping = delivery.guarantee === 'at-least-once' ? droppingReject(graph, delivery) : null;
  if (dropping !== null) {
    const reason: Reason = { text: 'an error rejects the message without requeue, and no dead-letter queue is in sight: it is dropped', place: dropping };
    return { guarantee: 'none', acknowledgement, why: [...delivery.why, reason] };
  }
  const explicit: Reason[] =
    acknowledgement.mode === 'explicit' && acknowledgement.place !== null ? [{ text: acknowledgedHere, place: acknowledgement.place }] : [];
  return { guarantee: delivery.guarantee, acknowledgement, why: [...delivery.why, ...explicit] };
}

function acknowledgementOf(graph: StepGraph, delivery: DeliveryFact): HandlerVerdict['delivery']['acknowledgement'] {
  if (delivery.acknowledged === 'on-delivery' || delivery.acknowledged === 'never') return { mode: 'none', place: null };
  const reached = reachable(graph, graph.entry, () => true);
  const calls = graph.steps.filter((step, id) => step.kind === 'acknowledge' && reached.has(id));
  const place = calls[0]?.place ?? null;
  if (delivery.acknowledged !== 'explicit' && place === null) return { mode: 'implicit', place: null };
  return { mode: 'explicit', place };
}

/** The acknowledgement that stands before every effect on every way through, if there is one. */
export function acknowledgedFirst(graph: StepGraph, delivery: DeliveryFact): Place | null {
  if (delivery.acknowledged !== 'explicit') return null;
  const isCounted = (step: Step): boolean => step.kind === 'effect' && graph.effects[step.effect]?.attemptScoped !== true;
  const unacknowledged = reachable(graph, graph.entry, (step) => step.kind !== 'acknowledge' || step.stored === true);
  const everywhere = reachable(graph, graph.entry, () => true);
  const effects = [...everywhere].filter((id) => isCounted(graph.steps[id] ?? noStep));
  if (effects.length === 0 || effects.some((id) => unacknowledged.has(id))) return null;
  return graph.steps.find((step, id) => step.kind === 'acknowledge' && unacknowledged.has(id))?.place ?? null;
}

/** A reject that drops, on a way that an error leads to: dropping what the message's content decides is policy. */
function droppingReject(graph: StepGraph, delivery: DeliveryFact): Place | null {
  if (delivery.rejected !== 'dropped') return null;
  const starts = graph.steps.flatMap((step) => (step.onError === null ? [] : [step.onError]));
  for (const start of starts) {
    const id = [...reachable(graph, start, (step) => step.kind !== 'acknowledge')].find((reached) => isDropping(graph.steps[reached]));
    if (id !== undefined) return graph.steps[id]?.place ?? null;
  }
  return null;
}

function isDropping(step: Step | undefined): boolean {
  return step?.kind === 'reject' && step.to === 'rejected';
}

const noStep: Step = {
  kind: 'exit',
  outcome: 'returned',
  place: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
  says: '',
  next: [],
  onError: null,
};

/** Steps reachable from `start`; those where `passes` is false are reached but not passed. */
function reachable(graph: StepGraph, start: StepId, passes: (step: Step) => boolean): Set<StepId> {
  const found = new Set<StepId>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = graph.steps[id];
    if (step === undefined || found.has(id)) continue;
    found.add(id);
    if (passes(step)) queue.push(...successorsOf(step));
  }
  return found;
}
