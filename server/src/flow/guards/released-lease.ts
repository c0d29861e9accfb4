// A lock on a row: a conditional write takes it (`lockedUntil`), and the write that ends the work gives it back. It keeps two runs apart, but not two deliveries.
import ts from 'typescript';
import { lastNameOf } from '../../syntax/file-index.ts';
import { identifiersNamed, mentionsAny } from '../../syntax/mentions.ts';
import { contains } from '../../syntax/places.ts';
import { wholeChain } from './call-chain.ts';

/** Whether another update of the file empties `field`, by which the write `take` refuses its repetition, and sets nothing else that the condition looks at. */
export function isGivenBack(take: ts.Node, field: string): boolean {
  const chain = wholeChain(take);
  return identifiersNamed(field, take.getSourceFile()).some(({ parent }) => {
    if (!ts.isPropertyAssignment(parent) || parent.name.getText() !== field || !isEmpty(parent.initializer)) return false;
    const written = parent.parent;
    if (isCondition(written) || !isUpdate(written) || contains(chain, written)) return false;
    const others = written.properties.flatMap(({ name }) => (name !== undefined && ts.isIdentifier(name) && name.text !== field ? [name.text] : []));
    return (others.length > 0 || ts.findAncestor(written, ts.isCatchClause) === undefined) && !mentionsAny(chain, others);
  });
}

function isEmpty(value: ts.Expression): boolean {
  return value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === 'undefined');
}

/** One side of an `$or`, or what stands in a `where`. */
function isCondition({ parent }: ts.Node): boolean {
  return ts.isArrayLiteralExpression(parent) || (ts.isPropertyAssignment(parent) && /^(where|filter|query)$/.test(parent.name.getText()));
}

function isUpdate(node: ts.Node): boolean {
  const call = ts.findAncestor(node, ts.isCallExpression);
  return call !== undefined && /update|replace|^set$/i.test(lastNameOf(call.expression) ?? '');
}
