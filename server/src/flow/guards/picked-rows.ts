// Rows that are listed whatever their state, and of which the work picks some by it: `rows.filter((row) => row.status === 'pending')`, `if (row.status !== 'pending') continue;`.
// What the work changes about them first, the next delivery passes over.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { indexOf } from '../../syntax/file-index.ts';
import { resolveName } from '../../syntax/scopes.ts';
import type { Met, Walk } from '../walk.ts';
import { doneValuesIn, opposite } from './done-values.ts';
import type { Selected } from './selected-rows.ts';
import { holderOf } from './skip-shape.ts';

export interface Picked extends Selected {
  /** Whether a loop goes over the rows that are picked. */
  readonly isList: (list: ts.Expression) => boolean;
}

type IsList = Picked['isList'];

export function pickedFrom(w: Walk, read: Met): readonly Picked[] {
  const rows = holderOf(read.node);
  const body = rows === null ? undefined : ts.findAncestor(rows, (node): node is ts.Block => ts.isBlock(node) && ts.isFunctionLike(node.parent));
  return rows === null || body === undefined ? [] : [...inLoops(body, rows), ...keptOf(w, body, rows, read)];
}

/** `for (const row of rows) { if (row.status !== 'pending') continue; … }`, `for (const row of rows.filter(…))` */
function inLoops(body: ts.Block, rows: ts.Identifier): readonly Picked[] {
  const found: Picked[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isForOfStatement(node)) {
      const list = bare(node.expression);
      const kept = ts.isCallExpression(list) ? filterOf(list, rows) : null;
      if (kept !== null) found.push(...keptBy(kept, (other) => other === list));
      if (isName(list, rows) && ts.isBlock(node.statement))
        found.push(...leading(node.statement, ts.isContinueStatement).flatMap((condition) => asked(condition, false, (other) => other === list)));
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/** `const open = rows.filter(…)`, or a function of the workspace that gives back as much of the rows it is given. */
function keptOf(w: Walk, body: ts.Block, rows: ts.Identifier, { scope }: Met): readonly Picked[] {
  return body.statements.flatMap((statement) => {
    const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    return declarations.flatMap(({ name, initializer }) => {
      const call = initializer === undefined ? null : bare(initializer);
      if (!ts.isIdentifier(name) || call === null || !ts.isCallExpression(call)) return [];
      const own = filterOf(call, rows);
      const isList: IsList = (list) => isName(list, name);
      if (own !== null) return keptBy(own, isList);
      const at = call.arguments.findIndex((argument) => isName(argument, rows));
      const helpers = at < 0 ? [] : w.program.functionsOf(w.program.valueOf(call.expression, scope.env));
      return helpers.length === 1 ? helpers.flatMap(({ node }) => keptIn(node, at, isList)) : [];
    });
  });
}

function keptIn(fn: ts.SignatureDeclaration & { readonly body?: ts.Node | undefined }, at: number, isList: IsList): readonly Picked[] {
  const given = fn.parameters[at]?.name;
  if (given === undefined || !ts.isIdentifier(given) || fn.body === undefined) return [];
  const { body } = fn;
  const filters = (indexOf(body.getSourceFile()).calls.get('filter') ?? []).filter((call) => call.pos >= body.pos && call.end <= body.end);
  return filters.flatMap((call) => {
    const answers = ts.isReturnStatement(call.parent) || call.parent === fn;
    const kept = answers && ts.isCallExpression(call) ? filterOf(call, given) : null;
    return kept === null ? [] : keptBy(kept, isList);
  });
}

function filterOf(call: ts.CallExpression, rows: ts.Identifier): ts.ArrowFunction | ts.FunctionExpression | null {
  const { expression: callee } = call;
  const [test] = call.arguments;
  const isFilter = ts.isPropertyAccessExpression(callee) && callee.name.text === 'filter' && isName(callee.expression, rows);
  return isFilter && test !== undefined && (ts.isArrowFunction(test) || ts.isFunctionExpression(test)) ? test : null;
}

function keptBy({ body }: ts.ArrowFunction | ts.FunctionExpression, isList: IsList): readonly Picked[] {
  if (!ts.isBlock(body)) return asked(body, true, isList);
  const refused = leading(body, (node) => ts.isReturnStatement(node) && node.expression?.kind === ts.SyntaxKind.FalseKeyword);
  const last = body.statements.at(-1);
  const answer = last !== undefined && ts.isReturnStatement(last) ? last.expression : undefined;
  return [...refused.flatMap((condition) => asked(condition, false, isList)), ...(answer === undefined ? [] : asked(answer, true, isList))];
}

/** The conditions under which the first statements of a block end it. */
function leading(block: ts.Block, ends: (node: ts.Statement) => boolean): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  for (const statement of block.statements) {
    if (!ts.isIfStatement(statement)) break;
    const then = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement;
    if (then !== undefined && statement.elseStatement === undefined && ends(then)) found.push(statement.expression);
  }
  return found;
}

/** The one state that a condition asks of a row, where it alone decides: any of several conditions refuses a row, and all of them keep it. */
function asked(condition: ts.Expression, keeps: boolean, isList: IsList): readonly Picked[] {
  const sides = sidesOf(bare(condition), keeps ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken);
  return sides.flatMap((side) => {
    const compared = ts.isBinaryExpression(side) ? bare(side.left) : null;
    if (compared === null || !ts.isPropertyAccessExpression(compared) || !ts.isIdentifier(compared.expression)) return [];
    const done = doneValuesIn(side, compared.name.text);
    if (done === null) return [];
    return [{ field: compared.name.text, done: keeps ? (opposite(done) ?? done) : done, isList }];
  });
}

function sidesOf(node: ts.Expression, operator: ts.SyntaxKind): readonly ts.Expression[] {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === operator)
    return [...sidesOf(bare(node.left), operator), ...sidesOf(bare(node.right), operator)];
  return [node];
}

function isName(node: ts.Expression, name: ts.Identifier): boolean {
  const one = bare(node);
  return ts.isIdentifier(one) && one.text === name.text && resolveName(one.text, one) === resolveName(name.text, name);
}
