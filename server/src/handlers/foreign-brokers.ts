// Handlers handed to a broker's client that no model knows, a company's own package as a rule: told by what the package, its class and the method call themselves.
// What such a library promises can't be read here, so that its handlers are shown and nothing certain is said of them.
import ts from 'typescript';
import type { Transport } from '../facts/vocabulary.ts';
import type { TransportModel } from '../models/schema.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, CallSite, Environment, Value } from '../provenance/values.ts';
import { calleeOf, indexOf, lastNameOf, type CallNode } from '../syntax/file-index.ts';
import { draftsOf } from './call-registrations.ts';
import { classesOf, draftFor } from './class-registrations.ts';
import type { Draft, Search } from './draft.ts';
import { namesBroker, transportNamed, transportOfPackage } from './foreign-packages.ts';
import { contextsWhere } from './outward.ts';
import type { Registration } from './registrations.ts';

/** Methods that take the function to run for each message. */
const taking =
  /^(?:(?:add|register|create|start)?(?:consum(?:e|er)|subscri(?:be|ber|ption)|listen(?:er)?|receiver?|handler?)(?:$|[A-Z]\w*)|listenOn\w*|on[A-Z]\w*)$/;
const listening = /^(?:on|addListener)$/;
const messageEvent = /^(?:message|msg|data|delivery|received?)$/i;
const constructed = /(?:Consumer|Subscriber|Listener|Receiver)$/;
const decorating = /Subscri|Consum|Listen|Handler|Route|Rpc|RPC|MessagePattern|EventPattern/;
/** `@KafkaEvent(topic)`: what comes from the broker that the decorator is called after. */
const decoratingOfBroker = /(?:Event|Message|Topic|Queue|Command)$/;
const sending = /Produc|Publi|Emit|Send|Inject|Mock/;
const lifeCycle = /^on(?:Error|Connect|Disconnect|Close|Ready|Reconnect|Open|Fail|Module|Application)/;
const memberNames: readonly string[] = [
  'handler',
  'onMessage',
  'handleMessage',
  'messageHandler',
  'callback',
  'consumer',
  'process',
  'processor',
  'eachMessage',
];

export function foreignBrokers(search: Search, file: string): readonly Draft[] {
  if (!namesBroker(search.workspace.read(file) ?? '')) return [];
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const { calls, classes } = indexOf(source);
  const called = [...calls].flatMap(([name, nodes]) => (mayTake(name) ? nodes.flatMap((node) => handedTo(search, node, name)) : []));
  return [...called, ...classes.flatMap((node) => decorated(search, node))];
}

function mayTake(name: string): boolean {
  return (taking.test(name) && !lifeCycle.test(name)) || listening.test(name) || constructed.test(name);
}

function handedTo(search: Search, node: CallNode, name: string): readonly Draft[] {
  if (!(ts.isNewExpression(node) ? constructed.test(name) : ts.isCallExpression(node) && !constructed.test(name))) return [];
  const site: CallSite = { node, env: null };
  if (listening.test(name) && !isMessageEvent(search.program.argumentsOf(site)[0])) return [];
  const place = placeOf(search.program, site);
  if (!place) return [];
  const expression = calleeOf(node);
  const question = { at: node, read: (env: Environment) => search.program.valueOf(expression, env) };
  return contextsWhere(search.program, question, (value) => foreign(search, value) !== null, undefined, 1).flatMap((context) => {
    const callee = question.read(context.env);
    const found = membersOf(callee).flatMap((value) => foreign(search, value) ?? [])[0];
    if (!found) return [];
    return draftsOf(search, site, callee, [registrationOf(search, found, place)], context).map((draft) => ({ ...draft, package: found.package }));
  });
}

function isMessageEvent(value: Value | undefined): boolean {
  return membersOf(value ?? { kind: 'unknown' }).some((one) => one.kind === 'constant' && typeof one.value === 'string' && messageEvent.test(one.value));
}

interface HandlerPlace {
  readonly argument: number;
  readonly inside: string;
}

/** The argument that is the handler, or has it as a member; callbacks that are told an error first answer the call itself. */
function placeOf(program: Program, site: CallSite): HandlerPlace | null {
  for (const [argument, value] of program.argumentsOf(site).entries()) {
    for (const member of membersOf(value)) {
      if (member.kind === 'parameter' && member.path.length === 0 && isFunctionType(member.node)) return { argument, inside: '' };
      if (member.kind === 'function' && mayHandle(member.node)) return { argument, inside: '' };
    }
    if (isNamedHandler(site.node, argument)) return { argument, inside: '' };
    const name = memberNames.find((one) => membersOf(program.memberOf(value, one)).some((member) => member.kind === 'function' && mayHandle(member.node)));
    if (name !== undefined) return { argument, inside: `Member[${name}]` };
  }
  return null;
}

/** `broker.listenOn(queue, this.onMessage)`: a field or variable that others put the function into. */
function isNamedHandler(node: CallNode, argument: number): boolean {
  const given = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.arguments?.[argument] : undefined;
  return given !== undefined && /(?:handler|callback|listener|onMessage)$/i.test(lastNameOf(given) ?? '');
}

function isFunctionType({ type, name }: ts.ParameterDeclaration): boolean {
  if (type && ts.isFunctionTypeNode(type)) return true;
  return ts.isIdentifier(name) && /(?:handler|callback|listener|^cb|^fn|func)$/i.test(name.text);
}

function mayHandle({ parameters }: ts.SignatureDeclaration): boolean {
  const [first] = parameters;
  return first !== undefined && !(ts.isIdentifier(first.name) && /^(?:e|err|error|reason)$/i.test(first.name.text));
}

interface Foreign {
  readonly package: string;
  readonly transport: Transport;
}

/** The package of a value that no model knows, where it or a type on the way to the value names a broker. */
function foreign(search: Search, value: Value): Foreign | null {
  if (value.kind !== 'api' || value.package === 'global' || search.program.catalogue.isModelled(value.package)) return null;
  const transport = transportNamed([...typesOn(value), value.package]);
  return transport === null ? null : { package: value.package, transport };
}

/** The names on the way to a value but the last, which is what is called. */
function typesOn(value: ApiValue): readonly string[] {
  const names: string[] = [];
  for (let at = value.parent; at; at = at.parent) if (at.token && 'name' in at.token) names.push(at.token.name);
  return names;
}

function registrationOf({ workspace }: Search, { package: package_, transport }: Foreign, { argument, inside }: HandlerPlace): Registration {
  const told = transport === 'other' ? (transportOfPackage(workspace, package_) ?? transport) : transport;
  const model: TransportModel = { format: 1, package: package_, transport: told, handlers: [], sources: [] };
  const row = {
    at: 'Typed[]',
    message: 'Parameter[0]',
    source: ['Call.Argument[0]', 'Call.Argument[0].Member[queue]', 'Call.Argument[0].Member[topic]'],
    delivery: [
      {
        guarantee: 'unknown',
        acknowledged: 'on-success',
        why: `${package_} is not known here: what it promises can be stated in delivery-guarantees.json`,
      },
    ],
  } as const;
  return { model, row, form: 'argument', target: '', names: [], argument, inside, parameter: null };
}

/** `@RabbitConsumer({ queue })` of such a package on a method. */
function decorated(search: Search, node: ts.ClassLikeDeclaration): readonly Draft[] {
  return node.members.flatMap((method) => {
    if (!ts.isMethodDeclaration(method) || !method.body) return [];
    return (ts.getDecorators(method) ?? []).flatMap(({ expression }) => {
      const callee = ts.isCallExpression(expression) ? expression.expression : expression;
      if (!ts.isIdentifier(callee) || !mayRegister(callee.text)) return [];
      const value = search.program.valueOf(callee, null);
      const found = membersOf(value).flatMap((one) => foreignDecorator(search, one) ?? [])[0];
      const cls = found ? search.program.classAround(method) : null;
      if (!found || !cls) return [];
      const site: CallSite | null = ts.isCallExpression(expression) ? { node: expression, env: null } : null;
      const registration = registrationOf(search, found, { argument: 0, inside: '' });
      return classesOf(search, cls).flatMap((one) => draftFor(search, [registration], found.package, one, method, site, value) ?? []);
    });
  });
}

function mayRegister(decorator: string): boolean {
  return decorating.test(decorator) || (decoratingOfBroker.test(decorator) && transportNamed([decorator]) !== null && !sending.test(decorator));
}

/** A decorator's own name may be what names the broker. */
function foreignDecorator(search: Search, value: Value): Foreign | null {
  if (value.kind !== 'api' || value.package === 'global' || search.program.catalogue.isModelled(value.package)) return null;
  const own = value.token && 'name' in value.token ? [value.token.name] : [];
  const transport = transportNamed([...own, value.package]);
  return transport === null ? null : { package: value.package, transport };
}
