// Objects of infrastructure code: which construct of a library a value is, and the call that made it.
import ts from 'typescript';
import { constructorOf } from '../provenance/classes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, Value } from '../provenance/values.ts';

export interface Construct {
  readonly name: string;
  readonly made: CallSite;
}

/** The `new`s of library constructs that a value comes from; through a class of the workspace's own, the call of its base class. */
export function constructsOf(program: Program, value: Value): readonly Construct[] {
  return membersOf(value).flatMap((one): readonly Construct[] => {
    if (one.kind === 'instance') return one.made ? baseOf(program, one.class.node, one.made) : [];
    const named = one.kind === 'api' && one.token?.kind === 'instance' && one.call ? one.parent?.token : null;
    return one.kind === 'api' && one.call && named?.kind === 'member' ? [{ name: named.name, made: one.call }] : [];
  });
}

function baseOf(program: Program, cls: ts.ClassLikeDeclaration, made: CallSite): readonly Construct[] {
  const constructor = constructorOf(cls);
  const [base] = cls.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types ?? [];
  const call = constructor?.body?.statements.flatMap((each) =>
    ts.isExpressionStatement(each) && ts.isCallExpression(each.expression) ? [each.expression] : [],
  );
  const above = call?.find((each) => each.expression.kind === ts.SyntaxKind.SuperKeyword);
  if (!constructor || !base || !above) return base ? [{ name: base.expression.getText(), made }] : [];
  const env = program.enter({ kind: 'function', node: constructor, env: null, self: null }, program.argumentsOf(made), made);
  return [{ name: base.expression.getText().split('.').at(-1) ?? '', made: { node: above, env } }];
}
