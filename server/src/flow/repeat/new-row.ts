// Keys that name a row which the handler itself has just put in: `const run = await prisma.run.create({ data })`, then `{ jobId: run.id }` is another key on each run, unless the row is refused the second time.
import ts from 'typescript';
import type { Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { insertByData, repeatedInsert } from './inserts.ts';
import { bare, chainOf } from './locate.ts';
import type { Walk } from './origins.ts';

/** Whether a part of the key is the identifier of a row that each run adds. */
export function namesNewRow(walk: Walk, key: ts.Expression, env: Environment): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node) && /^(?:_?id|uuid)$/.test(node.name.text)) {
      const row = bare(node.expression);
      return ts.isIdentifier(row) && isAddedEachRun(walk, row, env);
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(key);
}

function isAddedEachRun(walk: Walk, row: ts.Identifier, env: Environment): boolean {
  const call = madeBy(row);
  if (call === null || !ts.isCallExpression(call)) return false;
  const links = chainOf(call);
  const insert = links.find((link) => /^(?:create|insertOne|values)$/.test(link.name));
  const isInsert = insert !== undefined && (insert.name !== 'values' || links.some((link) => link.name === 'insert'));
  if (!isInsert || links.some((link) => link.name.startsWith('onConflict'))) return false;
  const api = walk.program.valueOf(insert.node.expression, env);
  const [given] = insert.node.arguments;
  if (api.kind !== 'api' || given === undefined) return false;
  const by = ts.isObjectLiteralExpression(given) ? given.properties.find((property) => property.name?.getText() === 'data') : undefined;
  const data = by !== undefined && ts.isPropertyAssignment(by) ? by.initializer : given;
  const fresh: Walk = { ...walk, seen: new Set(), depth: 0 };
  const found = repeatedInsert(insertByData(fresh, { node: insert.node, env }, { node: data, env }, by === undefined ? 'chain' : 'model', 'error'));
  return found === null || found.mask === 'exposed';
}

/** Of `const run = await ...` and `const [run] = await ...`. */
function madeBy(name: ts.Identifier): ts.Expression | null {
  const found = resolveName(name.text, name);
  const declaration = found !== null && ts.isBindingElement(found) && ts.isArrayBindingPattern(found.parent) ? found.parent.parent : found;
  return declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? bare(declaration.initializer) : null;
}
