// What the `new`s of a class put into its fields: a consumer given its handlers, or a table of them, by whoever constructs it.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, FunctionValue, InstanceValue, Value } from '../provenance/values.ts';
import { asInstance, inPlace, type Answer, type Context, type Question } from './outward.ts';

const most = 60;

/** The functions that `question` is in each construction of the class around `at`; nothing for fields the class fills by itself or has injected without a `new`. */
export function suppliedByConstruction(program: Program, question: Question, context: Context, field: string): readonly Answer[] {
  const cls = program.classAround(question.at);
  if (!cls || !isGiven(cls.node, field)) return [];
  const answers = contextsOf(program, cls, question.at, context).flatMap((one) =>
    functionsIn(program, question.read(one.env)).map((fn) => ({ context: one, fn, linked: true })),
  );
  const own = (fn: FunctionValue): boolean => program.classAround(fn.node)?.node === cls.node;
  const madeBy = (fn: FunctionValue): ts.Node | null => (fn.self?.kind === 'instance' ? (fn.self.made?.node ?? null) : null);
  const isSame = (left: FunctionValue, right: FunctionValue): boolean => left.node === right.node && madeBy(left) === madeBy(right);
  return answers.filter(({ fn }, index) => !own(fn) && answers.findIndex((other) => isSame(other.fn, fn)) === index);
}

function functionsIn(program: Program, value: Value): readonly FunctionValue[] {
  return membersOf(value)
    .flatMap((member) => program.functionsOf(member))
    .filter((fn) => fn.node.body !== undefined);
}

function contextsOf(program: Program, cls: ClassValue, at: ts.Node, context: Context): readonly Context[] {
  const bound = selfIn(context);
  if (bound?.made) return [context];
  return program
    .callsOf(cls.node)
    .filter((site) => ts.isNewExpression(site.node))
    .slice(0, most)
    .flatMap((site) => {
      const made = ts.isNewExpression(site.node) ? program.valueOf(site.node, site.env) : null;
      if (made?.kind !== 'instance') return [];
      const env = asInstance(program, at, made);
      return [{ ...inPlace, env, rebuild: () => env, sites: [site] }];
    });
}

function selfIn(context: Context): InstanceValue | null {
  for (let frame = context.env; frame; frame = frame.outer) if (frame.self?.kind === 'instance') return frame.self;
  return null;
}

/** Whether the constructor takes the field from its arguments. */
function isGiven(cls: ts.ClassLikeDeclaration, field: string): boolean {
  const made = cls.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined);
  if (!made || !ts.isConstructorDeclaration(made)) return false;
  const names = made.parameters.flatMap((parameter) => (ts.isIdentifier(parameter.name) ? [parameter.name.text] : []));
  if (
    made.parameters.some((parameter) => ts.isParameterPropertyDeclaration(parameter, made) && ts.isIdentifier(parameter.name) && parameter.name.text === field)
  )
    return true;
  return (made.body?.statements ?? []).some((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
    const { left, right } = statement.expression;
    return ts.isPropertyAccessExpression(left) && left.name.text === field && ts.isIdentifier(right) && names.includes(right.text);
  });
}
