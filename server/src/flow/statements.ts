// Statements in the order they run. Each takes the ways that lead to it and gives the ways that go on; the rest leaves by the scope's exits.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { isInert, mayDecide } from './inert.ts';
import { walkLoop } from './loops.ts';
import { compare, elementsKnown, isResult, memberOf, textOf, truthOf, type Known } from './known.ts';
import { addsOnce } from './failed-items.ts';
import { knowingTurns } from './last-turn.ts';
import { waitedForWhileMaking, wayWhenMade } from './made-once.ts';
import { isRaced } from './promise-use.ts';
import { knownOf } from './read-known.ts';
import { merge, nowhere, outcomesOf, statesOf, withFact, withoutLocals, type Outcome, type State } from './state.ts';
import { resolveName } from '../syntax/scopes.ts';
import { givenUpOn } from './tries-again.ts';
import { withRejections } from './returned-promises.ts';
import { walkReturned } from './returned-status.ts';
import { fallible, isExhausted, undecided, unlessIdle, withExits, type Jump, type Scope, type Walk } from './walk.ts';
import { walkKept } from './settled-later.ts';
import { apartByListed } from './guards/planned-marks.ts';
import { afterSharing } from './shared-values.ts';
import { walkTry } from './try-statement.ts';

export function walkStatements(w: Walk, states: readonly State[], nodes: readonly ts.Statement[], scope: Scope): readonly State[] {
  let here = states;
  for (const node of nodes) {
    if (here.length === 0) return here;
    // What is left of a function goes on as it began; what is left of a catch may let the error out after all.
    if (isExhausted(w)) return isInCatch(node) ? nowhere : here;
    const { work, idle } = apartByListed(w, here, node);
    here = merge([...(work.length === 0 ? work : walkStatement(w, work, node, scope)), ...idle]);
  }
  return here;
}

function isInCatch(node: ts.Node): boolean {
  const around = ts.findAncestor(node, (outer) => ts.isCatchClause(outer) || ts.isFunctionLike(outer));
  return around !== undefined && ts.isCatchClause(around);
}

export function walkStatement(w: Walk, states: readonly State[], node: ts.Statement, scope: Scope, labels: readonly string[] = []): readonly State[] {
  if (ts.isBlock(node)) return merge(walkStatements(w, states, node.statements, scope).map((state) => withoutLocals(state, node)));
  if (ts.isExpressionStatement(node))
    return isInert(node) ? states : statesOf(walkKept(w, node.expression, scope, (inner) => w.visit.expression(w, states, node.expression, inner)));
  if (ts.isVariableStatement(node)) return walkDeclarations(w, states, node.declarationList, scope);
  if (ts.isIfStatement(node)) return unlessIdle(w, states, scope, () => walkIf(w, states, node, scope));
  if (ts.isReturnStatement(node)) return walkReturn(w, states, node, scope);
  if (ts.isThrowStatement(node)) return walkThrow(w, states, node, scope);
  if (ts.isTryStatement(node)) return unlessIdle(w, states, scope, () => walkTry(w, states, node, scope));
  if (ts.isSwitchStatement(node)) return unlessIdle(w, states, scope, () => walkSwitch(w, states, node, scope, labels));
  if (ts.isLabeledStatement(node)) return walkLabelled(w, states, node, scope, labels);
  if (ts.isBreakOrContinueStatement(node)) return leaveBy(states, node, scope);
  if (ts.isIterationStatement(node, false)) return isInert(node) ? states : unlessIdle(w, states, scope, () => walkIteration(w, states, node, scope, labels));
  return states;
}

export function walkDeclarations(w: Walk, states: readonly State[], list: ts.VariableDeclarationList, scope: Scope): readonly State[] {
  return list.declarations.reduce((here, declaration) => walkDeclaration(w, here, declaration, list, scope), states);
}

function walkDeclaration(
  w: Walk,
  states: readonly State[],
  declaration: ts.VariableDeclaration,
  list: ts.VariableDeclarationList,
  scope: Scope,
): readonly State[] {
  if (declaration.initializer === undefined) return states;
  const { initializer } = declaration;
  const walked = walkKept(w, declaration, scope, (inner) => w.visit.expression(w, states, initializer, inner));
  const outcomes = walked.length === 0 && isRaced(declaration) ? outcomesOf(states) : walked;
  const decides = ts.isIdentifier(declaration.name) ? mayDecide(declaration.name.text, declaration) : true;
  // In a catch it may tell whether the error is dealt with: `const failed = failedBy(error)`.
  const constant = (list.flags & ts.NodeFlags.Const) !== 0 && scope.caught.length === 0 && !tellsWays(outcomes);
  return merge(
    outcomes.map(({ state, known: came }) => {
      // A call in it, `error.meta.target.includes('key')`, tells nothing by being made.
      const own = afterSharing(state, initializer);
      const known = own === state ? (came ?? (scope.caught.length > 0 ? knownOf(initializer, state.facts) : undefined)) : undefined;
      if (known?.is === 'settled' && ts.isArrayBindingPattern(declaration.name)) return withResults(state, declaration.name, known);
      return decides && known !== undefined && isWorthKnowing(known, constant) ? withFact(own, declaration, known) : own;
    }),
  );
}

/** `const [first, second] = await Promise.allSettled(...)`: each is one of the results. */
function withResults(state: State, pattern: ts.ArrayBindingPattern, known: Known): State {
  return pattern.elements.reduce((here, element) => (ts.isBindingElement(element) ? withFact(here, element, known) : here), state);
}

/** A word for each way that was taken: `const applied = await apply(row)` gives 'updated' or 'noop', `await find(id)` a row or null. */
function tellsWays(outcomes: readonly Outcome[]): boolean {
  const words = new Set(
    outcomes.flatMap(({ known }) => (known?.is === 'constant' ? [known.value] : known?.is === 'named' || known?.is === 'truthy' ? [textOf(known)] : [])),
  );
  return words.size > 1;
}

/** What a constant is made to be never changes: of plain values only flags and nothing decide anything later, unless each way has its own. */
function isWorthKnowing(known: Known, constant: boolean): boolean {
  if (known.is === 'truthy' || known.is === 'named') return !constant;
  if (known.is === 'object') return isResult(known) || !constant;
  return known.is !== 'constant' || !constant || (typeof known.value !== 'string' && typeof known.value !== 'number');
}

function walkIf(w: Walk, states: readonly State[], node: ts.IfStatement, scope: Scope): readonly State[] {
  if (isInert(node)) return states;
  const made = wayWhenMade(node);
  if (made !== null) return walkMade(w, states, node, made, scope);
  if (addsOnce(node)) return walkStatement(w, states, node.thenStatement, scope);
  const ways = w.visit.condition(w, states, node.expression, scope);
  const { yes, no } = knowingTurns(node.expression, ways.yes, ways.no);
  const then = yes.length === 0 ? nowhere : walkStatement(w, yes, node.thenStatement, scope);
  const otherwise = no.length === 0 || node.elseStatement === undefined ? no : walkStatement(w, no, node.elseStatement, scope);
  return merge([...then, ...otherwise]);
}

/** A message finds it made, or is the one whose making of it fails. */
function walkMade(w: Walk, states: readonly State[], node: ts.IfStatement, made: 'then' | 'otherwise', scope: Scope): readonly State[] {
  const waited = waitedForWhileMaking(node, made);
  const here = waited === null ? states : fallible(w, states, { kind: 'call' }, waited, 'makes what the process keeps', scope);
  const way = made === 'then' ? node.thenStatement : node.elseStatement;
  return way === undefined ? here : walkStatement(w, here, way, scope);
}

function walkReturn(w: Walk, states: readonly State[], node: ts.ReturnStatement, scope: Scope): readonly State[] {
  const { expression } = node;
  const outcomes = expression === undefined ? outcomesOf(states) : withRejections(w, node, scope, (inner) => walkReturned(w, states, expression, inner));
  scope.exits.returns.push(...outcomes);
  return nowhere;
}

function walkThrow(w: Walk, states: readonly State[], node: ts.ThrowStatement, scope: Scope): readonly State[] {
  const outcomes = w.visit.expression(w, states, node.expression, scope);
  const from = scope.caught.length > 0 ? scope.caught : givenUpOn(w, node);
  scope.exits.throws.push(
    ...outcomes.map(({ state }): Outcome => {
      const known = rethrown(node.expression, state);
      return { state, known: known ?? { is: 'thrown', why: 'raised', made: madeBy(node.expression) }, from };
    }),
  );
  return nowhere;
}

function madeBy(expression: ts.Expression): string | undefined {
  const made = bare(expression);
  return ts.isNewExpression(made) && ts.isIdentifier(made.expression) ? made.expression.text : undefined;
}

function rethrown(expression: ts.Expression, state: State) {
  const declaration = ts.isIdentifier(expression) ? resolveName(expression.text, expression) : null;
  const known = declaration === null ? undefined : knownOf(expression, state.facts);
  return known?.is === 'thrown' ? known : undefined;
}

function leaveBy(states: readonly State[], node: ts.BreakOrContinueStatement, scope: Scope): readonly State[] {
  const kind = ts.isBreakStatement(node) ? 'break' : 'continue';
  scope.exits.jumps.push(...states.map((state): Jump => ({ kind, label: node.label?.text ?? null, state })));
  return nowhere;
}

function walkLabelled(w: Walk, states: readonly State[], node: ts.LabeledStatement, scope: Scope, labels: readonly string[]): readonly State[] {
  const own = [...labels, node.label.text];
  if (ts.isIterationStatement(node.statement, false) || ts.isLabeledStatement(node.statement)) return walkStatement(w, states, node.statement, scope, own);
  return catchBreaks(scope, own, (inner) => walkStatement(w, states, node.statement, inner));
}

function walkSwitch(w: Walk, states: readonly State[], node: ts.SwitchStatement, scope: Scope, labels: readonly string[]): readonly State[] {
  const subject = statesOf(w.visit.expression(w, states, node.expression, scope));
  const clauses = node.caseBlock.clauses;
  return catchBreaks(scope, labels, (inner) => {
    const known = subject.map((state) => ({ state, target: clauseFor(node, state) }));
    const decided = known.filter(({ target }) => target !== null);
    const open = known.filter(({ target }) => target === null).map(({ state }) => state);
    const fork = open.length === 0 ? nowhere : undecided(w, open, node.expression).yes;
    let through: readonly State[] = nowhere;
    for (const clause of clauses) {
      const entering = decided.filter(({ target }) => target === clause).map(({ state }) => state);
      through = walkStatements(w, merge([...through, ...entering, ...fork]), clause.statements, inner);
    }
    return merge(clauses.some(ts.isDefaultClause) ? through : [...through, ...fork]);
  });
}

/** The clause that a known subject selects; null where it could be any. */
function clauseFor(node: ts.SwitchStatement, state: State): ts.CaseOrDefaultClause | null {
  const subject = knownOf(node.expression, state.facts);
  if (subject?.is !== 'constant' && subject?.is !== 'named') return null;
  const answers = node.caseBlock.clauses.map((clause) => (ts.isCaseClause(clause) ? compare(subject, '===', knownOf(clause.expression, state.facts)) : false));
  const match = node.caseBlock.clauses[answers.indexOf(true)];
  return match ?? (answers.includes(null) ? null : (node.caseBlock.clauses.find(ts.isDefaultClause) ?? null));
}

function catchBreaks(scope: Scope, labels: readonly string[], body: (scope: Scope) => readonly State[]): readonly State[] {
  const jumps: Jump[] = [];
  const ends = body(withExits(scope, { jumps }));
  const mine = jumps.filter((jump) => jump.kind === 'break' && (jump.label === null || labels.includes(jump.label)));
  scope.exits.jumps.push(...jumps.filter((jump) => !mine.includes(jump)));
  return merge([...ends, ...mine.map((jump) => jump.state)]);
}

function walkIteration(w: Walk, states: readonly State[], node: ts.IterationStatement, scope: Scope, labels: readonly string[]): readonly State[] {
  const body = (here: readonly State[], inner: Scope) => walkStatement(w, here, node.statement, inner);
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const over = w.visit.expression(w, states, node.expression, scope);
    const loop = (ready: readonly State[], first: boolean) =>
      ready.length === 0 ? nowhere : walkLoop(w, ready, { node, labels, body, test: null, after: null, first }, scope);
    const past = over.filter(({ known }) => isEmpty(known) === true).map(({ state }) => state);
    const certain = over.filter(({ known }) => elementsKnown(known) !== null);
    const open = merge(over.filter((one) => isEmpty(one.known) !== true && !certain.includes(one)).map(({ state }) => state));
    const once = certain.flatMap(({ state, known }) =>
      (elementsKnown(known) ?? []).reduce((here: readonly State[], one) => loop(merge(here.map((each) => withElement(node, each, one))), true), [state]),
    );
    return merge([...past, ...loop(open, false), ...once]);
  }
  if (ts.isForStatement(node)) {
    const { condition, incrementor } = node;
    const ready =
      node.initializer === undefined
        ? states
        : ts.isVariableDeclarationList(node.initializer)
          ? walkDeclarations(w, states, node.initializer, scope)
          : statesOf(w.visit.expression(w, states, node.initializer, scope));
    const after =
      incrementor === undefined || isCounter(incrementor) ? null : (here: readonly State[]) => statesOf(w.visit.expression(w, here, incrementor, scope));
    const forgotten = ts.isVariableDeclarationList(node.initializer ?? node) ? ready.map((state) => forget(state, node.initializer)) : ready;
    return walkLoop(
      w,
      forgotten,
      { node, labels, body, test: condition === undefined || givesUpInside(node) ? 'always' : isInert(condition) ? null : condition, after, first: false },
      scope,
    );
  }
  if (!ts.isWhileStatement(node) && !ts.isDoStatement(node)) return states;
  const test = node.expression.kind === ts.SyntaxKind.TrueKeyword ? 'always' : node.expression;
  return walkLoop(w, states, { node, labels, body, test, after: null, first: ts.isDoStatement(node) }, scope);
}

/** What a look did not find, or a claim did not get, has no elements. */
function isEmpty(known: Outcome['known']): boolean | null {
  const truth = truthOf(memberOf(known, 'length'));
  return truth === null ? null : !truth;
}

/** A loop that tries again: it leaves by success, or by the throw in its catch at the last attempt; its own end is never reached. */
function givesUpInside(node: ts.ForStatement): boolean {
  if (!ts.isBlock(node.statement)) return false;
  const attempt = node.statement.statements.find(ts.isTryStatement);
  if (attempt?.catchClause === undefined || !/\b(return|break)\b/.test(attempt.tryBlock.getText())) return false;
  return attempt.catchClause.block.statements.some((statement) => ts.isIfStatement(statement) && /\bthrow\b/.test(statement.thenStatement.getText()));
}

/** The counter of a loop takes many values: nothing is known about it inside. */
function forget(state: State, initializer: ts.Node | undefined): State {
  if (initializer === undefined || !ts.isVariableDeclarationList(initializer)) return state;
  return initializer.declarations.reduce((here, declaration) => withFact(here, declaration, undefined), state);
}

function isCounter(node: ts.Expression): boolean {
  return (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && ts.isIdentifier(node.operand);
}

/** `for (const result of await Promise.allSettled(...))`: the element is one of the results. */
function withElement(node: ts.ForOfStatement | ts.ForInStatement, state: State, known: Outcome['known']): State {
  const [declaration] = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations : [];
  return declaration !== undefined && known !== undefined ? withFact(state, declaration, known) : state;
}
