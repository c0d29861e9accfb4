// Loops as cycles in the graph: one head for each thing that is known on entry, so that what an iteration learns (an error kept in a list) stays known in the next.
import ts from 'typescript';
import type { StepId } from '../facts/steps.ts';
import { mentions } from '../handlers/message-names.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import { acknowledgedByOthers } from './batch-acknowledged.ts';
import { taking } from './builtin-calls.ts';
import { leave, type Shape } from './graph-writer.ts';
import { planned, splitByMark } from './guards/planned-marks.ts';
import { forgetTurns, toldOfTurn } from './last-turn.ts';
import { isTriedAgain } from './tries-again.ts';
import { merge, nowhere, signatureOf, withEssentials, withFact, withoutLocals, type Outcome, type State } from './state.ts';
import { isExhausted, step, withExits, type Jump, type Scope, type Walk } from './walk.ts';

export interface Loop {
  readonly node: ts.Node;
  readonly labels: readonly string[];
  readonly body: (states: readonly State[], scope: Scope) => readonly State[];
  /** `always`: only a jump leads out; null: nobody knows how often. */
  readonly test: ts.Expression | 'always' | null;
  readonly after: ((states: readonly State[]) => readonly State[]) | null;
  /** The body runs before the first test. */
  readonly first: boolean;
}

/** More heads than this mean that the loop counts something the walk can't follow. */
const mostHeads = 3;

export function walkLoop(w: Walk, given: readonly State[], loop: Loop, scope: Scope): readonly State[] {
  if (endsByError(w, loop.node)) return walkUntilError(w, given, loop, scope);
  if (isOverMessages(w, loop.node) || isOverHandlers(w, loop.node)) return walkOneTurn(given, loop, scope);
  const list = listOf(loop.node);
  const begun = list !== null && w.fetch === null && isBatch(w, list, scope) ? acknowledgedByOthers(w, given, loop.node) : given;
  return w.writer.inLoop((number) => walkTurns(w, begun, loop, number, scope));
}

function walkTurns(w: Walk, given: readonly State[], loop: Loop, number: number, scope: Scope): readonly State[] {
  const taken = takenFromIn(loop.node);
  const entry = taken.length === 0 ? given : given.map((state) => taken.reduce<State>((left, list) => withFact(left, list, undefined), state));
  const heads = new Map<string, StepId>();
  const out: State[] = [];
  const queue: State[] = [];
  const again: State[] = [];
  const starts = isTriedAgain(loop.node) ? new Map<string, StepId>() : null;
  const listed = planned(w, loop.node, scope);
  const turn = (states: readonly State[]) => {
    const size = w.writer.size();
    const { absent, seen } = listed === null ? { absent: states, seen: nowhere } : splitByMark(w, states, loop.node, listed);
    const { ends, breaks } = once(absent, loop, scope);
    out.push(...breaks);
    queue.push(...seen);
    (isOfMessages(w, loop.node, scope, size) ? out : queue).push(...ends);
  };
  if (loop.first) turn(entry);
  else queue.push(...entry);
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const started = toldOfTurn(state, loop.node) === true ? starts?.get(signatureOf(forgetTurns(state, loop.node))) : undefined;
    if (started !== undefined) {
      w.writer.tie(state, started);
      continue;
    }
    const head = headFor(w, state, heads, loop, number);
    if (head.known) {
      again.push(leave(head.state, head.id, 'next'));
      continue;
    }
    const left = leave(head.state, head.id, 'next');
    const told = toldOfTurn(left, loop.node);
    const at = forgetTurns(left, loop.node);
    const { yes, no } =
      told !== null
        ? { yes: told ? [at] : nowhere, no: told ? nowhere : [at] }
        : loop.test === 'always'
          ? { yes: [at], no: nowhere }
          : loop.test === null
            ? { yes: [at], no: [at] }
            : w.visit.condition(w, [at], loop.test, scope);
    out.push(...no);
    if (yes.length > 0 && !isExhausted(w)) turn(starts === null ? yes : beginAttempt(w, yes, loop.node, starts));
  }
  // A test that holds for ever by what is known here, `while (list.length)`, is ended by something that the walk does not follow: a `splice`.
  if (out.length === 0 && loop.test !== 'always') out.push(...again);
  return merge(out.map((state) => withoutLocals(forgetTurns(state, loop.node), loop.node)));
}

/** One step for each thing that is known where an attempt begins. */
function beginAttempt(w: Walk, states: readonly State[], loop: ts.Node, starts: Map<string, StepId>): readonly State[] {
  return states.map((state) => {
    const id = w.writer.add(state, { kind: 'branch', attempt: true }, w.program.placeOf(loop), 'tries');
    starts.set(signatureOf(state), id);
    // A decision that comes first is a step of its own: where an attempt begins, nothing is decided.
    const decides = w.writer.add(leave(state, id, 'next'), { kind: 'branch' }, w.program.placeOf(loop), 'decides');
    return leave(state, decides, 'next');
  });
}

/** The lists that a turn takes from: what is known of them on entry holds for the first turn only, and would make the body be walked twice. */
function takenFromIn(loop: ts.Node): readonly ts.Node[] {
  const known = takenFrom.get(loop);
  if (known !== undefined) return known;
  const lists: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const callee = ts.isCallExpression(node) ? node.expression : null;
    if (callee !== null && ts.isPropertyAccessExpression(callee) && taking.has(callee.name.text) && ts.isIdentifier(callee.expression)) {
      const list = resolveName(callee.expression.text, callee);
      if (list !== null) lists.push(list);
    }
    ts.forEachChild(node, visit);
  };
  visit(loop);
  takenFrom.set(loop, lists);
  return lists;
}

const takenFrom = new WeakMap<ts.Node, readonly ts.Node[]>();

/** The loop that fetches, and the one over what it fetched: the other messages of a batch are settled on their own. */
function isOverMessages(w: Walk, node: ts.Node): boolean {
  if (w.fetch === null) return false;
  const { fetched } = w.entered;
  return contains(node, w.fetch) || (fetched !== undefined && fetched !== null && ts.isForOfStatement(node) && mentions(node.expression, fetched.names));
}

/** An error that leaves a loop over a stream ends the stream: no later message's position passes over this one, whoever catches the error outside. */
function endsByError(w: Walk, node: ts.Node): boolean {
  return w.entered.handler.delivery.passesOver && ts.isForOfStatement(node) && node.awaitModifier !== undefined && isOverMessages(w, node);
}

function walkUntilError(w: Walk, entry: readonly State[], loop: Loop, scope: Scope): readonly State[] {
  const throws: Outcome[] = [];
  const ends = walkOneTurn(entry, loop, withExits(scope, { throws }));
  const ended = throws.flatMap((thrown) =>
    step(w, [thrown.state], { kind: 'reject', to: 'redelivery' }, loop.node, 'ends the stream').map((state) => ({ ...thrown, state })),
  );
  scope.exits.throws.push(...ended);
  return ends;
}

/** `for (const handle of handlers) await handle(event)`: this handler is one of them, and what the others do with the message is their own. */
function isOverHandlers(w: Walk, node: ts.Node): boolean {
  const hops = w.entered.hops ?? [];
  return hops.some(({ call }) => {
    const owner = ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : call.expression;
    const declaration = ts.isIdentifier(owner) && contains(node, call) ? resolveName(owner.text, owner) : null;
    return declaration !== null && isElementOf(node, declaration);
  });
}

/** The variable of a loop, or the parameter of the function that a list's method calls for each element. */
function isElementOf(loop: ts.Node, declaration: ts.Node): boolean {
  if (ts.isForOfStatement(loop)) return contains(loop.initializer, declaration);
  return ts.isCallExpression(loop) && ts.isParameter(declaration) && loop.arguments.some((argument) => argument === declaration.parent);
}

/** A turn for each message: it settles one, or claims what is one's own. What the others come to is not this one's. */
function isOfMessages(w: Walk, node: ts.Node, scope: Scope, size: number): boolean {
  const list = listOf(node);
  if (list === null) return false;
  const wrote = (kinds: readonly Shape['kind'][]): boolean => w.writer.hasSince(size, kinds);
  if (w.fetch !== null) return wrote(['acknowledge', 'reject']);
  return wrote(['claim', 'check']) && isBatch(w, list, scope);
}

function listOf(node: ts.Node): ts.Expression | null {
  if (ts.isForOfStatement(node)) return node.expression;
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
}

/** The list of messages that the handler was given. */
function isBatch(w: Walk, list: ts.Expression, scope: Scope): boolean {
  const path = w.entered.messagePath ?? [];
  return (
    path.at(-1) === '[]' &&
    membersOf(w.program.valueOf(list, scope.env)).some((value) => value.kind === 'message' && value.path.join() === path.slice(0, -1).join())
  );
}

interface Head {
  readonly id: StepId;
  readonly known: boolean;
  readonly state: State;
}

/** One head for what is known; when there are many, only what guards and errors told keeps them apart. */
function headFor(w: Walk, given: State, heads: Map<string, StepId>, { node, test }: Loop, loop: number): Head {
  const state = heads.size >= mostHeads && !heads.has(signatureOf(given)) ? withEssentials(given) : given;
  const key = signatureOf(state);
  const same = heads.get(key) ?? (heads.size >= 2 * mostHeads ? [...heads.values()].at(-1) : undefined);
  if (same !== undefined) {
    w.writer.tie(state, same);
    return { id: same, known: true, state };
  }
  const id = w.writer.add(state, { kind: 'branch', endless: test === 'always', loop }, w.program.placeOf(node), 'repeats');
  heads.set(key, id);
  return { id, known: false, state };
}

function once(states: readonly State[], loop: Loop, scope: Scope): { readonly ends: readonly State[]; readonly breaks: readonly State[] } {
  const jumps: Jump[] = [];
  const body = loop.body(states, withExits(scope, { jumps }));
  const mine = (jump: Jump) => jump.label === null || loop.labels.includes(jump.label);
  const continued = jumps.filter((jump) => jump.kind === 'continue' && mine(jump)).map((jump) => jump.state);
  const breaks = jumps.filter((jump) => jump.kind === 'break' && mine(jump)).map((jump) => jump.state);
  scope.exits.jumps.push(...jumps.filter((jump) => !mine(jump)));
  const ends = merge([...body, ...continued].map((state) => withoutLocals(state, loop.node)));
  return { ends: loop.after === null ? ends : loop.after(ends), breaks };
}

/** Of a loop that fetches messages (the broker's client written by hand), or that goes through the handlers, one turn is what happens to one message. */
function walkOneTurn(entry: readonly State[], loop: Loop, scope: Scope): readonly State[] {
  const { ends, breaks } = once(entry, loop, scope);
  return merge([...ends, ...breaks]);
}
