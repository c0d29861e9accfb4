// A step graph as text, one step a line, for tests and for looking at what flow understood.
import type { Place } from '../base/place.ts';
import type { Step, StepGraph } from '../facts/steps.ts';

export function describeGraph(graph: StepGraph): string {
  const lines = graph.steps.map((step, id) => `${id === graph.entry ? '>' : ' '}${id} ${headOf(step, graph)}${waysOf(step)}`);
  const opaque = graph.opaque.map((fact) => `opaque ${fact.call} ${at(fact.place)}`);
  const swallows = graph.swallows.map((swallow) => `swallows ${swallow.effects.map((id) => graph.effects[id]?.call).join(', ')} ${at(swallow.place)}`);
  return [...lines, ...opaque, ...swallows, ...(graph.truncated ? ['truncated'] : []), ...(graph.isAsync ? [] : ['not async'])].join('\n');
}

function headOf(step: Step, graph: StepGraph): string {
  const where = at(step.place);
  switch (step.kind) {
    case 'effect':
      return `effect ${effectOf(step.effect, graph)}${step.failureIgnored ? ' (failure ignored)' : ''} ${where}`;
    case 'exit':
      return `exit ${step.outcome}`;
    case 'reject':
      return `reject ${step.to} ${where}`;
    case 'begin':
    case 'commit':
    case 'rollback':
      return `${step.kind} ${step.transaction} ${where}`;
    case 'check':
    case 'claim':
    case 'complete':
    case 'release':
      return `${step.kind} ${graph.marks[step.mark]?.guard} ${graph.marks[step.mark]?.key} ${where}`;
    case 'call':
    case 'acknowledge':
    case 'branch':
    case 'fork':
      return `${step.kind} ${step.kind === 'call' ? `${step.says} ` : ''}${where}`;
  }
}

function effectOf(id: number, graph: StepGraph): string {
  const effect = graph.effects[id];
  if (effect === undefined) return '?';
  const flags = [effect.kind, effect.repeat.mask === 'exposed' ? '' : effect.repeat.mask, effect.transaction === null ? '' : `tx${effect.transaction}`].filter(
    (flag) => flag !== '',
  );
  const marks = (['floating', 'neverSent', 'attemptScoped', 'assumed'] as const).filter((flag) => effect[flag]);
  return `${effect.call} [${[...flags, ...marks].join(' ')}]`;
}

function waysOf(step: Step): string {
  const ways = step.next.length === 0 ? [] : [step.next.join('|')];
  if (step.onError !== null) ways.push(`error ${step.onError}`);
  if (step.kind === 'check') ways.push(`seen ${step.seen}`);
  if (step.kind === 'claim') ways.push(`done ${step.done}`, `busy ${step.busy}`);
  if (step.kind === 'fork') ways.push(`thread ${step.thread}`);
  return ways.length === 0 ? '' : ` -> ${ways.join(', ')}`;
}

function at(place: Place): string {
  return `${place.file}:${place.line}`;
}
