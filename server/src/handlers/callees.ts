// Where a callee comes from: the field that it is read from, the function that is called through `call` or `apply`, what a library put round it.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { nameGiven } from '../syntax/given-names.ts';
import { copiedFrom } from './origins.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isThis } from '../syntax/this-names.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment } from '../provenance/values.ts';

/** The field of `this` that a callee comes from, as it is read there: directly, or through a variable. */
export function fieldOf(callee: ts.Expression): ts.PropertyAccessExpression | null {
  let at: ts.Expression = bare(callee);
  for (let steps = 0; steps < 12; steps++) {
    if (ts.isPropertyAccessExpression(at) && isThis(at.expression)) return at;
    if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isCallExpression(at) || ts.isAwaitExpression(at)) at = bare(at.expression);
    else if (ts.isIdentifier(at)) {
      const declaration = resolveName(at.text, at);
      if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return null;
      at = bare(declaration.initializer);
    } else return null;
  }
  return null;
}

/** `f.call(this, message)` and `f.apply(this, args)` call `f`. */
export function calledThrough(callee: ts.Expression): ts.Expression {
  const isIndirect = ts.isPropertyAccessExpression(callee) && (callee.name.text === 'call' || callee.name.text === 'apply');
  return isIndirect ? bare(callee.expression) : callee;
}

/** A map that somebody else fills (a container's discovery): its type alone says that each entry may be any implementation of an interface. */
export function isFilledByType(program: Program, field: ts.PropertyAccessExpression | null, env: Environment): boolean {
  if (field === null) return false;
  const entries = membersOf(program.valueOf(field, env)).flatMap((value) => (value.kind === 'map' ? value.entries : []));
  return entries.some(({ value }) => value.kind === 'union' && value.values.every((member) => member.kind === 'instance' && member.made === null));
}

/** `messageHandler.handle(message)`, `config.handler(message)`, `options.eachMessage(message)`: what a caller supplied is the one handler, not a service that the wrapper makes use of. */
export function isHandlerByName(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  if (/(?:handler|listener|subscriber|callback)$/i.test(callee.name.text)) return true;
  const owner = tableOf(copiedFrom(callee.expression));
  const name = ts.isIdentifier(owner) ? owner.text : ts.isPropertyAccessExpression(owner) ? owner.name.text : '';
  return (
    [name, typeNameOf(owner)].some((one) => holders.test(one)) &&
    /^(?:(?:on|each)[A-Z]|(?:handle|process|execute|consume|receive|run|perform|call|invoke)(?:$|[A-Z]))/.test(callee.name.text)
  );
}

const holders =
  /(?:handler|listener|subscriber|subscription|registration|binding|processor|consumer|job|worker|task|config|configuration|options|opts|settings)s?$/i;

/** `s: Subscription`: a parameter may be called by its type alone. */
function typeNameOf(owner: ts.Expression): string {
  const declaration = ts.isIdentifier(owner) ? resolveName(owner.text, owner) : null;
  const type = declaration && ts.isParameter(declaration) ? declaration.type : undefined;
  return type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? type.typeName.text : '';
}

/** The same, or `subscriber.on(event)`, which is a listener's name where there are several. */
export function mayBeOneOfSeveral(callee: ts.Expression): boolean {
  return isHandlerByName(callee) || /(?:subscriber|listener|handler)\.on$/i.test(callee.getText());
}

/** `handlers` of `handlers.get(topic)` and `handlers[topic]`. */
function tableOf(owner: ts.Expression): ts.Expression {
  if (ts.isElementAccessExpression(owner)) return bare(owner.expression);
  return ts.isCallExpression(owner) && isGet(owner.expression) ? bare(owner.expression.expression) : owner;
}

/** `handlers.get`, by which a table is asked. */
export function isGet(callee: ts.Expression): callee is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 'get';
}

/** `const timed = monitor.timed('orders', handle.bind(this))`, and `timed` is called: what cannot be read runs what it was given last. */
export function wrappedIn(program: Program, callee: ts.Expression, env: Environment): ts.Expression {
  const declaration = ts.isIdentifier(callee) ? resolveName(callee.text, callee) : null;
  const wrapper = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? bare(declaration.initializer) : null;
  if (!wrapper || !ts.isCallExpression(wrapper) || !/^(?:unknown|parameter)$/.test(program.valueOf(wrapper, env).kind)) return callee;
  if (isRead(program, wrapper, env)) return callee;
  const last = wrapper.arguments.at(-1);
  const given = last ? nameGiven(last) : null;
  return given && program.functionsOf(program.valueOf(given, null)).length === 0 ? given : callee;
}

/** `this.handlers.get(topic)`, `this.handlerFor(topic)`: a look-up, or a function of the workspace's own, whose result is what it is. */
function isRead(program: Program, { expression }: ts.CallExpression, env: Environment): boolean {
  const receiver = ts.isPropertyAccessExpression(expression) ? program.valueOf(expression.expression, env) : null;
  const isTable = receiver !== null && membersOf(receiver).some(({ kind }) => kind === 'map' || kind === 'array' || kind === 'list');
  return isTable || program.functionsOf(program.valueOf(expression, env)).some(({ node }) => node.body !== undefined);
}
