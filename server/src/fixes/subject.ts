// What a fix looks at: one handler's report, its code, and the ways to find nodes again by the places that facts carry.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { EffectFact, EffectId } from '../facts/steps.ts';
import type { HandlerReport } from '../facts/handler.ts';
import type { EffectVerdict } from '../facts/verdict.ts';
import type { CodeStyle } from '../guards/code-style.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Fix, FixEdits } from './fix.ts';

export interface Subject {
  readonly report: HandlerReport;
  readonly workspace: Workspace;
  /** The handler's file. */
  readonly source: ts.SourceFile;
  readonly style: CodeStyle;
  /** The handler function; null for a loop or when it can't be found again. */
  readonly handler: FunctionNode | null;
  /** Any file of the workspace; null when there is none. */
  parse(file: string): ts.SourceFile | null;
}

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** A fix with what it would do. */
export interface Offer extends Omit<Fix, 'isPreferred' | 'id' | 'handler'> {
  edits(): FixEdits | null;
}

/** One fix a file: what it can offer for a handler. */
export interface FixMaker {
  readonly id: string;
  offers(subject: Subject): readonly Offer[];
}

export interface JudgedEffect {
  readonly id: EffectId;
  readonly fact: EffectFact;
  readonly verdict: EffectVerdict;
}

/** The effects that count in the headline, with their verdicts. */
export function effectsOf(report: HandlerReport): readonly JudgedEffect[] {
  return report.verdict.effects.flatMap((verdict) => {
    const fact = report.graph.effects[verdict.effect];
    return fact === undefined || fact.attemptScoped ? [] : [{ id: verdict.effect, fact, verdict }];
  });
}

export function offsetsOf(source: ts.SourceFile, place: Place): { readonly start: number; readonly end: number } {
  const at = (line: number, column: number) => source.getPositionOfLineAndCharacter(Math.min(line, source.getLineStarts().length) - 1, column - 1);
  return { start: at(place.line, place.column), end: at(place.endLine, place.endColumn) };
}

/** The innermost node at a place that `is` what is looked for, going outward from the place's own span. */
export function nodeAt<Node extends ts.Node>(source: ts.SourceFile, place: Place, is: (node: ts.Node) => node is Node): Node | null {
  if (place.file !== source.fileName) return null;
  const { start, end } = offsetsOf(source, place);
  let found: Node | null = null;
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) > start || node.end < end) return;
    if (is(node) && node.getStart(source) === start && node.end === end) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node);
}

/** The function a handler's place means: the one that starts there, or whose name stands there. */
export function handlerAt(source: ts.SourceFile, place: Place): FunctionNode | null {
  const { start } = offsetsOf(source, place);
  let found: FunctionNode | null = null;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end <= start) return;
    if (isFunctionNode(node) && (node.getStart(source) === start || node.name?.getStart(source) === start)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The call with everything chained to it: `db.insert(t).values(v)` for `db.insert(t)`. */
export function wholeChain(call: ts.Expression): ts.Expression {
  let outer: ts.Expression = call;
  for (;;) {
    const { parent } = outer;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === outer) outer = parent;
    else if (ts.isCallExpression(parent) && parent.expression === outer) outer = parent;
    else if (ts.isNonNullExpression(parent)) outer = parent;
    else return ts.isPropertyAccessExpression(outer) ? call : outer;
  }
}

export function functionAround(node: ts.Node): ts.SignatureDeclaration | null {
  return ts.findAncestor(node.parent, ts.isFunctionLike) ?? null;
}

export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

/** The statement a node belongs to. */
export function statementOf(node: ts.Node): ts.Statement | null {
  return ts.findAncestor(node, ts.isStatement) ?? null;
}

/** The white space in front of a node's line. */
export function indentOf(source: ts.SourceFile, node: ts.Node): string {
  const start = node.getStart(source);
  const line = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
  return /^\s*/.exec(line)?.[0] ?? '';
}

/** Whether nobody looks at what a call answers with. */
export function isUnused(call: ts.Expression): boolean {
  const outer = ts.isAwaitExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(outer.parent);
}
