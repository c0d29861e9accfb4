// Lease round a whole handler, or round what a batch's handler does with one message: offered where the explored verdict keeps the promise, which it does for one effect
// with nothing after it that can fail. A duplicate then does not even read. With several effects `claim-effects.ts` is the fix.
import ts from 'typescript';
import { isRedelivered, openEffects } from './claim-effects.ts';
import { around, insertAt, ordered } from './edits.ts';
import { handlerName, keysAt, type KeyChoice } from './event-key.ts';
import type { FixEdit, FixEdits } from './fix.ts';
import { foresee } from './foresee.ts';
import { usesUnsetVariable } from './kept-narrow.ts';
import { choicesFor, leaseIn, nameOfStore, type Lease, type StoreChoice } from './lease.ts';
import { isWithin, nodeAt, type FixMaker, type FunctionNode, type Offer, type Subject } from './subject.ts';

export const wrapHandler: FixMaker = {
  id: 'wrap-handler',
  offers(subject) {
    const block = isRedelivered(subject) && endsByReturning(subject) ? blockOf(subject) : null;
    if (block === null || !keepsThePromise(subject, block)) return [];
    const [first] = block.statements;
    if (first === undefined) return [];
    // The other store is offered with the claims: one list of actions holds only so many.
    const choices = choicesFor(subject, first, keysAt(subject, first));
    return choices.filter(({ store }) => store === choices[0]?.store).map(({ store, key }) => offer(subject, block, store, key));
  },
};

/** An acknowledgement inside would be left out for a duplicate, and an answer to a request as well; a handler that resumes would be taken for one. */
function endsByReturning({ report }: Subject): boolean {
  const { delivery, transport } = report.handler;
  const isSettledInside = report.graph.steps.some((step) => step.kind === 'acknowledge' || step.kind === 'fork');
  return delivery.acknowledged === 'on-success' && delivery.promise === 'awaited' && transport !== 'webhook' && delivery.resumes !== true && !isSettledInside;
}

/** The statements that handle one message; null where they can't be put into a callback. */
export function blockOf(subject: Subject): ts.Block | null {
  const { handler, source, report } = subject;
  if (!handler?.body || !ts.isBlock(handler.body) || handler.asteriskToken) return null;
  const { body } = handler;
  const calls = openEffects(subject).flatMap(({ fact }) => (fact.reachedFrom ?? [fact.place]).map((place) => nodeAt(source, place, ts.isExpression)));
  if (calls.length === 0 || calls.some((call) => call === null || !isWithin(call, body))) return null;
  const holdsAll = (block: ts.Node) => calls.every((call) => call !== null && isWithin(call, block));
  const perMessage = loopOf(body, holdsAll);
  if (report.handler.delivery.unit === 'batch' && perMessage === null) return null;
  const block = withoutTry(perMessage ?? body, holdsAll);
  const losesTypes = subject.style.language === 'ts' && usesUnsetVariable(block);
  return leavesWithIt(block) && isInAsync(block) && !losesTypes ? block : null;
}

function isInAsync(block: ts.Block): boolean {
  const owner = ts.findAncestor(block.parent, ts.isFunctionLike);
  return owner !== undefined && ts.canHaveModifiers(owner) && (ts.getModifiers(owner) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}

/** What is done with one record, or one message of a generator. */
function loopOf(body: ts.Block, holdsAll: (block: ts.Node) => boolean): ts.Block | null {
  let found: ts.Block | null = null;
  const visit = (node: ts.Node): void => {
    if (found !== null || !holdsAll(node)) return;
    if (ts.isForOfStatement(node) && ts.isBlock(node.statement)) found = node.statement;
    else if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body)) found = node.body;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/** `try { ... } catch { failures.push(...) }` has to see the error of a duplicate in flight. */
function withoutTry(block: ts.Block, holdsAll: (block: ts.Node) => boolean): ts.Block {
  const [only, ...others] = block.statements;
  return only && others.length === 0 && ts.isTryStatement(only) && holdsAll(only.tryBlock) ? only.tryBlock : block;
}

/** Nothing jumps out of the block but, from a function's own body, a return. */
function leavesWithIt(block: ts.Block): boolean {
  const isBody = ts.isFunctionLike(block.parent);
  let stays = true;
  const visit = (node: ts.Node, loops: number): void => {
    if (ts.isFunctionLike(node)) return;
    const isJump = ts.isBreakStatement(node) || ts.isContinueStatement(node);
    if ((ts.isReturnStatement(node) && !isBody) || (isJump && loops === 0) || ts.isYieldExpression(node)) stays = false;
    if (ts.isIdentifier(node) && node.text === 'arguments') stays = false;
    const isLoop = ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
    ts.forEachChild(node, (child) => visit(child, loops + (isLoop ? 1 : 0)));
  };
  ts.forEachChild(block, (child) => visit(child, 0));
  return stays;
}

function keepsThePromise({ report }: Subject, block: ts.Block): boolean {
  return foresee(report, block.getSourceFile(), [block])?.headline === 'exactly-once-effect-except-crash-window';
}

function offer(subject: Subject, block: ts.Block, store: StoreChoice, key: KeyChoice): Offer {
  const what = block === subject.handler?.body ? 'the whole handler' : 'the handling of each message';
  const isPromised = !key.isPlaceholder && !store.isPlaceholder;
  const withKey = key.isPlaceholder ? ', event ID to be filled in,' : ` by ${key.expression}`;
  return {
    title: `Wrap ${what}${withKey} in ${nameOfStore(store)} (lease)${isPromised ? ': exactly-once effect, except a crash window' : ''}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation: 'A duplicate of an event that has been handled does nothing; one that arrives while it is being handled fails and comes again later.',
    place: subject.report.handler.place,
    variant: `lease ${store.connection.driver.driver} ${key.expression}`,
    edits: () => edits(subject, block, store, key),
  };
}

function edits(subject: Subject, block: ts.Block, store: StoreChoice, key: KeyChoice): FixEdits {
  const { handler } = subject;
  const isInline = handler !== null && block === handler.body && isExpressionWithTypes(subject, handler);
  const lease = leaseIn(subject, store, key, isInline ? 'idempotent' : 'once');
  const parts = `[${lease.text(handlerName(subject))}, ${key.expression}]`;
  const wrapped = isInline ? aroundFunction(subject, handler, lease, parts) : [...key.bind, ...aroundStatements(subject, block, lease, parts)];
  return { ...lease.rest, edits: ordered([...lease.imports, ...wrapped]) };
}

/** `idempotent(async (message: Message) => { ... }, ...)`. A generic caller tells a function that is wrapped nothing about its parameters, so they must say it themselves. */
function isExpressionWithTypes({ style }: Subject, handler: FunctionNode): boolean {
  if (!ts.isArrowFunction(handler) && !ts.isFunctionExpression(handler)) return false;
  const usesThis = ts.isFunctionExpression(handler) && /\bthis\b/.test(handler.body.getText());
  const isArgument = ts.isCallExpression(handler.parent) || ts.isNewExpression(handler.parent);
  const isTyped = style.language === 'js' || !isArgument || handler.parameters.every(({ type }) => type !== undefined);
  return isTyped && !usesThis;
}

function aroundFunction({ source, style }: Subject, handler: FunctionNode, { guard, store }: Lease, parts: string): readonly FixEdit[] {
  const [first] = handler.parameters;
  const taken = first === undefined ? '' : ts.isIdentifier(first.name) ? first.name.text : keyPattern(first.name, parts);
  const { newline, indent } = style;
  const line = /^\s*/.exec(source.text.slice(source.text.lastIndexOf('\n', handler.getStart(source) - 1) + 1))?.[0] ?? '';
  return around(
    source,
    handler,
    `${guard}(`,
    `, {${newline}${line}${indent}store: ${store},${newline}${line}${indent}key: (${taken}) => ${parts},${newline}${line}})`,
  );
}

/** Of `{ topic, partition, message }` what the key is made of, whether the handler itself takes it or not. */
function keyPattern(pattern: ts.BindingPattern, parts: string): string {
  const used = (name: string) => new RegExp(`\\b${name}\\b`).test(parts);
  const own = pattern.elements.flatMap((element) => (ts.isBindingElement(element) && ts.isIdentifier(element.name) ? [element] : []));
  const names = own.map((element) => element.name.getText());
  const more = ['topic', 'partition', 'message'].filter((name) => used(name) && !names.includes(name));
  const kept = own.filter((element) => used(element.name.getText())).map((element) => element.getText());
  return ts.isObjectBindingPattern(pattern) ? `{ ${[...kept, ...more].join(', ')} }` : pattern.getText();
}

function aroundStatements({ source, style }: Subject, block: ts.Block, { guard, store }: Lease, parts: string): readonly FixEdit[] {
  const { newline, semicolon, indent } = style;
  const start = block.getStart(source) + 1;
  const [first] = block.statements;
  const last = block.statements.at(-1);
  if (first === undefined || last === undefined) return [];
  const lines = source.text.slice(start, last.end);
  const isOnOneLine = !lines.includes('\n');
  const outer = /^[ \t]*/.exec(source.text.slice(source.text.lastIndexOf('\n', first.getStart(source) - 1) + 1))?.[0] ?? '';
  const isBody = ts.isFunctionLike(block.parent);
  const call = `${isBody && givesBack(block) ? 'return' : 'await'} ${guard}(${store}, ${parts}, async () => {`;
  if (isOnOneLine) return [insertAt(source, start, ` ${call}`), insertAt(source, last.end, ` })${semicolon}`)];
  return [
    insertAt(source, start, `${newline}${outer}${call}`),
    ...linesIn(source, start, last.end).map((at) => insertAt(source, at, indent)),
    insertAt(source, last.end, `${newline}${outer}})${semicolon}`),
  ];
}

/** Where lines begin that may be moved in: not the empty ones, and not those inside a template's text. */
export function linesIn(source: ts.SourceFile, start: number, end: number): readonly number[] {
  const texts: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) texts.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return source
    .getLineStarts()
    .filter((at) => at > start && at < end && /^[ \t]*\S/.test(source.text.slice(at, at + 400).split('\n')[0] ?? ''))
    .filter((at) => !texts.some((text) => text.getStart(source) < at && at < text.end));
}

function givesBack(block: ts.Block): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found = true;
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(block, visit);
  return found;
}
