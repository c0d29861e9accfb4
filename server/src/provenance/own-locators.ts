// A table of the workspace's own that one of its functions fills under a name and another gives out by it: `registry.provide('orders', new Orders())`, `registry.inject('orders')`.
// Without the name, what comes out may be anything that ever went in; so nothing is said where it is not known.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Evaluator } from './evaluator.ts';
import { isSameToken } from './injection.ts';
import { membersOf, unionOf, unknown } from './making.ts';
import type { CallSite, FunctionValue, Value } from './values.ts';

/** What was put under the name that this call asks for; null where it asks for nothing, or nobody in sight has put it there. */
export function located(ev: Evaluator, callee: Value, { node, env }: CallSite): Value | null {
  const [asked] = ts.isCallExpression(node) ? node.arguments : [];
  if (asked === undefined) return null;
  const put = membersOf(callee).flatMap((fn) => {
    const putters = fn.kind === 'function' ? puttersFor(fn.node) : [];
    if (putters.length === 0) return [];
    const name = ev.valueOf(asked, env);
    return putters.flatMap(({ putter, key, value }) =>
      ev.callsOf(putter).flatMap((site) => {
        const given = ev.argumentsOf(site);
        return isSameToken(given[key] ?? unknown, name) ? [given[value] ?? unknown] : [];
      }),
    );
  });
  return put.length > 0 ? unionOf(put) : null;
}

const knownPutters = new WeakMap<ts.Node, readonly Putter[]>();

/** The functions that fill the table which this one gives out; none for any other function. */
function puttersFor(fn: FunctionValue['node']): readonly Putter[] {
  const known = knownPutters.get(fn);
  if (known !== undefined) return known;
  const table = tableGivenOut(fn);
  const putters = table === null ? [] : puttersOf(fn, table);
  knownPutters.set(fn, putters);
  return putters;
}

/** `return this.services[name]`, `const found = services.get(name); if (!found) throw ...; return found`: the table, as it is written. */
function tableGivenOut(fn: FunctionValue['node']): string | null {
  const [key] = fn.parameters;
  if (key === undefined || fn.body === undefined) return null;
  const readAt = (node: ts.Expression): string | null => {
    const inner = bare(node);
    const made = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
    if (made !== null && ts.isVariableDeclaration(made) && made.initializer !== undefined && made.parent.parent.parent === fn.body)
      return readIn(made.initializer, key);
    return readIn(inner, key);
  };
  if (!ts.isBlock(fn.body)) return readAt(fn.body);
  const last = fn.body.statements.at(-1);
  return last !== undefined && ts.isReturnStatement(last) && last.expression !== undefined ? readAt(last.expression) : null;
}

function readIn(node: ts.Expression, key: ts.ParameterDeclaration): string | null {
  const inner = bare(node);
  if (ts.isElementAccessExpression(inner)) return names(inner.argumentExpression, key) ? tableText(inner.expression) : null;
  const callee = ts.isCallExpression(inner) ? bare(inner.expression) : null;
  if (!ts.isCallExpression(inner) || callee === null || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'get') return null;
  return inner.arguments.length === 1 && names(inner.arguments[0], key) ? tableText(callee.expression) : null;
}

/** `this.services`, `Locator.services`, `services`. */
function tableText(node: ts.Expression): string | null {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) return inner.text;
  const { expression } = ts.isPropertyAccessExpression(inner) ? inner : { expression: null };
  return expression !== null && (expression.kind === ts.SyntaxKind.ThisKeyword || ts.isIdentifier(expression)) ? inner.getText() : null;
}

interface Putter {
  readonly putter: FunctionValue['node'];
  /** Which of its parameters are the name and what is put under it. */
  readonly key: number;
  readonly value: number;
}

/** The functions beside this one that put a parameter of theirs into the table, under another. */
function puttersOf(fn: FunctionValue['node'], table: string): readonly Putter[] {
  const beside: ts.Node = ts.isClassLike(fn.parent) ? fn.parent : fn.getSourceFile();
  const found: Putter[] = [];
  const visit = (node: ts.Node, within: FunctionValue['node'] | null): void => {
    const put = within === null ? null : putAt(node, table);
    if (within !== null && put !== null) {
      const [key, value] = [put.key, put.value].map((part) => within.parameters.findIndex((parameter) => names(part, parameter)));
      if (key !== undefined && value !== undefined && key >= 0 && value >= 0) found.push({ putter: within, key, value });
    }
    ts.forEachChild(node, (child) => visit(child, isFunction(node) ? node : within));
  };
  visit(beside, null);
  return found;
}

function isFunction(node: ts.Node): node is FunctionValue['node'] {
  return ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** `this.services[name] = service`, `services.set(name, service)`. */
function putAt(node: ts.Node, table: string): { readonly key: ts.Expression; readonly value: ts.Expression } | null {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const left = bare(node.left);
    return ts.isElementAccessExpression(left) && tableText(left.expression) === table ? { key: left.argumentExpression, value: node.right } : null;
  }
  const callee = ts.isCallExpression(node) ? bare(node.expression) : null;
  if (!ts.isCallExpression(node) || callee === null || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'set') return null;
  const [key, value] = node.arguments;
  return key !== undefined && value !== undefined && tableText(callee.expression) === table ? { key, value } : null;
}

function names(node: ts.Expression | undefined, parameter: ts.ParameterDeclaration): boolean {
  const inner = node === undefined ? undefined : bare(node);
  return inner !== undefined && ts.isIdentifier(inner) && ts.isIdentifier(parameter.name) && inner.text === parameter.name.text;
}
