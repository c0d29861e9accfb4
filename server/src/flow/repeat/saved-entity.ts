// `save(entity)`: an insert if the entity is new, an update of absolute values if it was read before and changed since.
import ts from 'typescript';
import type { Environment, Value } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { changesOf, type Changes } from './entity-changes.ts';
import { argumentsOf, bare } from './locate.ts';
import { assignmentsTo, callbackSource } from './locals.ts';
import { movedBefore } from './moved-before.ts';
import { givenTo, originsOf, type Walk } from './origins.ts';
import { movingPart, stableKeyIn, writtenIn } from './written-data.ts';

export type Saved =
  /** `unless`: what would make a second run show, if one of the entity's own methods that is not in sight did it. */
  | { readonly is: 'loaded'; readonly unless?: string }
  | { readonly is: 'new'; readonly keyed: boolean }
  | { readonly is: 'moved'; readonly by: ts.Node }
  | { readonly is: 'unknown' };

/** What is saved, as far as the code around shows. */
export function savedEntity(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): Saved {
  const node = bare(expression);
  if (depth > 6) return { is: 'unknown' };
  if (ts.isObjectLiteralExpression(node)) return savedObject(walk, node, env, depth);
  if (ts.isArrayLiteralExpression(node))
    return worst(node.elements.map((element) => savedEntity(walk, ts.isSpreadElement(element) ? element.expression : element, env, depth + 1)));
  if (ts.isNewExpression(node)) return { is: 'new', keyed: (node.arguments ?? []).some((argument) => stableKeyIn(walk, argument, env) !== null) };
  if (ts.isCallExpression(node)) return savedResult(walk, node, env, depth);
  if (ts.isBinaryExpression(node)) return worst([savedEntity(walk, node.left, env, depth + 1), savedEntity(walk, node.right, env, depth + 1)]);
  if (ts.isConditionalExpression(node)) return worst([savedEntity(walk, node.whenTrue, env, depth + 1), savedEntity(walk, node.whenFalse, env, depth + 1)]);
  if (ts.isIdentifier(node)) return savedLocal(walk, node, env, depth);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return { is: 'unknown' };
  if (ts.isPropertyAccessExpression(node)) return isRead(walk, node, env) ? { is: 'loaded' } : byValue(walk, node, env);
  return { is: 'unknown' };
}

/** One new entity among several makes the whole call show. */
function worst(parts: readonly Saved[]): Saved {
  return (
    parts.find((part) => part.is === 'moved') ??
    parts.find((part) => part.is === 'new' && !part.keyed) ??
    parts.find((part) => part.is === 'unknown' && parts.length === 1) ??
    parts.find((part) => part.is !== 'unknown') ?? { is: 'unknown' }
  );
}

function savedObject(walk: Walk, node: ts.ObjectLiteralExpression, env: Environment, depth: number): Saved {
  if ((movingPart(walk, node, env) ?? movedBefore(walk, node, env)) !== null) return { is: 'moved', by: node };
  if (stableKeyIn(walk, node, env) !== null) return { is: 'new', keyed: true };
  const id = writtenIn(walk, node, env).properties.find(({ name }) => /^_?id$/i.test(name));
  if (id !== undefined && isRead(walk, id.node, id.env)) return { is: 'loaded' };
  const spread = node.properties.filter(ts.isSpreadAssignment).map((property) => savedEntity(walk, property.expression, env, depth + 1));
  return spread.find((part) => part.is === 'loaded') ?? { is: 'new', keyed: false };
}

/** What a call gives to save: `repo.create({...})` and `Model.build({...})` make, `find` loads, `merge`, `preload` and `map` pass on. */
function savedResult(walk: Walk, node: ts.CallExpression, env: Environment, depth: number): Saved {
  const callee = node.expression;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const last = argumentsOf(node).at(-1);
  if (method === 'map' && last !== undefined && ts.isArrowFunction(last)) return savedMapped(walk, last, env, depth);
  if (method === 'assign' || method === 'merge' || method === 'plainToClass' || method === 'plainToInstance') {
    return worst(node.arguments.slice(0, method === 'assign' || method === 'merge' ? 1 : 2).map((argument) => savedEntity(walk, argument, env, depth + 1)));
  }
  if (method === 'preload') return { is: 'loaded' };
  const value = walk.program.valueOf(callee, env);
  if (value.kind === 'api' && /^(create|build|hydrate|getInstance)$/.test(method)) return savedMade(walk, last, env, depth);
  const functions = walk.program.functionsOf(value);
  if (functions.length > 0) return savedByFunctions(walk, node, env, depth);
  return isRead(walk, node, env) ? { is: 'loaded' } : /^(find|get|load|fetch)/.test(method) ? { is: 'loaded' } : { is: 'unknown' };
}

/** `repo.create({ ...row, ...changes })` of a row that was read is that row again; of anything else a new one. */
function savedMade(walk: Walk, given: ts.Expression | undefined, env: Environment, depth: number): Saved {
  const object = given === undefined ? null : bare(given);
  const saved = object !== null && ts.isObjectLiteralExpression(object) ? savedObject(walk, object, env, depth + 1) : null;
  if (saved?.is === 'loaded' || saved?.is === 'moved') return saved;
  return { is: 'new', keyed: given !== undefined && stableKeyIn(walk, given, env) !== null };
}

function savedMapped(walk: Walk, fn: ts.ArrowFunction, env: Environment, depth: number): Saved {
  const body = ts.isBlock(fn.body) ? fn.body.statements.find(ts.isReturnStatement)?.expression : fn.body;
  return body === undefined ? { is: 'unknown' } : savedEntity(walk, body, env, depth + 1);
}

function savedByFunctions(walk: Walk, node: ts.CallExpression, env: Environment, depth: number): Saved {
  const args = walk.program.argumentsOf({ node, env });
  const parts = walk.program
    .functionsOf(walk.program.valueOf(node.expression, env))
    .slice(0, 3)
    .flatMap((fn) => {
      const inner = walk.program.enter(fn, args, { node, env });
      return returnsOf(fn.node.body).map((returned) => savedEntity(walk, returned, inner, depth + 1));
    });
  return parts.length === 0 ? { is: 'unknown' } : worst(parts);
}

function returnsOf(body: ts.ConciseBody | undefined): readonly ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const returned: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined && node.expression.kind !== ts.SyntaxKind.NullKeyword) returned.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return returned;
}

function savedLocal(walk: Walk, node: ts.Identifier, env: Environment, depth: number): Saved {
  const declaration = resolveName(node.text, node);
  if (declaration === null) return { is: 'unknown' };
  const change = changesOf(walk, declaration, env);
  const [moved] = change.moved;
  if (moved !== undefined) return { is: 'moved', by: moved };
  if (ts.isVariableDeclaration(declaration)) {
    const values = [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...assignmentsTo(node.text, declaration)].filter(
      (value) => value.kind !== ts.SyntaxKind.NullKeyword,
    );
    if (values.length > 0) return changedLater(change, worst(values.map((value) => savedEntity(walk, value, env, depth + 1))));
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return savedEntity(walk, loop.expression, env, depth + 1);
  }
  if (ts.isParameter(declaration)) {
    const given = givenTo(declaration, env);
    if (given !== null) return savedEntity(walk, given.node, given.env, depth + 1);
    const source = callbackSource(declaration);
    if (source !== null) return savedEntity(walk, source, env, depth + 1);
  }
  return isRead(walk, node, env) ? { is: 'loaded' } : byValue(walk, node, env);
}

function changedLater({ keyed, unseen }: Changes, saved: Saved): Saved {
  if (saved.is === 'new' && keyed) return { is: 'new', keyed };
  if (saved.is !== 'loaded' || unseen === null) return saved;
  return { is: 'loaded', unless: `${unseen.expression.getText()}, which was not found, moves a stored value` };
}

function byValue(walk: Walk, node: ts.Expression, env: Environment): Saved {
  return ofValue(walk, walk.program.valueOf(node, env));
}

function ofValue(walk: Walk, value: Value): Saved {
  if (value.kind === 'object') return savedObject(walk, value.node, value.env, 4);
  if (value.kind === 'union') return worst(value.values.map((member) => ofValue(walk, member)));
  if (value.kind === 'instance' && value.made !== null)
    return {
      is: 'new',
      keyed: argumentsOf(value.made.node).some((argument) => stableKeyIn(walk, argument, value.made === null ? null : value.made.env) !== null),
    };
  return { is: 'unknown' };
}

function isRead(walk: Walk, node: ts.Expression, env: Environment): boolean {
  return originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env).has('read');
}
