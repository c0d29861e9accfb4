// From a handler that was found to its whole picture: its steps, what people have stated about it, what follows from both.
import type { GuardFact, HandlerReport } from '../facts/handler.ts';
import type { StepGraph } from '../facts/steps.ts';
import { buildStepGraph } from '../flow/build-step-graph.ts';
import { eventIdsOf } from '../handlers/event-ids.ts';
import type { HandlerFound } from '../handlers/found.ts';
import type { Program } from '../provenance/program.ts';
import { judge } from '../verdict/judge.ts';
import type { Configuration } from '../workspace/configuration.ts';
import { stateDelivery, stateEffects, type AnnotationsIn, type Stated } from './annotations.ts';
import { withStatedFacts } from './stated-facts.ts';

/** A report, and what was found before anything was stated. */
export interface Reported {
  readonly report: HandlerReport;
  readonly unstated: Stated;
}

export function reportOn(program: Program, found: HandlerFound, configuration: Configuration, annotationsIn: AnnotationsIn): Reported {
  const handler = stateDelivery(withStatedFacts(found.handler, configuration), annotationsIn);
  const plain = buildStepGraph(program, { ...found, handler });
  const graph = stateEffects(handler, plain, annotationsIn);
  const [eventId = null, ...otherEventIds] = eventIdsOf(found);
  const report = { handler, graph, verdict: judge(graph, handler.delivery), guard: guardOf(graph), eventId, otherEventIds };
  return { report, unstated: { handler: found.handler, effects: plain.effects } };
}

/** The first mark that anything hangs on. */
function guardOf(graph: StepGraph): GuardFact | null {
  const [mark] = graph.marks;
  return mark === undefined ? null : { kind: mark.guard, key: mark.key, keyStable: mark.isUnfinished ? null : mark.keyStable, place: mark.place };
}
