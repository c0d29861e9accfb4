// From a handler that was found to its whole picture: its steps, what follows from them, and the facts the workspace's owners have stated.
import type { GuardFact, HandlerReport } from '../facts/handler.ts';
import type { StepGraph } from '../facts/steps.ts';
import { buildStepGraph } from '../flow/build-step-graph.ts';
import { eventIdsOf } from '../handlers/event-ids.ts';
import type { HandlerFound } from '../handlers/found.ts';
import type { Program } from '../provenance/program.ts';
import { judge } from '../verdict/judge.ts';
import type { OpenWorkspace } from '../workspace/open-workspace.ts';
import { withStatedFacts } from './stated-facts.ts';

export function reportOn(program: Program, workspace: OpenWorkspace, found: HandlerFound): HandlerReport {
  const handler = withStatedFacts(found.handler, workspace.configuration);
  const graph = buildStepGraph(program, { ...found, handler });
  const [eventId = null, ...otherEventIds] = eventIdsOf(found);
  return { handler, graph, verdict: judge(graph, handler.delivery), guard: guardOf(graph), eventId, otherEventIds };
}

/** The first mark that anything hangs on. */
function guardOf(graph: StepGraph): GuardFact | null {
  const [mark] = graph.marks;
  return mark === undefined ? null : { kind: mark.guard, key: mark.key, keyStable: mark.keyStable, place: mark.place };
}
