// Functions that a platform runs by their exported name: known by an infrastructure file, or by a type that names the event.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ClassValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { infrastructureOf } from '../workspace/infrastructure/infrastructure.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cdkFunctions } from './cdk-functions.ts';
import { serverlessFunctions } from './serverless-functions.ts';
import { sstFunctions } from './sst-functions.ts';
import { delegationOf } from './delegates.ts';
import type { DeployedFunction, Draft, Search } from './draft.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { isRunByHand, shapedRegistrations } from './event-shapes.ts';
import { exportNamed, exportsIn, inside, type Exported } from './exported-expressions.ts';
import { nameOf } from './facts.ts';
import { reportsSettled } from './middleware.ts';
import { functionAround } from './option-reading.ts';
import { asInstance, concreteSubclasses, functionsBehind, inPlace, selfOf, type Context } from './outward.ts';
import type { Registration } from './registrations.ts';
import { eventOf, mayExport, registrationsFor, statedRegistrations } from './stated-events.ts';

export function deployedFunctions(program: Program, workspace: Workspace): readonly DeployedFunction[] {
  const found = [
    ...infrastructureOf(workspace),
    ...cdkFunctions(program, workspace),
    ...sstFunctions(program, workspace),
    ...serverlessFunctions(program, workspace),
  ];
  return found.map((one) => (goesOnForADay(one) ? { ...one, retries: null } : one));
}

/** -1 is how a stream says that it tries until its record expires; very many attempts come to the same. Azure tries at all only where it is told to. */
function goesOnForADay({ retries, source }: DeployedFunction): boolean {
  return retries !== null && !source.startsWith('azure') && (retries < 0 || retries >= 1000);
}

export function deployedHandlers(search: Search): readonly Draft[] {
  return search.triggers().flatMap((trigger) => {
    const registrations = search.registrations.byDeployment.get(trigger.source) ?? [];
    const [registration] = registrations;
    if (!registration || trigger.handlerFile === null || isTest(trigger.handlerFile)) return [];
    const exported = exportNamed(search, trigger.handlerFile, trigger.exportName, 0);
    const { handlerFile } = trigger;
    const all = exported ? layersOf(search, exported).filter((layers) => !takesAnother(search, layers, trigger.source)) : [];
    return all.flatMap((layers) => draftOf(search, layers, handlerFile, registrations, registration, trigger));
  });
}

/** Typed for the records of one source, and of no other, it could not read what its deployment names: that is then found by the type alone. */
function takesAnother(search: Search, { chain, given }: Layers, source: string): boolean {
  const functions = [...chain, ...given];
  const stated = mayBeEither(functions) ? [] : functions.flatMap((fn) => statedRegistrations(search, fn)).slice(0, 1);
  return stated.some(({ row }) => row.message.startsWith('Parameter[0].Member[Records]') && row.transport !== source);
}

/** What is exported, from the outermost function to the one that wrappers hand the event on to. */
interface Layers {
  readonly exported: Exported;
  readonly chain: readonly FunctionValue[];
  /** Functions that stand as arguments where it is exported: `wrap(fn)`. */
  readonly given: readonly FunctionValue[];
  /** The call by which the outermost hands on to the next. */
  readonly delegate: ts.CallExpression | null;
}

function layersOf(search: Search, exported: Exported): readonly Layers[] {
  const { member } = exported;
  const read = (env: Environment): Value =>
    member === undefined ? valueExported(search, exported.node, env) : memberExported(search, exported.node, member, env);
  const given = functionsGiven(search, exported.node);
  const behind = functionsBehind(search.program, { at: exported.node, read }).map(({ fn }) => fn);
  return [...behind, ...given].slice(0, 1).map((fn) => {
    const chain = [fn];
    let delegate: ts.CallExpression | null = null;
    for (let at: FunctionValue | undefined = fn; at && chain.length < 4;) {
      const here: FunctionValue = at;
      const delegation = delegationOf(search.program, { fn: here, context: contextOf(search, here), read: () => here, fetched: null });
      at = delegation?.answers[0]?.fn;
      if (at) chain.push(at);
      if (chain.length === 2) delegate = delegation?.call ?? null;
    }
    return { exported, chain, given, delegate };
  });
}

function valueExported({ program }: Search, node: Exported['node'], env: Environment): Value {
  return ts.isFunctionDeclaration(node) ? { kind: 'function', node, env: null, self: null } : program.valueOf(node, env);
}

/** Of a method, the object that it was taken from says which subclass fills in the rest. */
function contextOf({ program }: Search, { node, self }: FunctionValue): Context {
  if (self?.kind !== 'instance') return inPlace;
  const env = asInstance(program, node, self);
  return { ...inPlace, env, rebuild: () => env, self: self.class };
}

/** `export default { queue }`, also inside a wrapper's call: `export default withMonitoring(options, { queue })`. */
function memberExported(search: Search, node: Exported['node'], member: string, env: Environment): Value {
  const inner = inside(node);
  const own = search.program.memberOf(valueExported(search, inner, env), member);
  if (search.program.functionsOf(own).length > 0 || !ts.isCallExpression(inner)) return own;
  const found = inner.arguments.map((argument) => search.program.memberOf(search.program.valueOf(argument, env), member));
  return found.find((value) => search.program.functionsOf(value).length > 0) ?? own;
}

/** Functions that stand as arguments of the calls an expression is made of: `wrap(fn)`, `middy(fn).use(x)`. */
function functionsGiven(search: Search, node: Exported['node']): readonly FunctionValue[] {
  const inner = inside(node);
  if (!ts.isCallExpression(inner)) return [];
  const own = inner.arguments.flatMap((argument) =>
    ts.isSpreadElement(argument) ? [] : membersOf(search.program.valueOf(argument, null)).filter((value) => value.kind === 'function'),
  );
  const callee = bare(inner.expression);
  const further = ts.isPropertyAccessExpression(callee) ? functionsGiven(search, callee.expression) : functionsGiven(search, callee);
  const nested = inner.arguments.flatMap((argument) => (ts.isSpreadElement(argument) ? [] : functionsGiven(search, argument)));
  return [...further, ...own, ...nested].filter((fn) => fn.node.body !== undefined);
}

export function annotatedHandlers(search: Search, file: string): readonly Draft[] {
  const text = search.workspace.read(file);
  const source = text !== null && mayExport(search.registrations, text) ? search.program.sourceFile(file) : null;
  if (!source) return [];
  const exported = exportsIn(source);
  return [
    ...[...exported, ...exported.flatMap(memberExports)].flatMap((one) => annotatedExport(search, file, one)),
    ...madeElsewhere(search, exported).flatMap((made) => annotatedExport(search, made.file, made.exported)),
  ];
}

/** What files that name no event themselves export of what is made here: `export const handler = createHandler(container)`, `new OrderHandler().handle`. */
function madeElsewhere(search: Search, exported: readonly Exported[]): readonly { readonly file: string; readonly exported: Exported }[] {
  const values = [...new Set(exported.flatMap(({ node }) => membersOf(valueExported(search, node, null))))];
  const sites = values.flatMap((value) => sitesOf(search, value));
  const made = [...new Set(sites.map((site) => site.node))].flatMap((site) => {
    const source = site.getSourceFile();
    const file = search.program.fileOf(source);
    if (mayExport(search.registrations, source.text) || isTest(file)) return [];
    const leading = exportsIn(source).flatMap(({ node }) => (ts.isFunctionDeclaration(node) ? [] : (wrapsOf(node, site) ?? [])));
    const [outermost] = leading.toSorted((left, right) => right.depth - left.depth);
    return outermost ? [{ file, exported: { node: outermost.node, typed: null } }] : [];
  });
  return [...made, ...values.flatMap((value) => handedOut(search, value))];
}

/** `const orders = container.resolve<OrderHandler>('orders')`, `export const handler = orders.handle.bind(orders)`: nobody writes `new`, and the file names the class. */
function handedOut(search: Search, value: Value): readonly { readonly file: string; readonly exported: Exported }[] {
  if (value.kind !== 'class' || !hasEventMethod(search, value) || search.program.callsOf(value.node).length > 0) return [];
  const name = value.node.name?.text;
  const files = name === undefined ? [] : search.workspace.filesNaming(name, 40).filter((file) => !isTest(file) && !isNamedIn(search, file));
  return files.flatMap((file) => {
    const source = search.program.sourceFile(file);
    return (source ? exportsIn(source) : []).flatMap((exported) => {
      const fns = search.program.functionsOf(valueExported(search, exported.node, null));
      return fns.some((fn) => fn.node.parent === value.node && takesEvent(search, fn)) ? [{ file, exported }] : [];
    });
  });
}

function isNamedIn(search: Search, file: string): boolean {
  return mayExport(search.registrations, search.workspace.read(file) ?? '');
}

/** Where a function is called that makes one for events, or a class made that has a method for them, be it by a subclass. */
function sitesOf(search: Search, value: Value): readonly CallSite[] {
  if (value.kind === 'function') return madeBy(value.node).some((node) => takesEvent(search, functionAt(node))) ? search.program.callsOf(value.node) : [];
  if (value.kind !== 'class' || !hasEventMethod(search, value)) return [];
  return [value, ...concreteSubclasses(search.program, value)].flatMap(({ node }) => search.program.callsOf(node));
}

function hasEventMethod(search: Search, { node }: ClassValue): boolean {
  return node.members.some((member) => ts.isMethodDeclaration(member) && member.body !== undefined && takesEvent(search, functionAt(member)));
}

function functionAt(node: ts.SignatureDeclaration): FunctionValue {
  return { kind: 'function', node, env: null, self: null };
}

/** How many calls an exported expression puts around `site`; null when it does not lead there. */
function wrapsOf(node: ts.Expression, site: ts.Node, depth = 0): { readonly node: ts.Expression; readonly depth: number } | null {
  const inner = bare(node);
  if (inner === site) return { node: inner, depth };
  if (depth > 4) return null;
  if (ts.isIdentifier(inner)) {
    const declaration = resolveName(inner.text, inner);
    const initial = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return initial ? wrapsOf(initial, site, depth) : null;
  }
  if (ts.isPropertyAccessExpression(inner)) return wrapsOf(inner.expression, site, depth) === null ? null : { node: inner, depth };
  if (!ts.isCallExpression(inner)) return null;
  const parts = [inner.expression, ...inner.arguments.filter((argument) => !ts.isSpreadElement(argument))];
  const [found] = parts.flatMap((part) => wrapsOf(part, site, depth + 1) ?? []);
  return found ? { node: inner, depth: found.depth } : null;
}

/** The functions that a function returns as they are written there. */
function madeBy(maker: ts.SignatureDeclaration): readonly ts.SignatureDeclaration[] {
  const body = 'body' in maker ? maker.body : undefined;
  if (!body) return [];
  const returned = ts.isBlock(body) ? body.statements.flatMap((one) => (ts.isReturnStatement(one) && one.expression ? [one.expression] : [])) : [body];
  return returned.map(bare).filter((node) => ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

function takesEvent(search: Search, fn: FunctionValue): boolean {
  return statedRegistrations(search, fn).length > 0 || shapedRegistrations(search, [fn]).length > 0;
}

/** The methods with a typed parameter of an exported object, and what a wrapper makes for it: `export default { queue(batch: MessageBatch) {} }`, `export const handlers = { orders: onQueue(charge) }`. */
function memberExports(exported: Exported): readonly Exported[] {
  const inner = inside(exported.node);
  const objects = (ts.isCallExpression(inner) ? inner.arguments.map(bare) : [inner]).filter(ts.isObjectLiteralExpression);
  return objects.flatMap((object) =>
    object.properties.flatMap((property) => {
      const fn = ts.isPropertyAssignment(property) ? bare(property.initializer) : property;
      const isTyped = (ts.isMethodDeclaration(fn) || ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) && fn.parameters[0]?.type !== undefined;
      return (isTyped || ts.isCallExpression(fn)) && property.name && ts.isIdentifier(property.name)
        ? [{ ...exported, typed: null, member: property.name.text }]
        : [];
    }),
  );
}

function annotatedExport(search: Search, file: string, exported: Exported): readonly Draft[] {
  const byType = exported.typed ? registrationsFor(search, file, exported.typed, null) : [];
  return layersOf(search, exported).flatMap((layers) => {
    const functions = [...layers.chain, ...layers.given];
    // What its deployment says of a function is not to be guessed again.
    const isDeployed = search.triggers().some((one) => one.handlerFile === file && exportNamed(search, file, one.exportName, 0)?.node === exported.node);
    const typed =
      byType.length > 0 ? byType : [...functions.flatMap((fn) => statedRegistrations(search, fn)), ...statedInCall(search, file, exported.node)].slice(0, 1);
    const registrations = typed.length > 0 || isDeployed ? typed : shapedRegistrations(search, functions);
    const [registration] = registrations;
    const [outer] = layers.chain;
    if (!registration || !outer || isPart(search, outer, file)) return [];
    if (mayBeEither(functions) && (isDeployed || isDeployedElsewhere(search, outer))) return [];
    const trigger = search.triggers().find((one) => one.handlerFile === file && one.source === registration.row.transport) ?? null;
    return draftOf(search, layers, file, registrations, registration, trigger);
  });
}

/** `(event: S3Event | SQSEvent)`: what it is run for, its deployment says. */
function mayBeEither(functions: readonly FunctionValue[]): boolean {
  return functions.some((fn) => {
    const type = eventOf(fn)?.type;
    return type !== undefined && ts.isUnionTypeNode(type);
  });
}

/** The same function stands behind an export whose deployment is known. */
function isDeployedElsewhere(search: Search, { node }: FunctionValue): boolean {
  return search.triggers().some(({ handlerFile, exportName }) => {
    const exported = handlerFile === null ? null : exportNamed(search, handlerFile, exportName, 0);
    return exported !== null && search.program.functionsOf(valueExported(search, exported.node, null)).some((fn) => fn.node === node);
  });
}

/** `createHandler<Controller, KinesisStreamEvent>(run)`, `middy<SQSEvent>().use(tracing()).handler(run)`: the event stands in the types of the calls that make the handler. */
function statedInCall(search: Search, file: string, node: Exported['node']): readonly Registration[] {
  const call = inside(node);
  if (!ts.isCallExpression(call)) return [];
  const callee = bare(call.expression);
  const stated = (call.typeArguments ?? []).flatMap((type) => registrationsFor(search, file, type, 0));
  const parts = [...(ts.isPropertyAccessExpression(callee) ? [callee.expression] : []), ...call.arguments.filter((argument) => !ts.isSpreadElement(argument))];
  return stated.length > 0 ? stated : parts.flatMap((part) => statedInCall(search, file, part)).slice(0, 1);
}

/** An exported function that the workspace itself calls is a part of a handler, not one. */
function isPart(search: Search, fn: FunctionValue, file: string): boolean {
  const name = nameOf(fn.node);
  if (search.program.fileOf(fn.node) !== file || name === null || name === 'handler' || name === 'main') return false;
  if (search.program.callsOf(fn.node).some((site) => !isTest(search.program.fileOf(site.node)) && !isRunByHand(site.node))) return true;
  // Lambda gives a function the event; one that takes a record of it is some handler's, be it through a table, unless its name says that a package's loop calls it.
  if (eventOf(fn)?.type?.getText().endsWith('Record') !== true) return false;
  return (
    !/^(?:handle|process|consume)|(?:Handler|Processor|Consumer|Worker)$/.test(name) ||
    search.workspace.filesNaming(name, 40).some((other) => other !== file && !isTest(other))
  );
}

function draftOf(
  search: Search,
  layers: Layers,
  file: string,
  registrations: readonly Registration[],
  registration: Registration,
  trigger: DeployedFunction | null,
): readonly Draft[] {
  const [outer] = layers.chain;
  const last = layers.chain.at(-1);
  if (!outer || !last) return [];
  // A wrapper of the workspace's own gives every export the same function: the export, or what was handed to the wrapper, tells them apart.
  const local = [...layers.chain.slice(1), ...layers.given].find((fn) => search.program.fileOf(fn.node) === file && statedRegistrations(search, fn).length > 0);
  const isElsewhere = search.program.fileOf(last.node) !== file && (functionAround(last.node) !== null || isInherited(search, last));
  return [
    {
      model: registration.model,
      package: registration.model.package[0] ?? '',
      rows: registrations.map((one) => one.row),
      loop: null,
      site: null,
      callee: null,
      fn: outer,
      shown: isElsewhere ? (local ?? outer) : last,
      shownAt: isElsewhere && !local ? layers.exported.node : null,
      delegate: layers.chain.length === 2 ? layers.delegate : null,
      reportsSettled: reportsSettled(search.program, layers.exported.node),
      registeredAt: null,
      outer: [],
      cls: null,
      trigger,
      bootstraps: [],
      frame: null,
    },
  ];
}

/** What a class has from its base, subclasses beside it have too. */
function isInherited({ program }: Search, { node, self, env }: FunctionValue): boolean {
  const object = self ?? selfOf(env);
  return object?.kind === 'instance' && program.classAround(node)?.node !== object.class.node;
}
