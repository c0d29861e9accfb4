// A wrapper's method that does this or that by what it is called with: `on(event, listener) { if (event === 'request') ... }`. Which of its callers come to one place in it?
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite } from '../provenance/values.ts';

/** What must hold of a parameter where a place is come to. */
interface Demand {
  readonly parameter: ts.ParameterDeclaration;
  readonly value: ts.Expression;
  readonly is: boolean;
}

/** False where a constant that the call hands over keeps the function from coming to `place`. */
export function comesTo(program: Program, owner: ts.SignatureDeclaration, place: ts.Node, site: CallSite): boolean {
  const demands = contains(owner, place) ? demandsAt(owner, place) : [];
  if (demands.length === 0) return true;
  const given = program.argumentsOf(site);
  return demands.every(({ parameter, value, is }) => {
    const handed = given[owner.parameters.indexOf(parameter)];
    const wanted = program.valueOf(value, null);
    return handed?.kind !== 'constant' || wanted.kind !== 'constant' || (handed.value === wanted.value) === is;
  });
}

function demandsAt(owner: ts.SignatureDeclaration, place: ts.Node): readonly Demand[] {
  const demands: Demand[] = [];
  for (let at = place; at !== owner && at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression) demands.push(...demandsOf(owner, parent.expression, at === parent.thenStatement));
    if (ts.isCaseClause(parent) && at !== parent.expression && !isFallenInto(parent))
      demands.push(...equals(owner, parent.parent.parent.expression, parent.expression, true));
    if (ts.isBlock(parent))
      demands.push(
        ...parent.statements
          .slice(
            0,
            parent.statements.findIndex((one) => one === at),
          )
          .flatMap((one) => leftBy(owner, one)),
      );
  }
  return demands;
}

/** `if (event !== 'request') return super.on(event, listener);`: what follows is not come to otherwise. */
function leftBy(owner: ts.SignatureDeclaration, statement: ts.Statement): readonly Demand[] {
  if (!ts.isIfStatement(statement) || statement.elseStatement !== undefined) return [];
  const { thenStatement } = statement;
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last)) ? demandsOf(owner, statement.expression, false) : [];
}

function demandsOf(owner: ts.SignatureDeclaration, condition: ts.Expression, holds: boolean): readonly Demand[] {
  const inner = bare(condition);
  if (!ts.isBinaryExpression(inner)) return [];
  switch (inner.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return holds ? [...demandsOf(owner, inner.left, true), ...demandsOf(owner, inner.right, true)] : [];
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return equals(owner, inner.left, inner.right, holds);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return equals(owner, inner.left, inner.right, !holds);
    default:
      return [];
  }
}

function equals(owner: ts.SignatureDeclaration, left: ts.Expression, value: ts.Expression, is: boolean): readonly Demand[] {
  const name = bare(left);
  const parameter = ts.isIdentifier(name) ? resolveName(name.text, name) : null;
  return parameter !== null && ts.isParameter(parameter) && parameter.parent === owner ? [{ parameter, value, is }] : [];
}

/** A case may also be come to from the one before it. */
function isFallenInto(clause: ts.CaseClause): boolean {
  const before = clause.parent.clauses[clause.parent.clauses.indexOf(clause) - 1];
  const last = before?.statements.at(-1);
  const end = last !== undefined && ts.isBlock(last) ? last.statements.at(-1) : last;
  return before !== undefined && !(end !== undefined && (ts.isBreakStatement(end) || ts.isReturnStatement(end) || ts.isThrowStatement(end)));
}
