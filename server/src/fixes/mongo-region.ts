// The statements that go into a MongoDB transaction: from the first write to the last, if all that is awaited between them can be handed the session. What is left outside
// would wait for the locks that the transaction itself holds, and what cannot be repeated would be: the callback runs again on a conflict.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { EffectFact, StepGraph } from '../facts/steps.ts';
import { boundNames } from '../handlers/event-ids.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { resolveName } from '../syntax/scopes.ts';
import { loopAround } from './event-key.ts';
import { handToRead, handToWrite, mongoLibraryOf } from './hand-session.ts';
import type { FixEdit } from './fix.ts';
import { keptNarrow } from './kept-narrow.ts';
import { isWithin, nodeAt, wholeChain, type Subject } from './subject.ts';

export interface Region {
  readonly statements: readonly ts.Statement[];
  /** The first of its writes. */
  readonly call: ts.CallExpression;
  readonly library: 'mongodb' | 'mongoose';
  /** The edits that hand the session to each of its calls. */
  readonly handed: readonly FixEdit[];
}

/** Null where one of the calls can't take the session, or the statements can't be moved into a callback. */
export function regionOf(subject: Subject, calls: readonly ts.CallExpression[], session: string): Region | null {
  const { handler, report } = subject;
  const [first] = calls;
  const block = first === undefined ? null : blockOf(subject, first, calls);
  if (handler?.body === undefined || block === null || !isWithin(block, handler) || !isAsyncAround(block)) return null;
  const holds = (statement: ts.Statement): boolean => calls.some((call) => isWithin(call, statement));
  const from = block.statements.findIndex(holds);
  const ends = [block.statements.findLastIndex(holds) + 1, block.statements.length];
  for (const end of ends) {
    const [statements, rest] = [block.statements.slice(from, end), block.statements.slice(end)];
    const staysThere = staysInside(statements, block === handler.body && rest.length === 0);
    const isMovable = staysThere && !leaksNames(statements, rest) && !assignsOutside(statements) && !losesTypes(subject, statements);
    if (isMovable && isAlone(report.graph, subject.source, statements)) return handedRegion(subject, statements, session);
  }
  return null;
}

/** The innermost block around all of the calls, in the function that they stand in; of a handler of single messages, round its loops as well: the event has one mark. */
function blockOf(subject: Subject, first: ts.CallExpression, calls: readonly ts.CallExpression[]): ts.Block | null {
  const owner = ts.findAncestor(first, ts.isFunctionLike);
  if (calls.some((call) => ts.findAncestor(call, ts.isFunctionLike) !== owner)) return null;
  const isOfMessage = (block: ts.Block): boolean => subject.report.handler.delivery.unit === 'batch' || loopAround(subject, block) === null;
  const isAround = (node: ts.Node): node is ts.Block => ts.isBlock(node) && calls.every((call) => isWithin(call, node)) && isOfMessage(node);
  return ts.findAncestor(first, isAround) ?? null;
}

function isAsyncAround(block: ts.Block): boolean {
  const owner = ts.findAncestor(block.parent, ts.isFunctionLike);
  return owner !== undefined && ts.canHaveModifiers(owner) && (ts.getModifiers(owner) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}

/** Nothing jumps out of the statements but, where they end the function, a return of nothing. No write stands in a `try`: an error ends the transaction, caught or not. */
function staysInside(statements: readonly ts.Statement[], endTheFunction: boolean): boolean {
  let stays = true;
  const visit = (node: ts.Node, loops: number): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && (!endTheFunction || node.expression !== undefined)) stays = false;
    if ((ts.isBreakStatement(node) || ts.isContinueStatement(node)) && loops === 0) stays = false;
    if (ts.isTryStatement(node) || ts.isYieldExpression(node) || (ts.isIdentifier(node) && node.text === 'arguments')) stays = false;
    const isLoop = ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
    ts.forEachChild(node, (child) => visit(child, loops + (isLoop ? 1 : 0)));
  };
  statements.forEach((statement) => visit(statement, 0));
  return stays;
}

/** What the statements declare is not there for those behind them. */
function leaksNames(statements: readonly ts.Statement[], rest: readonly ts.Statement[]): boolean {
  const names = statements.flatMap((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
      : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
        ? [statement.name?.text ?? '']
        : [],
  );
  return rest.some((statement) => mentionsAny(statement, names));
}

/** A variable around them would be empty for a duplicate. */
function assignsOutside(statements: readonly ts.Statement[]): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    const isAssignment =
      ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    const isStep = (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && /\+\+|--/.test(node.getText());
    const target = isAssignment ? node.left : isStep ? node.operand : null;
    const declared = target !== null && ts.isIdentifier(target) ? resolveName(target.text, target) : null;
    if (target !== null && (ts.isObjectLiteralExpression(target) || ts.isArrayLiteralExpression(target))) found = true;
    if (declared !== null && !statements.some((statement) => isWithin(declared, statement))) found = true;
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return found;
}

/** TypeScript forgets in a callback what was known of a property or a `let` around it. A statement that is one call gets those read in front of it. */
function losesTypes(subject: Subject, statements: readonly ts.Statement[]): boolean {
  if (statements.length === 1 && singleCall(statements[0]) !== null) return false;
  return statements.some((statement) => keptNarrow(subject, statement, new Set()).length > 0);
}

/** `await orders.insertOne(order);` */
export function singleCall(statement: ts.Statement | undefined): ts.Expression | null {
  if (statement === undefined || !ts.isExpressionStatement(statement) || !ts.isAwaitExpression(statement.expression)) return null;
  return statement.expression.expression;
}

/** Nothing else happens among them: no acknowledgement, no effect elsewhere, nothing that was not understood. */
function isAlone(graph: StepGraph, source: ts.SourceFile, statements: readonly ts.Statement[]): boolean {
  const isInside = (place: Place): boolean => {
    const node = nodeAt(source, place, ts.isExpression);
    return node !== null && statements.some((statement) => isWithin(node, statement));
  };
  const settles = graph.steps.some((step) => /^(acknowledge|reject|fork)$/.test(step.kind) && isInside(step.via ?? step.place));
  const isHanded = (effect: EffectFact): boolean => effect.reachedFrom === undefined && mongoLibraryOf(effect) !== null;
  const others = graph.effects.some((effect) => !isHanded(effect) && (effect.reachedFrom ?? [effect.place]).some(isInside));
  return !settles && !others && !graph.opaque.some(({ place }) => isInside(place));
}

function handedRegion({ report, source }: Subject, statements: readonly ts.Statement[], session: string): Region | null {
  const writes = new Map<ts.Node, Write>();
  for (const fact of report.graph.effects) {
    const library = mongoLibraryOf(fact);
    const call = library === null ? null : nodeAt(source, fact.place, ts.isCallExpression);
    if (library !== null && call !== null && statements.some((statement) => isWithin(call, statement))) writes.set(wholeChain(call), { call, fact, library });
  }
  const [first] = writes.values();
  if (first === undefined || [...writes.values()].some(({ library }) => library !== first.library)) return null;
  const handed = awaitedIn(statements).map((awaited) => {
    const write = awaited === null ? undefined : writes.get(awaited);
    if (awaited !== null) writes.delete(awaited);
    return awaited === null ? null : write === undefined ? handToRead(awaited, first.library, session) : handToWrite(write.call, write.fact, session);
  });
  // What is left over is not waited for.
  const isComplete = writes.size === 0 && handed.every((one) => one !== null);
  return isComplete ? { statements, call: first.call, library: first.library, handed: handed.flat() } : null;
}

interface Write {
  readonly call: ts.CallExpression;
  readonly fact: EffectFact;
  readonly library: Region['library'];
}

/** All that is waited for, one after the other; null stands for what is waited for in another way: in a callback, by `for await`. */
function awaitedIn(statements: readonly ts.Statement[]): readonly (ts.Expression | null)[] {
  const found: (ts.Expression | null)[] = [];
  const visit = (node: ts.Node): void => {
    const isOther = (ts.isFunctionLike(node) && /\bawait\b|\basync\b/.test(node.getText())) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isOther) found.push(null);
    else if (ts.isAwaitExpression(node)) found.push(node.expression);
    if (!isOther) ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return found;
}
