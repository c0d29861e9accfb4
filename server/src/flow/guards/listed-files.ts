// Files that a folder's listing gave, and that a turn of the loop over them moves away or removes: the next delivery's listing does not give them again.
import ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import type { Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { apisOf } from '../matching-rows.ts';
import { bare, type Located } from '../repeat/locate.ts';
import { assignmentsTo, callbackSource } from '../repeat/locals.ts';
import { givenTo, returnsOf } from '../repeat/origins.ts';
import type { Met, Walk } from '../walk.ts';
import type { PlannedMark } from './mark-plan.ts';

/** For each loop over listed files, the mark that taking one away leaves behind. */
export function planListed({ program, writes }: Walk): readonly PlannedMark[] {
  const taken = new Map<ts.Node, { readonly item: ts.Identifier; readonly by: Met[] }>();
  for (const write of writes) {
    const turn = write.takes === undefined || write.takes === null ? null : turnOf(write.takes, 0);
    if (turn === null || !isListing(program, turn.list, turn.env, 0)) continue;
    const known = taken.get(turn.loop);
    if (known === undefined) taken.set(turn.loop, { item: turn.item, by: [write] });
    else known.by.push(write);
  }
  return [...taken].flatMap(([loop, { item, by }]) => {
    const [first] = by;
    return first === undefined ? [] : [markOf(loop, item, first, by)];
  });
}

function markOf(loop: ts.Node, item: ts.Identifier, first: Met, writes: readonly Met[]): PlannedMark {
  return {
    read: loop,
    site: null,
    writes,
    resets: [],
    guard: 'state-check',
    decides: null,
    gone: 'file',
    key: item,
    keyStable: true,
    keyScope: first.scope,
    transaction: null,
    alsoIn: [],
    atomicBy: 'nothing',
  };
}

interface Turn {
  readonly loop: ts.Node;
  readonly list: ts.Expression;
  readonly item: ts.Identifier;
  readonly env: Environment;
}

const deepest = 10;

/** The loop whose element a path names, or is made of: `join(folder, file.name)`. */
function turnOf({ node, env }: Located, depth: number): Turn | null {
  if (depth > deepest) return null;
  const at = bare(node);
  if (ts.isIdentifier(at)) return turnOfName(at, env, depth);
  if (ts.isPropertyAccessExpression(at)) return turnOf({ node: at.expression, env }, depth + 1);
  const parts = ts.isTemplateExpression(at)
    ? at.templateSpans.map(({ expression }) => expression)
    : ts.isCallExpression(at)
      ? at.arguments
      : ts.isBinaryExpression(at)
        ? [at.left, at.right]
        : [];
  return firstOf(parts, (part) => turnOf({ node: part, env }, depth + 1));
}

function turnOfName(name: ts.Identifier, env: Environment, depth: number): Turn | null {
  const declaration = resolveName(name.text, name);
  if (declaration === null) return null;
  const root = rootOf(declaration);
  if (ts.isParameter(root)) {
    const given = givenTo(root, env);
    if (given !== null) return turnOf(given, depth + 1);
    const list = callbackSource(root);
    return list === null ? null : { loop: root.parent.parent, list, item: name, env };
  }
  if (!ts.isVariableDeclaration(root)) return null;
  const loop = root.parent.parent;
  if (ts.isForOfStatement(loop) && loop.initializer === root.parent) return { loop, list: loop.expression, item: name, env };
  const set = [...(root.initializer === undefined ? [] : [root.initializer]), ...assignmentsTo(name.text, root)];
  return firstOf(set, (part) => turnOf({ node: part, env }, depth + 1));
}

function rootOf(declaration: ts.Node): ts.Node {
  let root = declaration;
  while (ts.isBindingElement(root) || ts.isObjectBindingPattern(root) || ts.isArrayBindingPattern(root)) root = root.parent;
  return root;
}

/** Whether a list is what a listing of files gave, filtered, sorted, mapped or handed on. */
function isListing(program: Program, list: ts.Expression, env: Environment, depth: number): boolean {
  if (depth > deepest) return false;
  const of = (part: ts.Expression, inside: Environment = env): boolean => isListing(program, part, inside, depth + 1);
  const node = bare(list);
  if (ts.isIdentifier(node)) {
    const declared = resolveName(node.text, node);
    const given = declared !== null && ts.isParameter(declared) ? givenTo(declared, env) : null;
    if (given !== null) return of(given.node, given.env);
    if (declared === null || !ts.isVariableDeclaration(declared)) return false;
    return (declared.initializer !== undefined && of(declared.initializer)) || assignmentsTo(node.text, declared).some((value) => of(value));
  }
  if (!ts.isCallExpression(node)) return false;
  const callee = program.valueOf(node.expression, env);
  const lists = apisOf(callee).some((api) =>
    program.catalogue.modelsOf(api.package).effects.some((model) => model.lists?.some((at) => program.matches(api, api.package, at)) === true),
  );
  if (lists) return true;
  if (ts.isPropertyAccessExpression(node.expression) && keepsElements.test(node.expression.name.text)) return of(node.expression.expression);
  return program.functionsOf(callee).some((fn) => {
    const inside = program.enter(fn, program.argumentsOf({ node, env }), { node, env });
    return returnsOf(fn.node.body).some((value) => of(value, inside));
  });
}

const keepsElements = /^(?:filter|map|sort|toSorted|slice|reverse|toReversed)$/;

function firstOf<T>(parts: readonly ts.Expression[], find: (part: ts.Expression) => T | null): T | null {
  for (const part of parts) {
    const found = find(part);
    if (found !== null) return found;
  }
  return null;
}
