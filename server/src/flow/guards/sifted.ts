// `const fresh = ids.filter((id) => !known.has(id)); if (fresh.length === 0) return`: where a read's answer is taken out of what the message brings, finding all of it skips the work.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { mentionsAny } from '../../syntax/mentions.ts';
import { following, namesIn, outermost, shapesOfHeld, skipShapesOf, type SkipShape } from './skip-shape.ts';

/** The shapes in the function of the read; `handedOn` says that the function gives back what is left over. */
export interface Sifted {
  readonly shapes: readonly SkipShape[];
  readonly handedOn: boolean;
}

export function siftedBy(read: ts.Node): Sifted {
  const holder = outermost(read).parent;
  if (!ts.isVariableDeclaration(holder)) return { shapes: [], handedOn: false };
  const known = new Set(namesIn(holder.name));
  for (const statement of following(holder)) {
    if (ts.isReturnStatement(statement)) return { shapes: [], handedOn: statement.expression !== undefined && isSifted(statement.expression, known) };
    for (const declaration of ts.isVariableStatement(statement) ? statement.declarationList.declarations : []) {
      const { initializer } = declaration;
      if (initializer === undefined || !mentionsAny(initializer, [...known])) continue;
      if (!isSifted(initializer, known)) namesIn(declaration.name).forEach((name) => known.add(name));
      else return { shapes: whenNothingIsLeft(shapesOfHeld(declaration)), handedOn: false };
    }
  }
  return { shapes: [], handedOn: false };
}

/** The shapes at the call of a function that gives back what is left over. */
export function siftedAt(call: ts.Node): readonly SkipShape[] {
  return whenNothingIsLeft(skipShapesOf(call));
}

/** Nothing is left over where all was found. */
function whenNothingIsLeft(shapes: readonly SkipShape[]): readonly SkipShape[] {
  return shapes
    .filter((shape) => shape.inverted && shape.field === null && shape.within === undefined)
    .map((shape) => ({ ...shape, inverted: false, sifts: true }));
}

/** `ids.filter((id) => !known.has(id))`, `rows.filter((row) => !found.some(({ id }) => id === row.id))`. */
function isSifted(expression: ts.Expression, known: ReadonlySet<string>): boolean {
  const call = bare(expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'filter') return false;
  const [test] = call.arguments;
  if (test === undefined || !ts.isArrowFunction(test) || mentionsAny(call.expression.expression, [...known])) return false;
  const [only] = ts.isBlock(test.body) ? test.body.statements : [];
  const answer = ts.isBlock(test.body) ? (only !== undefined && ts.isReturnStatement(only) ? only.expression : undefined) : test.body;
  return answer !== undefined && isAbsentFrom(bare(answer), known);
}

function isAbsentFrom(answer: ts.Expression, known: ReadonlySet<string>): boolean {
  if (!ts.isPrefixUnaryExpression(answer) || answer.operator !== ts.SyntaxKind.ExclamationToken) return false;
  const asked = bare(answer.operand);
  const callee = ts.isCallExpression(asked) ? bare(asked.expression) : asked;
  if (ts.isElementAccessExpression(callee)) return mentionsAny(callee.expression, [...known]);
  return ts.isPropertyAccessExpression(callee) && /^(?:has|get|includes|some|find)$/.test(callee.name.text) && mentionsAny(callee.expression, [...known]);
}
