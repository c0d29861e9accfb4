// An effect that nobody waits for is waited for: its failure then fails the delivery. `void f()` and a bare `f()` become `await f()`; the function becomes async if it is not.
import ts from 'typescript';
import { insertAt, ordered, replaceSpan } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { effectsOf, functionAround, nodeAt, wholeChain, type FixMaker, type JudgedEffect, type Subject } from './subject.ts';

export const awaitEffect: FixMaker = {
  id: 'await-effect',
  offers(subject) {
    return effectsOf(subject.report).flatMap((effect) => {
      const source = subject.parse(effect.fact.place.file);
      const edits = source === null || !(effect.fact.floating || effect.fact.neverSent) ? null : awaiting(source, effect);
      if (source === null || edits === null) return [];
      return [
        {
          title: `Await ${effect.fact.call}${losesNothing(subject, effect) ? ': its failure fails the delivery' : ''}`,
          kind: 'quickfix' as const,
          rules: ['floating-effect', 'never-sent'],
          needsConfirmation: 'The handler takes as long as the effect, and fails when it fails.',
          place: effect.fact.place,
          variant: '',
          edits: () => ({ edits: edits, newFiles: [], toDo: [] }),
        },
      ];
    });
  },
};

function losesNothing({ report }: Subject, { fact }: JudgedEffect): boolean {
  return fact.floating && report.handler.delivery.promise === 'awaited';
}

function awaiting(source: ts.SourceFile, { fact }: JudgedEffect): readonly FixEdit[] | null {
  const call = nodeAt(source, fact.place, ts.isExpression);
  if (call === null) return null;
  const whole = wholeChain(call);
  const isVoid = ts.isVoidExpression(whole.parent);
  const outer = isVoid ? whole.parent : whole;
  if (!ts.isExpressionStatement(outer.parent)) return null;
  const around = functionAround(outer);
  const edit = isVoid ? replaceSpan(source, outer.getStart(source), whole.getStart(source), 'await ') : insertAt(source, whole.getStart(source), 'await ');
  if (around === null) return null;
  const makeAsync = asyncEdit(source, around);
  return makeAsync === null ? null : ordered([edit, ...makeAsync]);
}

/** Nothing for an async function; null where a function can't be one without changing what its caller gets. */
export function asyncEdit(source: ts.SourceFile, node: ts.SignatureDeclaration): readonly FixEdit[] | null {
  if ((ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword)) return [];
  const isPlain = ts.isArrowFunction(node) || (ts.isFunctionExpression(node) && !node.asteriskToken);
  const isArgument = ts.isCallExpression(node.parent) || ts.isPropertyAssignment(node.parent);
  const isIterator = ts.isCallExpression(node.parent) && /\.(forEach|map|filter|reduce|some|every|find)$/.test(node.parent.expression.getText(source));
  return isPlain && isArgument && !isIterator && !node.type ? [insertAt(source, node.getStart(source), 'async ')] : null;
}
