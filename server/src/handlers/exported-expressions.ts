// What a file exports, as the expressions that it is made of: by name, as a whole, as a member of an exported object, also by way of other files.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { exportsOf, type Export } from '../syntax/modules.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Search } from './draft.ts';
import { statedType } from './stated-events.ts';

/** An exported expression, and the file it stands in. */
export interface Exported {
  /** `export default function (event) {}` has no name that an expression could say. */
  readonly node: ts.Expression | ts.FunctionDeclaration;
  readonly typed: ts.TypeNode | null;
  /** The handler is this member of what is exported. */
  readonly member?: string;
}

export function exportNamed(search: Search, file: string, name: string, depth: number): Exported | null {
  const [outer = name, member] = name.split('.');
  if (member !== undefined) {
    const object = exportNamed(search, file, outer, depth);
    return object === null ? null : { ...object, member };
  }
  const source = search.program.sourceFile(file);
  if (!source || depth > 4) return null;
  const table = exportsOf(source);
  const found = table.named.get(name) ?? (name === 'handler' ? table.named.get('default') : undefined);
  if (found?.kind === 'from') {
    const resolution = search.workspace.resolve(file, found.specifier);
    return resolution?.kind === 'file' ? exportNamed(search, resolution.file, found.name, depth + 1) : null;
  }
  if (found) return exportedOf(found);
  for (const whole of table.whole) {
    const named = wholeExports(whole).find((one) => one.name === name);
    if (named) return named.exported;
  }
  const [whole] = table.whole;
  return whole && !ts.isObjectLiteralExpression(bare(whole)) ? { node: whole, typed: null } : null;
}

function exportedOf(found: Export): Exported | null {
  if (found.kind === 'expression') return { node: found.node, typed: statedType(found.node) };
  if (found.kind === 'declaration') {
    const node = found.node.name ?? (ts.isFunctionDeclaration(found.node) ? found.node : undefined);
    return node ? { node, typed: null } : null;
  }
  if (found.kind !== 'local') return null;
  const declaration = resolveName(found.name.text, found.name);
  if (declaration && ts.isVariableDeclaration(declaration)) {
    return { node: declaration.initializer ?? found.name, typed: declaration.type ?? (declaration.initializer ? statedType(declaration.initializer) : null) };
  }
  return { node: found.name, typed: null };
}

/** `module.exports = { a, b: c }` exports its members. */
function wholeExports(whole: ts.Expression): readonly { readonly name: string; readonly exported: Exported }[] {
  const object = bare(whole);
  if (!ts.isObjectLiteralExpression(object)) return [];
  return object.properties.flatMap((property) => {
    if (!property.name || !ts.isIdentifier(property.name)) return [];
    if (ts.isShorthandPropertyAssignment(property))
      return [{ name: property.name.text, exported: exportedOf({ kind: 'local', name: property.name }) ?? { node: property.name, typed: null } }];
    return ts.isPropertyAssignment(property)
      ? [{ name: property.name.text, exported: { node: property.initializer, typed: statedType(property.initializer) } }]
      : [];
  });
}

export function exportsIn(source: ts.SourceFile): readonly Exported[] {
  const table = exportsOf(source);
  return [...[...table.named.values()].flatMap((one) => exportedOf(one) ?? []), ...table.whole.map((node) => ({ node, typed: statedType(node) }))];
}

export function inside(node: Exported['node']): Exported['node'] {
  return ts.isFunctionDeclaration(node) ? node : bare(node);
}
