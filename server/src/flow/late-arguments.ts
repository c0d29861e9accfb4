// `await safely(save(order))`: a promise that is handed to a function of the workspace's own, which waits for it inside a `try` or chains a `catch` to it.
// Where it fails is there, and not where it is handed over: such an argument is walked as the function comes to it.
import ts from 'typescript';
import { pairGivers } from '../models/packages-by-role.ts';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { FunctionValue } from '../provenance/values.ts';
import type { Known } from './known.ts';
import { apisOf } from './matching-rows.ts';
import { mergeOutcomes, type Outcome, type State } from './state.ts';
import { enterCatch } from './try-statement.ts';
import { isWaitedFor } from './waited-names.ts';
import { withExits, type Scope, type Walk } from './walk.ts';

/** Whether the function that is called waits for this argument by itself, and looks after its failure. */
export function isLate(w: Walk, call: ts.CallExpression | ts.NewExpression, index: number, scope: Scope): boolean {
  const argument = call.arguments?.[index];
  if (argument === undefined || !ts.isCallExpression(call) || !ts.isCallExpression(bare(argument))) return false;
  const [fn, ...others] = w.program.functionsOf(w.program.valueOf(bare(call.expression), scope.env)).filter(({ node }) => node.body !== undefined);
  return fn !== undefined && others.length === 0 && looksAfter(fn, index);
}

/** The argument behind a parameter that the function waits for; null for every other name. */
export function walkLate(w: Walk, states: readonly State[], name: ts.Identifier, scope: Scope): readonly Outcome[] | null {
  const { caller, fn } = scope;
  if (caller === null || !ts.isCallExpression(caller.node) || !isWaitedFor(name)) return null;
  const declaration = resolveName(name.text, name);
  if (!declaration || !ts.isParameter(declaration) || declaration.parent !== fn) return null;
  const index = declaration.parent.parameters.indexOf(declaration);
  const argument = caller.node.arguments[index];
  if (argument === undefined || !isLate(w, caller.node, index, caller.scope)) return null;
  return w.visit.expression(w, states, argument, { ...withExits(caller.scope, { throws: scope.exits.throws }), catches: scope.catches });
}

/** A library's function that makes a pair of what a promise comes to: `[null, row]`, `[error, undefined]`. Null for every other call. */
export function walkPaired(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] | null {
  const [promise] = node.arguments;
  if (promise === undefined || !ts.isIdentifier(bare(node.expression))) return null;
  if (!apisOf(w.program.valueOf(node.expression, scope.env)).some((api) => pairGivers.has(api.package))) return null;
  const throws: Outcome[] = [];
  const went = w.visit.expression(w, states, promise, { ...withExits(scope, { throws }), catches: [promise, ...scope.catches] });
  const pair = (error: Known | undefined): Known => ({ is: 'list', empty: false, pair: [error, undefined] });
  return mergeOutcomes([
    ...went.map(({ state }) => ({ state, known: pair({ is: 'constant', value: null }) })),
    ...throws.map((thrown) => ({ state: enterCatch(w, thrown, promise, null), known: pair({ is: 'thrown', why: 'failure' }) })),
  ]);
}

const answers = new WeakMap<ts.Node, boolean>();

/** Whether some argument of the call that a function is entered by is walked inside of it: what the function comes to then depends on that. */
export function hasLate({ node }: FunctionValue, site: ts.Node | undefined): boolean {
  if (site === undefined || !ts.isCallExpression(site)) return false;
  return site.arguments.some((argument, index) => ts.isCallExpression(bare(argument)) && looksAfter({ node }, index));
}

/** It comes to the promise first of all: nothing decides whether it does. */
function looksAfter({ node }: Pick<FunctionValue, 'node'>, index: number): boolean {
  const parameter = node.parameters[index];
  if (parameter === undefined || !ts.isParameter(parameter) || !ts.isIdentifier(parameter.name)) return false;
  const known = answers.get(parameter);
  if (known !== undefined) return known;
  const first = node.body === undefined ? undefined : ts.isBlock(node.body) ? node.body.statements[0] : node.body;
  const answer = first !== undefined && mentions(first, parameter.name.text).some(isWaitedFor);
  answers.set(parameter, answer);
  return answer;
}

function mentions(within: ts.Node, text: string): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at) && contains(within, at) && at !== within) return;
    if (ts.isIdentifier(at) && at.text === text) found.push(at);
    ts.forEachChild(at, visit);
  };
  visit(within);
  return found;
}
