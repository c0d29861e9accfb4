// `forEach(async ...)` waits for nothing. A `for...of` loop does the same work in order and waits.
import ts from 'typescript';
import { ordered, replaceSpan } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { asyncEdit } from './await-effect.ts';
import { effectsOf, functionAround, nodeAt, type FixMaker } from './subject.ts';

export const loopInsteadOfForEach: FixMaker = {
  id: 'loop-instead-of-for-each',
  offers(subject) {
    const seen = new Set<ts.Node>();
    return effectsOf(subject.report).flatMap(({ fact }) => {
      const source = subject.parse(fact.place.file);
      const effect = source === null ? null : nodeAt(source, fact.place, ts.isExpression);
      const call = effect === null ? undefined : ts.findAncestor(effect, isAsyncForEach);
      const edits = source === null || call === undefined || seen.has(call) ? null : looping(source, call);
      if (call === undefined || edits === null) return [];
      seen.add(call);
      return [
        {
          title: 'Replace forEach by a loop that waits for each element',
          kind: 'quickfix' as const,
          rules: ['floating-effect'],
          needsConfirmation: 'The elements are handled one after the other, and the first failure ends the loop.',
          place: fact.place,
          variant: 'forEach',
          edits: () => ({ edits, newFiles: [], toDo: [] }),
        },
      ];
    });
  },
};

function isAsyncForEach(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'forEach') return false;
  const [callback] = node.arguments;
  return callback !== undefined && ts.isArrowFunction(callback) && (callback.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}

function looping(source: ts.SourceFile, call: ts.CallExpression): readonly FixEdit[] | null {
  const [callback] = call.arguments;
  const statement = call.parent;
  if (!ts.isExpressionStatement(statement) || !callback || !ts.isArrowFunction(callback) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const around = functionAround(statement);
  const makeAsync = around === null ? null : asyncEdit(source, around);
  const [element, index] = callback.parameters;
  if (makeAsync === null || !element || callback.parameters.length > 2 || call.expression.questionDotToken) return null;
  const list = call.expression.expression.getText(source);
  const name = element.name.getText(source);
  const head = index ? `for (const [${index.name.getText(source)}, ${name}] of ${list}.entries()) ` : `for (const ${name} of ${list}) `;
  const { body } = callback;
  const returns = returnsOf(body);
  if (returns.some((one) => one.expression !== undefined)) return null;
  if (!ts.isBlock(body))
    return ordered([...makeAsync, replaceSpan(source, statement.getStart(source), body.getStart(source), head), replaceSpan(source, body.end, call.end, '')]);
  return ordered([
    ...makeAsync,
    replaceSpan(source, statement.getStart(source), body.getStart(source), head),
    ...returns.map((one) => replaceSpan(source, one.getStart(source), one.getStart(source) + 'return'.length, 'continue')),
    replaceSpan(source, body.end, statement.end, ''),
  ]);
}

/** Of the callback itself; a nested loop would catch a `continue`, so such a callback has none that can be turned. */
function returnsOf(body: ts.Node): readonly ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) found.push(node);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}
