// Interceptors that stand round the handlers of a Nest controller and acknowledge for them: `@UseInterceptors(AckInterceptor)`, `app.useGlobalInterceptors(new AckInterceptor())`.
import ts from 'typescript';
import { indexOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { ClassValue, Value } from '../provenance/values.ts';
import { bootstrapsFor } from './bootstraps.ts';
import type { Search } from './draft.ts';

/** What such an interceptor leaves open: when it acknowledges is not followed. Null where there is none. */
export function leftToInterceptor(search: Search, handler: ts.Node): string | null {
  const { program } = search;
  const cls = ts.isMethodDeclaration(handler) ? program.classAround(handler) : null;
  if (cls === null) return null;
  const used = [...usedOn(handler), ...usedOn(cls.node)].map((argument) => program.valueOf(argument, null));
  const acknowledging = [...used, ...globalFor(search, cls)].flatMap(classesIn).find(({ node }) => acknowledges(node));
  if (acknowledging === undefined) return null;
  const { file, line } = program.placeOf(acknowledging.node.name ?? acknowledging.node);
  return `${acknowledging.node.name?.text ?? 'an interceptor'} (${file}:${line}) acknowledges the message before it has succeeded, or after a failure`;
}

function usedOn(node: ts.Node): readonly ts.Expression[] {
  return (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) && /\bUseInterceptors$/.test(expression.expression.getText()) ? [...expression.arguments] : [],
  );
}

/** Those that the start-up of the controller's application puts round all. */
function globalFor({ program, bootstraps }: Search, controller: ClassValue): readonly Value[] {
  const files = new Set(bootstrapsFor(program, bootstraps(), controller).map(({ file }) => file));
  return [...files].flatMap((file) =>
    program
      .callsNamed(file, 'useGlobalInterceptors')
      .flatMap((call) => (ts.isCallExpression(call) ? [...call.arguments] : []))
      .map((argument) => program.valueOf(argument, null)),
  );
}

function classesIn(value: Value): readonly ClassValue[] {
  return membersOf(value).flatMap((member) => (member.kind === 'class' ? [member] : member.kind === 'instance' ? [member.class] : []));
}

function acknowledges(cls: ts.ClassLikeDeclaration): boolean {
  const { calls } = indexOf(cls.getSourceFile());
  return ['ack', 'nack'].some((name) => (calls.get(name) ?? []).some((call) => call.pos >= cls.pos && call.end <= cls.end));
}
