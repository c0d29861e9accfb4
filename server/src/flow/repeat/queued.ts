// What was queued on a batch before it is run: `pipeline.incr(key); pipeline.expire(key, 60); await pipeline.exec()`, `redis.multi([['incr', key]]).exec()`.
import ts from 'typescript';
import { resolveName } from '../../syntax/scopes.ts';
import { scopeAround } from './locals.ts';
import { bare, chainOf } from './locate.ts';

/** The names of the commands queued in other statements, on the local variable that the chain of `node` starts at, or listed in an array where the batch was made. */
export function queuedBefore(node: ts.Node): readonly string[] {
  const start = startOf(node);
  const declaration = ts.isIdentifier(start) ? resolveName(start.text, start) : null;
  const made = declaration !== null && ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? null) : null;
  const listed = [node, ...(made === null ? [] : [bare(made)])].flatMap((each) => chainOf(each)).flatMap((link) => listedIn(link.node.arguments[0]));
  return made === null || declaration === null ? listed : [...listed, ...calledOn(declaration)];
}

/** The innermost receiver of a fluent chain. */
function startOf(node: ts.Node): ts.Node {
  let at = node;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  return at;
}

function calledOn(declaration: ts.Node): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const start = startOf(node);
      if (ts.isIdentifier(start) && resolveName(start.text, start) === declaration) names.push(node.expression.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(scopeAround(declaration));
  return names;
}

/** `[['incr', key], ['expire', key, 60]]` */
function listedIn(list: ts.Expression | undefined): readonly string[] {
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((command) => {
    const name = ts.isArrayLiteralExpression(command) ? command.elements[0] : undefined;
    return name !== undefined && ts.isStringLiteralLike(name) ? [name.text] : [];
  });
}
