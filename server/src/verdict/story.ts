// Tells a history of the explored world as a reader would: what happens, line by line, without the steps that make no difference.
import type { Place } from '../base/place.ts';
import type { Step } from '../facts/steps.ts';
import type { Moment } from '../facts/verdict.ts';
import type { Happening } from './turn.ts';
import type { World } from './world.ts';

/** The history of a loss or a repetition, closed by what it comes to. */
export function tell(world: World, history: readonly Happening[], outcome: 'lost' | 'repeated'): Moment[] {
  const moments: Moment[] = [];
  let times = 0;
  let answered = false;
  history.forEach((happening, index) => {
    if (happening.kind === 'delivered') answered = false;
    else if (answers(world, happening)) answered = true;
    // What was answered settled the message; returning after it does nothing.
    else if (happening.kind === 'returned' && answered) return;
    const isEffect = happening.kind === 'step' && world.nodes[happening.node]?.kind === 'effect';
    const isLast = index === history.length - 1;
    if (isEffect && !(isLast && outcome === 'repeated')) times++;
    const moment = isEffect ? takesPlace(world, times > 1 || (isLast && outcome === 'repeated')) : momentOf(world, happening);
    if (moment !== null && !repeatsLast(moments, moment)) moments.push(moment);
  });
  if (outcome === 'lost') moments.push({ text: `not delivered again: nothing ${world.effect.verb} any more`, place: world.effect.place });
  else if (!lastIsEffect(world, history)) moments.push({ text: `so it ${world.effect.verb} twice`, place: world.effect.place });
  return moments;
}

function answers(world: World, happening: Happening): boolean {
  if (happening.kind !== 'step') return false;
  const kind = world.nodes[happening.node]?.kind;
  return kind === 'acknowledge' || kind === 'reject';
}

function lastIsEffect(world: World, history: readonly Happening[]): boolean {
  const last = history.at(-1);
  return last?.kind === 'step' && world.nodes[last.node]?.kind === 'effect';
}

function takesPlace(world: World, again: boolean): Moment {
  return { text: again ? `${world.effect.verb} again` : world.effect.verb, place: world.effect.place };
}

function repeatsLast(moments: readonly Moment[], moment: Moment): boolean {
  const last = moments.at(-1);
  return last !== undefined && last.text === moment.text && last.place?.line === moment.place?.line;
}

function momentOf(world: World, happening: Happening): Moment | null {
  switch (happening.kind) {
    case 'delivered':
      return { text: deliveredText(world, happening) };
    case 'copied':
      return { text: 'another running copy of the service gets the message too' };
    case 'step':
      return stepMoment(world, happening.node);
    case 'fails':
      return failing(world, happening);
    case 'acknowledgement-lost':
      return at(world, happening.node, 'the acknowledgement is lost on its way');
    case 'refused':
      return at(world, happening.node, 'finds the claim still held by the other run');
    case 'recognised':
      return at(world, happening.node, recognising(world, happening.node));
    case 'rerun':
      return at(world, happening.node, 'the transaction meets a conflict and its callback is run once more');
    case 'crash':
      return { text: `the process dies before ${dyingBefore(world, happening.before)}` };
    case 'lease-lost':
      return { text: 'the broker stops waiting for this run (connection, lease or partition lost)' };
    case 'returned':
      return settlesByReturning(world) ? { text: 'the handler returns, which acknowledges the message' } : null;
    case 'threw':
      return { text: 'the handler fails' };
    case 'thread-ended':
      return null;
    case 'given-up':
      return { text: 'the attempts are used up, and the message is dropped' };
    case 'acknowledged-on-delivery':
      return null;
    case 'return-unheard':
      return { text: 'the handler returns, but the broker does not hear of it' };
    case 'dropped':
      return { text: 'the handler fails, which drops the message' };
    case 'passed-over':
      return { text: 'the handler ends without acknowledging it, and the acknowledgement of the next message passes over it' };
    case 'silently-redelivered':
      return { text: 'the broker does not count it as acknowledged' };
    case 'stuck':
      return { text: 'the connection ends with the message unacknowledged' };
  }
}

function recognising(world: World, node: number): string {
  const gone = world.marks[world.nodes[node]?.of ?? -1]?.gone;
  return gone === undefined ? 'finds the mark already set' : `does not find the ${gone} any more`;
}

function settlesByReturning({ delivery }: World): boolean {
  return delivery.acknowledged === 'on-success' || delivery.acknowledged === 'on-settled';
}

function deliveredText(world: World, happening: Extract<Happening, { kind: 'delivered' }>): string {
  if (happening.again) return happening.overlapping ? 'delivered again while the first run goes on' : 'delivered again';
  const { acknowledged } = world.delivery;
  return acknowledged === 'on-delivery' || acknowledged === 'never' ? 'delivered, and forgotten by the broker' : 'delivered';
}

/** Only steps that change something or decide something are worth a line. */
function stepMoment(world: World, node: number): Moment | null {
  const kind = world.nodes[node]?.kind;
  const told =
    kind === 'acknowledge' ||
    kind === 'reject' ||
    kind === 'check' ||
    kind === 'claim' ||
    kind === 'complete' ||
    kind === 'release' ||
    kind === 'commit' ||
    kind === 'rollback';
  const step = stepOf(world, node);
  return told && step !== null ? { text: step.says, place: step.place } : null;
}

function failing(world: World, happening: Happening): Moment | null {
  const step = failedStep(world, happening);
  return step === null ? null : { text: failingText(world, step), place: step.place };
}

/** The call that fails in this moment, if one does. */
export function failedStep(world: World, happening: Happening | undefined): Step | null {
  if (happening?.kind !== 'fails') return null;
  return happening.step === undefined ? stepOf(world, happening.node) : (world.graph.steps[happening.step] ?? null);
}

/** "stripe.charges.create fails", also where that is a call that changes nothing; "runs the calls of the list in a transaction: this fails". */
export function failingText(world: World, step: Step): string {
  const call = step.kind === 'effect' ? world.graph.effects[step.effect]?.call : /^calls (.+)$/.exec(step.says)?.[1];
  return call === undefined ? `${step.says}: this fails` : `${call} fails`;
}

function at(world: World, node: number, text: string): Moment {
  const place: Place | undefined = stepOf(world, node)?.place;
  return place === undefined ? { text } : { text, place };
}

export function stepOf(world: World, node: number): Step | null {
  const id = world.nodes[node]?.step;
  return id === undefined ? null : (world.graph.steps[id] ?? null);
}

function dyingBefore(world: World, from: number): string {
  const node = nextTold(world, from);
  const step = node === null ? null : stepOf(world, node);
  if (step === null || step.kind === 'exit') return world.delivery.acknowledged === 'explicit' ? 'the handler returns' : 'the message is acknowledged';
  return `it ${step.kind === 'effect' ? world.effect.verb : step.says} (line ${step.place.line})`;
}

/** The next step on the normal way that a story would name. */
export function nextTold(world: World, from: number): number | null {
  const passed = new Set<number>();
  for (let id: number | undefined = from; id !== undefined && !passed.has(id); id = world.nodes[id]?.towards[0].ahead[0]?.to ?? world.nodes[id]?.next[0]) {
    passed.add(id);
    const kind = world.nodes[id]?.kind;
    if (kind !== 'go' && kind !== 'fork' && kind !== 'begin') return id;
  }
  return null;
}
