// Mediators: `commandBus.execute(new PlaceOrder(...))` runs the class that says it handles that command. Only the decorator ties the two.
import ts from 'typescript';
import { mediator } from '../models/packages-by-role.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';
import type { ClassValue, FunctionValue } from './values.ts';

/** The methods that a command or event bus runs for an object of this class; none where no class in the workspace is registered for it. */
export function mediatedTo(ev: Evaluator, command: ClassValue): readonly FunctionValue[] {
  const name = command.node.name?.text;
  if (name === undefined) return [];
  const naming = new Set(ev.workspace.filesNaming(name));
  return Object.entries(mediator.runs).flatMap(([decorator, runs]) =>
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
}

function isRegisteredFor(ev: Evaluator, node: ts.ClassLikeDeclaration, decorator: string, command: ClassValue): boolean {
  return (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []).some(({ expression }) => {
    if (!ts.isCallExpression(expression)) return false;
    const isItsOwn = membersOf(ev.valueOf(expression.expression, null)).some(
      (value) => value.kind === 'api' && value.package === mediator.package && value.token?.kind === 'member' && value.token.name === decorator,
    );
    const isIt = (about: ts.Expression): boolean => membersOf(ev.valueOf(about, null)).some((value) => value.kind === 'class' && value.node === command.node);
    return isItsOwn && expression.arguments.some(isIt);
  });
}
