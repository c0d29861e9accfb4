// An acknowledgement as a hover tells it: what has happened before it, and what would be lost after it.
import type { HandlerReport } from '../../facts/handler.ts';
import type { Step, StepGraph, StepId } from '../../facts/steps.ts';
import { plain } from '../markdown.ts';
import { capital, lineLink } from './parts.ts';

export function settlementHover(root: string, report: HandlerReport, step: Step): string {
  const id = report.graph.steps.indexOf(step);
  const after = effectsFrom(report.graph, id);
  const before = report.graph.steps.flatMap((other, index) =>
    other.kind === 'effect' && reaches(report.graph, index, id) && !after.has(other.effect) ? [other.effect] : [],
  );
  const list = (effects: Iterable<number>) => {
    const facts = [...effects].toSorted((left, right) => left - right).flatMap((effect) => report.graph.effects[effect] ?? []);
    return facts.map((fact) => `${plain(fact.verb)} (${lineLink(root, fact.place)})`).join(', ');
  };
  const titles = step.kind === 'reject' ? rejectWords(step.to) : 'Acknowledgement: the broker forgets the message here';
  return [
    `**${plain(titles)}**`,
    before.length > 0
      ? `Before it: ${list(new Set(before))}. A crash or a lost acknowledgement in between repeats ${before.length === 1 ? 'it' : 'them'}, unless guarded.`
      : 'Before it: no effect.',
    after.size > 0
      ? `After it: ${list(after)}. **An error or a crash in between loses ${after.size === 1 ? 'it' : 'them'}**: the message does not come again.`
      : 'After it: no effect.',
    `${capital(plain(step.says))}.`,
  ].join('\n\n');
}

function rejectWords(to: 'redelivery' | 'rejected' | 'parked' | 'handed-on'): string {
  if (to === 'redelivery') return 'Negative acknowledgement: the message comes again';
  return to === 'parked' || to === 'handed-on' ? 'Negative acknowledgement: the message is kept aside' : 'Negative acknowledgement without requeue';
}

function effectsFrom(graph: StepGraph, start: StepId): ReadonlySet<number> {
  const steps = reachable(graph, start).flatMap((id) => graph.steps[id] ?? []);
  return new Set(steps.flatMap((step) => (step.kind === 'effect' ? [step.effect] : [])));
}

function reaches(graph: StepGraph, from: StepId, to: StepId): boolean {
  return reachable(graph, from).includes(to);
}

/** Steps after `start`, along the ways on which nothing fails. */
function reachable(graph: StepGraph, start: StepId): readonly StepId[] {
  const seen = new Set<StepId>();
  const waiting = [...(graph.steps[start]?.next ?? [])];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...(graph.steps[id]?.next ?? []));
  }
  return [...seen];
}
