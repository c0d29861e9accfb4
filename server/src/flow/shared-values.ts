// Lists and objects that others hold too: a helper fills the list that it is given, and so does whoever has it by another name.
// What was known of them is forgotten there. That a list holds something is not undone by what is added to it.
import ts from 'typescript';
import type { FunctionValue, Value } from '../provenance/values.ts';
import { membersOf } from '../provenance/making.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Known } from './known.ts';
import { looksLikeLog } from './plain-names.ts';
import { withFact, type Facts, type Outcome, type State } from './state.ts';
import type { Scope, Walk } from './walk.ts';

/** After a call: what it was given is as it was only where the callee leaves it alone. */
export function afterHandingOver(w: Walk, outcomes: readonly Outcome[], node: ts.CallExpression, scope: Scope): readonly Outcome[] {
  const given = node.arguments.flatMap((argument, index) => namesIn(argument).map((name) => ({ declaration: resolveName(name.text, name), index, name })));
  const open = given.filter(({ declaration }) => outcomes.some(({ state }) => mayBecomeAnother(state.facts, declaration)));
  if (open.length === 0) return outcomes;
  const callee = bare(node.expression);
  const value = w.program.valueOf(callee, scope.env);
  if (looksLikeLog(callee.getText()) || isOfLibrary(w, value)) return outcomes;
  const functions = w.program.functionsOf(value).filter((fn) => fn.node.body !== undefined);
  const as = ({ index, name }: (typeof open)[number], known: Known | undefined): Known | undefined => {
    if (functions.length === 0 || !isWhole(name, node)) return isEmptyList(known) ? undefined : known;
    if (!functions.some((fn) => changes(fn, index))) return known;
    return isEmptyList(known) && functions.every((fn) => fills(fn, index)) ? { is: 'list', empty: false } : undefined;
  };
  return outcomes.map((outcome) => ({
    ...outcome,
    state: open.reduce((state, one) => withFact(state, one.declaration, as(one, knownAt(state.facts, one.declaration))), outcome.state),
  }));
}

/** `const same = list`, `const context = { list }`, `this.list = list`: from here on it is filled by that name as well. */
export function afterSharing(state: State, expression: ts.Expression): State {
  return namesIn(expression).reduce((here, name) => {
    const declaration = resolveName(name.text, name);
    return isEmptyList(knownAt(here.facts, declaration)) ? withFact(here, declaration, undefined) : here;
  }, state);
}

/** What a library that is modelled, or the language, is given is data to it. */
function isOfLibrary(w: Walk, value: Value): boolean {
  return membersOf(value).every((member) => member.kind === 'api' && (member.package === 'global' || w.program.catalogue.isModelled(member.package)));
}

function mayBecomeAnother(facts: Facts, declaration: ts.Node | null): boolean {
  const known = knownAt(facts, declaration);
  return isEmptyList(known) || known?.is === 'object';
}

function isEmptyList(known: Known | undefined): boolean {
  return known?.is === 'list' && known.empty;
}

function knownAt(facts: Facts, declaration: ts.Node | null): Known | undefined {
  return declaration === null ? undefined : facts.get(declaration);
}

/** Names that stand in an expression as they are: alone, or in an object or a list that is written there. */
function namesIn(expression: ts.Expression): readonly ts.Identifier[] {
  const node = bare(expression);
  if (ts.isIdentifier(node)) return [node];
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(namesIn);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) =>
    ts.isShorthandPropertyAssignment(property) ? [property.name] : ts.isPropertyAssignment(property) ? namesIn(property.initializer) : [],
  );
}

function isWhole(name: ts.Identifier, call: ts.CallExpression): boolean {
  return call.arguments.some((argument) => bare(argument) === name);
}

const changing = new WeakMap<ts.Node, boolean>();

/** Whether a function may put something into what it is given: it writes into it, fills it, or hands it on. */
function changes({ node, bound }: FunctionValue, index: number): boolean {
  const parameter = node.parameters[index + (bound?.length ?? 0)];
  if (!parameter || !isNamed(parameter) || !node.body) return parameter !== undefined;
  const known = changing.get(parameter);
  if (known !== undefined) return known;
  const { text } = parameter.name;
  const visit = (at: ts.Node): boolean =>
    (ts.isIdentifier(at) && at.text === text && mayChangeBy(at) && resolveName(text, at) === parameter) || (ts.forEachChild(at, visit) ?? false);
  const found = visit(node.body);
  changing.set(parameter, found);
  return found;
}

/** `const add = (errors, error) => errors.push(error)`: each time that it runs. */
function fills({ node: { body, parameters }, bound }: FunctionValue, index: number): boolean {
  const parameter = parameters[index + (bound?.length ?? 0)];
  const done = !body ? [] : ts.isBlock(body) ? body.statements.flatMap((one) => (ts.isExpressionStatement(one) ? [bare(one.expression)] : [])) : [bare(body)];
  return done.some((one) => {
    if (!ts.isCallExpression(one) || !ts.isPropertyAccessExpression(one.expression) || one.arguments.length === 0) return false;
    const { expression: list, name } = one.expression;
    return /^(?:push|unshift|add|set)$/.test(name.text) && ts.isIdentifier(list) && resolveName(list.text, list) === parameter;
  });
}

function isNamed(parameter: ts.Node): parameter is ts.ParameterDeclaration & { readonly name: ts.Identifier } {
  return ts.isParameter(parameter) && ts.isIdentifier(parameter.name);
}

const filling = /^(?:push|unshift|add|set|splice|fill|pop|shift|delete|clear)$/;

/** `list.push(x)`, `result.ok = true`, `list[0] = x`, `collect(list)`, `const same = list`. */
function mayChangeBy(name: ts.Identifier): boolean {
  let at: ts.Node = name;
  let last = '';
  while (
    (ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent) || ts.isNonNullExpression(at.parent)) &&
    at.parent.expression === at
  ) {
    at = at.parent;
    if (ts.isPropertyAccessExpression(at)) last = at.name.text;
  }
  const { parent } = at;
  if (ts.isCallExpression(parent) && parent.expression === at) return filling.test(last);
  if (ts.isBinaryExpression(parent) && parent.left === at) return isAssignment(parent.operatorToken.kind);
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return parent.operator !== ts.SyntaxKind.ExclamationToken;
  if (at !== name) return ts.isDeleteExpression(parent);
  if (ts.isCallExpression(parent)) return !looksLikeLog(parent.expression.getText()) && parent.expression.getText() !== 'JSON.stringify';
  const isKept =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isBinaryExpression(parent);
  return isKept && !(ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name));
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
