// A guard that looks first and marks later, that marks first and keeps the mark, or that remembers in memory: its statements go, and a claim under the same key takes their place.
import ts from 'typescript';
import type { MarkFact, MarkId, Step, StepGraph, StepId } from '../facts/steps.ts';
import { judge } from '../verdict/judge.ts';
import { claimable, claimEdits, isRedelivered, nameOfCalls, promiseOf } from './claim-effects.ts';
import { ordered, replaceSpan } from './edits.ts';
import { isWritable, keysAt } from './event-key.ts';
import type { FixEdit } from './fix.ts';
import { redirected } from './foresee.ts';
import { choicesFor, nameOfStore } from './lease.ts';
import { isWithin, nodeAt, statementOf, type FixMaker, type Offer, type Subject } from './subject.ts';

export const replaceGuard: FixMaker = {
  id: 'replace-guard',
  offers: (subject) => (isRedelivered(subject) ? subject.report.graph.marks.flatMap((mark, id) => offersFor(subject, mark, id)) : []),
};

function offersFor(subject: Subject, mark: MarkFact, id: MarkId): readonly Offer[] {
  if (mark.transaction !== null || (mark.atomicBy !== 'nothing' && mark.expiry === 'lease' && !isMarkedFirst(subject, mark))) return [];
  const statements = statementsOf(subject, id);
  const without = withoutMark(subject, id);
  const claims = claimable(without);
  const [first] = claims;
  if (statements === null || first === undefined || !promiseOf(without, claims)?.startsWith(': exactly-once')) return [];
  const own =
    mark.key !== null && mark.keyStable === true && isWritable(mark.key, first.node) ? [{ expression: mark.key, isPlaceholder: false, bind: [] }] : [];
  const keys = [...own, ...keysAt(subject, first.node).filter((key) => !key.isPlaceholder && key.expression !== mark.key)];
  return choicesFor(subject, first.node, keys).map(({ store, key }) => ({
    title: `Replace this guard by a claim of ${nameOfCalls(claims)} by ${key.expression} in ${nameOfStore(store)} (lease)${store.isPlaceholder ? '' : ': exactly-once effect, except a crash window'}`,
    kind: 'quickfix',
    rules: ['non-atomic-guard', 'marked-before-effect', 'guard-in-memory'],
    needsConfirmation: 'The new guard does not know the events that the old one has marked: deploy it when none of them can come again.',
    place: mark.place,
    variant: `lease ${store.connection.driver.driver} ${key.expression}`,
    edits: () => {
      const { edits, newFiles, toDo } = claimEdits(without, claims, store, key);
      const written = edits.map(({ newText }) => newText).join('\n');
      const gone = [...statements, ...unusedAfter(subject.source, statements, written)];
      return { edits: ordered([...edits, ...gone.map((statement) => removed(subject.source, statement))]), newFiles, toDo };
    },
  }));
}

/** A time to live on a mark that is set first helps nobody: the redelivery comes sooner. */
function isMarkedFirst({ report }: Subject, mark: MarkFact): boolean {
  return report.verdict.effects.some(({ causes }) => causes.lost?.code === 'marked-first' && causes.lost.place?.line === mark.place.line);
}

/** The handler as it would be without the guard. */
function withoutMark(subject: Subject, mark: MarkId): Subject {
  const { report } = subject;
  const isGuards = (step: Step | undefined) => step !== undefined && 'mark' in step && step.mark === mark;
  const past = (id: StepId): StepId => {
    const step = report.graph.steps[id];
    const [next] = step?.next ?? [];
    return isGuards(step) && next !== undefined ? past(next) : id;
  };
  const steps = report.graph.steps.map((step) => redirected(step, past));
  const graph: StepGraph = { ...report.graph, steps, entry: past(report.graph.entry) };
  return { ...subject, report: { ...report, graph, verdict: judge(graph, report.handler.delivery) } };
}

/** All statements of the guard, each of which can go as a whole; null when one can't. */
function statementsOf({ report, source, handler }: Subject, mark: MarkId): readonly ts.Statement[] | null {
  const found = new Set<ts.Statement>();
  for (const step of report.graph.steps) {
    if (!('mark' in step) || step.mark !== mark) continue;
    const node = nodeAt(source, step.place, ts.isExpression);
    const statement = node === null ? null : statementOf(node);
    if (!node || !statement || handler === null || !isWithin(statement, handler)) return null;
    const own = step.kind === 'check' || step.kind === 'claim' ? askingStatements(statement, node) : ts.isExpressionStatement(statement) ? [statement] : null;
    if (own === null) return null;
    own.forEach((one) => found.add(one));
  }
  return found.size === 0 ? null : [...found].filter((one) => ![...found].some((other) => other !== one && isWithin(one, other)));
}

/** `if (await seen(id)) return;`, or `const first = await claim(id);` and the `if (!first) return;` that alone reads it. */
function askingStatements(statement: ts.Statement, node: ts.Expression): readonly ts.Statement[] | null {
  if (ts.isIfStatement(statement)) return isWithin(node, statement.expression) && leaves(statement) ? [statement] : null;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1 || !ts.isBlock(statement.parent)) return null;
  const names = namesIn(statement.declarationList.declarations[0]?.name);
  const { statements } = statement.parent;
  const next = statements[statements.indexOf(statement) + 1];
  if (!next || !ts.isIfStatement(next) || !leaves(next)) return null;
  const isReadElsewhere = identifiersIn(statement.parent).some((read) => names.includes(read.text) && !isWithin(read, statement) && !isWithin(read, next));
  return isReadElsewhere ? null : [statement, next];
}

function leaves({ thenStatement, elseStatement }: ts.IfStatement): boolean {
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return elseStatement === undefined && last !== undefined && (ts.isReturnStatement(last) || ts.isContinueStatement(last));
}

function namesIn(name: ts.BindingName | undefined): readonly string[] {
  if (name === undefined) return [];
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function identifiersIn(root: ts.Node): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** `const seen = new Set()` that nobody else reads, `written` included. */
function unusedAfter(source: ts.SourceFile, statements: readonly ts.Statement[], written: string): readonly ts.Statement[] {
  const isGone = (node: ts.Node) => statements.some((statement) => isWithin(node, statement));
  return source.statements.filter((statement) => {
    const [declared, ...others] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (!declared || others.length > 0 || !ts.isIdentifier(declared.name) || !declared.initializer || !ts.isNewExpression(declared.initializer)) return false;
    const { text } = declared.name;
    const reads = identifiersIn(source).filter((read) => read.text === text && read !== declared.name);
    return reads.length > 0 && reads.every(isGone) && !new RegExp(`\\b${text}\\b`).test(written);
  });
}

/** With its line when it stands alone there. */
function removed(source: ts.SourceFile, statement: ts.Statement): FixEdit {
  const start = statement.getStart(source);
  const lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\/\/[^\n]*)?\r?\n/.exec(source.text.slice(statement.end));
  const isOwnLine = source.text.slice(lineStart, start).trim() === '' && rest !== null && !rest[0].includes('//');
  return isOwnLine ? replaceSpan(source, lineStart, statement.end + rest[0].length, '') : replaceSpan(source, start, statement.end, '');
}
