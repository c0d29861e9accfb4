// Binds the parameters of a handler: the one that carries the message to a message value, the others to what the library hands over beside it.
import ts from 'typescript';
import { apiChild, apiRoot, membersOf, unknown } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { HandlerRow } from '../models/schema.ts';
import type { ApiValue, Environment, MessageValue, Value } from '../provenance/values.ts';
import type { Draft } from './draft.ts';
import { stepsOf } from './registrations.ts';

export interface Binding {
  readonly frame: Environment;
  readonly messagePath: readonly string[];
}

const payloadDecorators: readonly string[] = ['Payload', 'RabbitPayload', 'MessageBody'];

export function bindMessage(program: Program, draft: Draft, row: HandlerRow): Binding {
  const { fn } = draft;
  const [first, ...rest] = stepsOf(row.message);
  const messagePath = rest.flatMap((step) => (step.name === 'Element' ? ['[]'] : step.values.slice(0, 1)));
  const stated = first?.name === 'Parameter' ? Number(first.values[0] ?? 0) : 0;
  const parameters = fn.node.parameters.slice(fn.bound?.length ?? 0);
  const decorated = parameters.findIndex((parameter) => payloadDecorators.some((name) => hasDecorator(parameter, name)));
  const index = decorated >= 0 ? decorated : stated;
  const position = callbackPosition(draft, row);
  const args = parameters.map((parameter, at): Value => {
    if (row.at.startsWith('Typed[') || (at === index && position === null)) return typedPart(program, parameter);
    const api = position ? apiChild(position, { kind: 'parameter', index: at }) : typeGiven(draft, row, parameter, at);
    if (at !== index) return api ?? unknown;
    const message: MessageValue = { kind: 'message', path: [], expression: ts.isIdentifier(parameter.name) ? parameter.name.text : '' };
    return api ? { ...message, api } : message;
  });
  return { frame: program.enter(fn, args), messagePath };
}

/** The type of the package that the row says a parameter is of; who names another knows better. */
function typeGiven(draft: Draft, { given }: HandlerRow, { name, type }: ts.ParameterDeclaration, at: number): ApiValue | undefined {
  const said = given?.[at];
  if (said === undefined || !ts.isIdentifier(name) || (type !== undefined && !(type.getText().includes(said) || type.kind === ts.SyntaxKind.AnyKeyword)))
    return undefined;
  return apiChild(apiRoot(draft.package, draft.package), { kind: 'type', name: said });
}

/** Whatever a library that is not here hands over beside the message, it made of the message. */
function typedPart(program: Program, parameter: ts.ParameterDeclaration): MessageValue {
  const message: MessageValue = { kind: 'message', path: [], expression: ts.isIdentifier(parameter.name) ? parameter.name.text : '' };
  const api = parameter.type ? membersOf(program.valueOfType(parameter.type, null)).find((value) => value.kind === 'api') : undefined;
  return api?.kind === 'api' ? { ...message, api } : message;
}

/** The API node of the callback itself: `Consumer.Member[run].Argument[0].Member[eachMessage]`. */
function callbackPosition(draft: Draft, row: HandlerRow): ApiValue | null {
  const callee = draft.callee ? membersOf(draft.callee).find((value) => value.kind === 'api') : undefined;
  if (!callee || callee.kind !== 'api') return null;
  const steps = stepsOf(row.at);
  const argument = steps.map((step) => step.name).lastIndexOf('Argument');
  if (argument < 0) return null;
  return steps.slice(argument).reduce<ApiValue>((value, step) => {
    const name = step.values[0] ?? '';
    return apiChild(value, step.name === 'Argument' ? { kind: 'argument', index: Number(name) } : { kind: 'member', name });
  }, callee);
}

function hasDecorator(parameter: ts.ParameterDeclaration, name: string): boolean {
  return (ts.getDecorators(parameter) ?? []).some((decorator) => {
    const callee = ts.isCallExpression(decorator.expression) ? decorator.expression.expression : decorator.expression;
    return ts.isIdentifier(callee) && callee.text === name;
  });
}
