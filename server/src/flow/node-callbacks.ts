// Functions that are told in Node's manner how something went: the error first, and nothing there where there is none.
import ts from 'typescript';
import { taskRunners } from '../models/packages-by-role.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { truthOf, type Known } from './known.ts';
import { apisOf } from './matching-rows.ts';
import { knownOf } from './read-known.ts';
import type { Outcome, State } from './state.ts';
import { undecided, type Scope, type Walk } from './walk.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** What a call tells its outcome: the last of its arguments, or of the link that ends its chain (`request.post(url).send(order).end(done)`). */
export function nodeCallback(w: Walk, node: Call, scope: Scope): FunctionValue | null {
  if (!ts.isCallExpression(node)) return null;
  const given = callbackIn(w, node, scope);
  const end = given === null ? endOfChain(node) : null;
  if (end === null) return given;
  const told = callbackIn(w, end, scope);
  if (told !== null) w.heard.add(end);
  return told;
}

/** `table.delete(item, callback)`, where the callback was handed to the function around: it is told how it went, and nobody here reads what it does then. */
export function tellsUnreadCallback(node: Call): boolean {
  const last = ts.isCallExpression(node) && node.arguments.length > 1 ? node.arguments.at(-1) : undefined;
  return last !== undefined && ts.isIdentifier(last) && isCallbackName.test(last.text);
}

const isCallbackName = /^(?:cb|callback|done|next)$/i;

function callbackIn(w: Walk, node: ts.CallExpression, scope: Scope): FunctionValue | null {
  const last = node.arguments.at(-1);
  if (last === undefined || ts.isSpreadElement(last)) return null;
  const [fn] = w.program.functionsOf(w.program.valueOf(bare(last), scope.env)).filter((one) => one.node.body !== undefined);
  if (fn === undefined) return null;
  return ts.isArrowFunction(last) || ts.isFunctionExpression(last) || isToldErrors(fn, last) ? fn : null;
}

/** By a name, any function can be handed over: one that is told how it went says so. */
function isToldErrors({ node }: FunctionValue, name: ts.Expression): boolean {
  const [first] = node.parameters;
  return first === undefined ? isCallbackName.test(name.getText()) : /^_?e$|err/i.test(first.name.getText());
}

function endOfChain(node: ts.CallExpression): ts.CallExpression | null {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(parent.parent) || parent.parent.expression !== parent) return null;
  return /^(?:end|exec|asCallback)$/.test(parent.name.text) ? parent.parent : endOfChain(parent.parent);
}

/** What a library that runs tasks hands each of them: `next` of `waterfall([(next) => ...])`. */
export function isTaskCallback(w: Walk, node: ts.Expression, scope: Scope): boolean {
  if (!ts.isIdentifier(node)) return false;
  return apisOf(w.program.valueOf(node, scope.env)).some((api) => api.token?.kind === 'parameter' && taskRunners.has(api.package));
}

/** `next(error)`: a task that is told nothing went wrong goes on to the next one; with an error, it ends them all. */
export function walkTaskCallback(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] | null {
  if (!isTaskCallback(w, bare(node.expression), scope)) return null;
  const [error] = node.arguments;
  if (error === undefined) return states.map((state) => ({ state, known: undefined }));
  return states.flatMap((state): readonly Outcome[] => {
    const truth = truthOf(knownOf(error, state.facts));
    const { yes, no } = truth === null ? undecided(w, [state], node) : { yes: truth ? [state] : [], no: truth ? [] : [state] };
    scope.exits.throws.push(...yes.map((failed): Outcome => ({ state: failed, known: thrownBy(error, failed), from: scope.caught })));
    return no.map((well) => ({ state: well, known: undefined }));
  });
}

/** `reject(error)`, `next(error)`: what was caught goes on as what it was. */
export function thrownBy(error: ts.Expression | undefined, { facts }: State): Known {
  const known = error === undefined ? undefined : knownOf(error, facts);
  return known?.is === 'thrown' ? known : { is: 'thrown', why: 'raised' };
}
