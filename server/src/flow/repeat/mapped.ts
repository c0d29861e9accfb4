// Lists that are made of others: `ids.map((id) => ({ name, opts: { jobId: id } }))`, and what each of their objects has under a name.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { resolveName } from '../../syntax/scopes.ts';

/** What `list.map((item) => ({ ... }))` makes of each item, also flattened or sifted. */
export function mappedObject(node: ts.CallExpression): ts.Expression | null {
  const [callback] = node.arguments;
  if (!ts.isPropertyAccessExpression(node.expression)) return null;
  if (/^(flat|filter|slice|sort|reverse)$/.test(node.expression.name.text)) {
    const inner = bare(node.expression.expression);
    return ts.isCallExpression(inner) && mappedObject(inner) !== null ? inner : null;
  }
  if (!/^(map|flatMap)$/.test(node.expression.name.text) || callback === undefined || !ts.isArrowFunction(callback)) return null;
  if (!ts.isBlock(callback.body)) return callback.body;
  const last = callback.body.statements.find(ts.isReturnStatement);
  return last?.expression ?? null;
}

/** What stands at a path of names in each object of a mapped list, also one that is kept under a name first; null where the list is no such, or has nothing there. */
export function inMapped(list: ts.Expression, names: readonly string[]): ts.Expression | null {
  const node = bare(list);
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration !== null)
    return ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? inMapped(declaration.initializer, names) : null;
  const made = ts.isCallExpression(node) ? mappedObject(node) : null;
  if (made === null) return null;
  const object = bare(made);
  if (ts.isCallExpression(object)) return inMapped(object, names);
  return names.reduce<ts.Expression | null>((at, name) => (at === null ? null : valueOf(bare(at), name)), object);
}

function valueOf(object: ts.Expression, name: string): ts.Expression | null {
  const found = ts.isObjectLiteralExpression(object) ? object.properties.findLast((property) => property.name?.getText() === name) : undefined;
  if (found === undefined) return null;
  return ts.isPropertyAssignment(found) ? found.initializer : ts.isShorthandPropertyAssignment(found) ? found.name : null;
}
