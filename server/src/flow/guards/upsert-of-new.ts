// MongoDB's `updateOne({ _id }, { $setOnInsert: { ... } }, { upsert: true })`: it writes a document where there is none under that _id, leaves one that is there alone, and
// tells which of the two it did by the count or the ID of what was upserted.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';

/** Whether a call is such an update, and the function around it asks what it did. */
export function isUpsertOfNew(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'updateOne') return false;
  const [filter, update, options] = node.arguments.map(namesIn);
  const [only, ...others] = update ?? [];
  return (
    (filter?.includes('_id') ?? false) && only === '$setOnInsert' && others.length === 0 && (options?.includes('upsert') ?? false) && tellsByUpserted(node)
  );
}

function namesIn(argument: ts.Expression): readonly string[] {
  const object = bare(argument);
  return ts.isObjectLiteralExpression(object) ? object.properties.map((property) => property.name?.getText() ?? '...') : [];
}

/** Nothing is matched by the first, and nothing is modified by either: those counts tell the opposite, or nothing. */
function tellsByUpserted(node: ts.Node): boolean {
  const around = ts.findAncestor(node, ts.isFunctionLike)?.getText() ?? '';
  return /\bupserted(Count|Id)\b/.test(around) && !/\b(matchedCount|modifiedCount|nModified)\b/.test(around);
}
