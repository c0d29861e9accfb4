// What was queued on a batch before it is run: `pipeline.incr(key); pipeline.expire(key, 60); await pipeline.exec()`, `redis.multi([['incr', key]]).exec()`.
import ts from 'typescript';
import { identifiersNamed } from '../../syntax/mentions.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { scopeAround } from './locals.ts';
import { bare, chainOf } from './locate.ts';

/** The names of the commands queued in other statements, on the local variable that the chain of `node` starts at, or listed in an array where the batch was made. */
export function queuedBefore(node: ts.Node): readonly string[] {
  const start = startOf(node);
  const declaration = ts.isIdentifier(start) ? resolveName(start.text, start) : null;
  const made = declaration !== null && ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? null) : null;
  const listed = [node, ...(made === null ? [] : [bare(made)])].flatMap((each) => chainOf(each)).flatMap((link) => listedIn(link.node.arguments[0]));
  return made === null || declaration === null ? listed : [...listed, ...calledOn(declaration).map(({ name }) => name)];
}

/** The innermost receiver of a fluent chain. */
function startOf(node: ts.Node): ts.Node {
  let at = node;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  return at;
}

interface Queued {
  readonly name: string;
  readonly node: ts.CallExpression;
}

/** The calls on the local variable that a batch is in, `batch.set(ref, data)`; null where some may stand elsewhere: the batch is handed in or on, or the method is computed. */
export function callsQueued(node: ts.Node): readonly Queued[] | null {
  const start = startOf(node);
  const declaration = ts.isIdentifier(start) ? resolveName(start.text, start) : null;
  if (declaration === null || !ts.isVariableDeclaration(declaration)) return null;
  const calls = calledOn(declaration);
  const isOnlyCalled = identifiersNamed(declaration.name.getText(), scopeAround(declaration)).every(
    (name) => name === declaration.name || ts.isPropertyAccessExpression(name.parent) || isAssigned(name),
  );
  return isOnlyCalled ? calls : null;
}

function isAssigned(name: ts.Identifier): boolean {
  return ts.isBinaryExpression(name.parent) && name.parent.left === name;
}

function calledOn(declaration: ts.Node): readonly Queued[] {
  const calls: Queued[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const start = startOf(node);
      if (ts.isIdentifier(start) && resolveName(start.text, start) === declaration) calls.push({ name: node.expression.name.text, node });
    }
    ts.forEachChild(node, visit);
  };
  visit(scopeAround(declaration));
  return calls;
}

/** `[['incr', key], ['expire', key, 60]]` */
function listedIn(list: ts.Expression | undefined): readonly string[] {
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((command) => {
    const name = ts.isArrayLiteralExpression(command) ? command.elements[0] : undefined;
    return name !== undefined && ts.isStringLiteralLike(name) ? [name.text] : [];
  });
}
