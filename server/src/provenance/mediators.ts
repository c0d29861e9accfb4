// Mediators: `commandBus.execute(new PlaceOrder(...))` runs the class that says it handles that command. Only the decorator ties the two.
import ts from 'typescript';
import { mediator } from '../models/packages-by-role.ts';
import { indexOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';
import type { ClassValue, FunctionValue } from './values.ts';

/** The methods that a command or event bus runs for an object of this class; none where no class in the workspace is registered for it. */
export function mediatedTo(ev: Evaluator, command: ClassValue, depth = 0): readonly FunctionValue[] {
  const name = command.node.name?.text;
  if (name === undefined) return [];
  const naming = new Set(ev.workspace.filesNaming(name));
  const registered = Object.entries(mediator.runs).flatMap(([decorator, runs]) =>
    ev.workspace
      .filesNaming(decorator)
      .filter((file) => naming.has(file) && !isTest(file))
      .flatMap((file) => {
        const source = ev.sourceFile(file);
        return source ? indexOf(source).classes.filter((node) => isRegisteredFor(ev, node, decorator, command)) : [];
      })
      .flatMap((node) => {
        const cls: ClassValue = { kind: 'class', node, env: null };
        const found = ev.methodOf(cls, runs);
        return found ? [{ ...found, self: ev.instanceOf(cls, null) }] : [];
      }),
  );
  return depth > 2 ? registered : [...registered, ...sagasFor(ev, command, naming).flatMap((made) => mediatedTo(ev, made, depth + 1))];
}

/** The commands that sagas make of an event: `events.pipe(ofType(OrderPaid), map((event) => new ShipOrder(event.id)))`. */
function sagasFor(ev: Evaluator, event: ClassValue, naming: ReadonlySet<string>): readonly ClassValue[] {
  const files = ev.workspace.filesNaming(mediator.saga).filter((file) => naming.has(file) && !isTest(file));
  const members = files.flatMap((file) => {
    const source = ev.sourceFile(file);
    return source ? indexOf(source).classes.flatMap((node) => node.members.filter(isSaga)) : [];
  });
  return members.filter((member) => callsIn(member, mediator.picks).some((call) => isGiven(ev, call.arguments, event))).flatMap((member) => madeIn(ev, member));
}

function isSaga(member: ts.ClassElement): boolean {
  return (ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : []).some(
    ({ expression }) => ts.isCallExpression(expression) && expression.expression.getText() === mediator.saga,
  );
}

function callsIn(member: ts.Node, name: string): readonly ts.CallExpression[] {
  return (indexOf(member.getSourceFile()).calls.get(name) ?? []).filter(ts.isCallExpression).filter((call) => contains(member, call));
}

/** Classes of the workspace that are made in a saga. */
function madeIn(ev: Evaluator, member: ts.Node): readonly ClassValue[] {
  const made: ClassValue[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) made.push(...membersOf(ev.valueOf(node.expression, null)).filter((value) => value.kind === 'class'));
    ts.forEachChild(node, visit);
  };
  visit(member);
  return made;
}

function isGiven(ev: Evaluator, given: readonly ts.Expression[], cls: ClassValue): boolean {
  return given.some((about) => membersOf(ev.valueOf(about, null)).some((value) => value.kind === 'class' && value.node === cls.node));
}

function isRegisteredFor(ev: Evaluator, node: ts.ClassLikeDeclaration, decorator: string, command: ClassValue): boolean {
  return (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []).some(({ expression }) => {
    if (!ts.isCallExpression(expression)) return false;
    const isItsOwn = membersOf(ev.valueOf(expression.expression, null)).some(
      (value) => value.kind === 'api' && value.package === mediator.package && value.token?.kind === 'member' && value.token.name === decorator,
    );
    return isItsOwn && isGiven(ev, expression.arguments, command);
  });
}
