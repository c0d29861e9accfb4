// The types that plain JavaScript states in comments: `@param {import('aws-lambda').SQSEvent} event`, `@type {import('aws-lambda').SQSHandler}`.
import ts from 'typescript';

/** What the comments say of a function or of its first parameter, a type's text or the words beside it; empty where the language has types of its own. */
export function commentedTypes(node: ts.SignatureDeclaration): string {
  if (!/\.[cm]?jsx?$/.test(node.getSourceFile().fileName)) return '';
  const [first] = node.parameters;
  return [first, node, statementOf(node)].map((at) => (at === undefined ? null : statedIn(at))).find((stated) => stated !== null) ?? '';
}

function statedIn(at: ts.Node): string | null {
  const before = at.getSourceFile().text.slice(at.getFullStart(), at.getStart());
  const [comment] = before.match(/\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/) ?? [];
  return /@(?:param|type|satisfies)\s*(\{[^}]*\}[^\n]*)/.exec(comment ?? '')?.[1] ?? null;
}

/** The statement of the variable that a function is the value of. */
function statementOf(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) ? parent.parent.parent : undefined;
}
