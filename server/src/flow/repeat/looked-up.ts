// A row that was looked up by a field has there what it was looked up by: `order.id` of `find({ where: { id: job.data.id } })` is the message's.
import ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import type { Environment } from '../../provenance/values.ts';
import { bare } from '../../syntax/bare.ts';
import { isMemberOf, type Located } from './locate.ts';

const byCondition = /^(?:find|get)(?:One|First|Unique)?(?:By|OrThrow|OrFail)?$/i;
const byId = /^(?:findById|findByPk|retrieve)$/;

/** What the row of `row.field` was looked up by, where that was this field. */
export function lookedUpBy(program: Program, { expression, name }: ts.PropertyAccessExpression, env: Environment): Located | null {
  const row = program.valueOf(expression, env);
  if (row.kind !== 'api' || row.token?.kind !== 'return' || row.call === null || row.parent?.token?.kind !== 'member') return null;
  const method = row.parent.token.name;
  const field = name.text;
  const paths = byId.test(method)
    ? /^_?id$/.test(field)
      ? ['Argument[0]']
      : []
    : byCondition.test(method)
      ? [`Argument[0].Member[where].Member[${field}]`, `Argument[0].Member[${field}]`]
      : [];
  for (const path of paths) {
    const reading = program.readPath(row.call, path);
    const node = reading && ts.isShorthandPropertyAssignment(reading.node) ? reading.node.name : reading?.node;
    if (!reading || !node || !ts.isExpression(node) || !isMemberOf(reading.node, path) || isOneOfSeveral(reading.node)) continue;
    // `{ in: ids }`, `{ gt: date }`: no equality.
    if (!ts.isObjectLiteralExpression(bare(node)) && !ts.isArrayLiteralExpression(bare(node))) return { node, env: reading.env };
  }
  return null;
}

/** `where: [{ id }, { email }]`: one or the other. */
function isOneOfSeveral(node: ts.Node): boolean {
  const property = ts.isShorthandPropertyAssignment(node) ? node : node.parent;
  return ts.isObjectLiteralElementLike(property) && ts.isArrayLiteralExpression(property.parent.parent);
}
