// Handlers handed to a library's function: `consumer.run({ eachMessage })`, `new Worker(name, fn)`, with wrappers of the workspace's own in between.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { calleeOf, indexOf, lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, ClassValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { delegationOf, type Delegation } from './delegates.ts';
import type { Draft, Search } from './draft.ts';
import { draftsBehind } from './drafts-behind.ts';
import { callsIn } from './message-names.ts';
import { openValue } from './open-values.ts';
import { madeOf } from './handed-to.ts';
import { asInstance, contextsWhere, functionsBehind, inPlace, runsMethodAt, type Answer, type Context, type Question } from './outward.ts';
import { inProcessorFiles } from './processor-files.ts';
import { packageOn, type Registration } from './registrations.ts';
import { behindTable, tellingApart, toldApart } from './told-apart.ts';
import { isUnusedWrapper } from './unused-wrappers.ts';

export function callRegistrations(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const { calls } = indexOf(source);
  const drafts: Draft[] = [];
  for (const [name, nodes] of calls) {
    const registrations = search.registrations.byArgument.get(name);
    for (const node of nodes) {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
      const known = registrations ?? (ts.isNewExpression(node) ? underAnotherName(search, node) : byBase(search, node));
      if (known.length > 0) drafts.push(...draftsAt(search, { node, env: null }, known));
    }
  }
  return shownApart(search, drafts);
}

/** `new Worker('high', processor('high'))` and `new Worker('low', processor('low'))`: one function by its text, made anew for each. The second is shown where it is made. */
function shownApart({ program }: Search, drafts: readonly Draft[]): readonly Draft[] {
  const sites = new Map<ts.Node, ts.Node | undefined>();
  return drafts.map((draft) => {
    const { node } = draft.fn;
    const site = draft.site?.node;
    if (!sites.has(node)) sites.set(node, site);
    if (sites.get(node) === site || draft.delegate !== null || draft.shownAt !== null) return draft;
    const given = site && (ts.isCallExpression(site) || ts.isNewExpression(site)) ? (site.arguments ?? []) : [];
    const made = given.find((argument) => ts.isCallExpression(argument) && makes(program, argument, node));
    return made ? { ...draft, shownAt: made } : draft;
  });
}

function makes(program: Search['program'], call: ts.CallExpression, node: ts.Node): boolean {
  return program.functionsOf(program.valueOf(call, null)).some((fn) => fn.node === node);
}

/** `new WorkerClass(...)`, where a variable, a parameter or a renamed import holds the library's class. */
function underAnotherName(search: Search, node: ts.NewExpression): readonly Registration[] {
  const callee = bare(node.expression);
  const declaration = ts.isIdentifier(callee) ? resolveName(callee.text, callee) : null;
  const isAlias =
    declaration && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || (ts.isImportSpecifier(declaration) && declaration.propertyName));
  if (!isAlias) return [];
  return namedBy(search, callee);
}

/** `super({ handleMessage })` in a class that extends the library's. */
function byBase(search: Search, { expression }: ts.CallExpression): readonly Registration[] {
  return expression.kind === ts.SyntaxKind.SuperKeyword ? namedBy(search, expression) : [];
}

function namedBy(search: Search, callee: ts.Expression): readonly Registration[] {
  const values = membersOf(search.program.valueOf(callee, null));
  return values.flatMap((value) =>
    value.kind === 'api' && value.token?.kind === 'member' ? (search.registrations.byArgument.get(value.token.name) ?? []) : [],
  );
}

function draftsAt(search: Search, site: CallSite, registrations: readonly Registration[]): readonly Draft[] {
  const plausible = registrations.filter((registration) => hasEvent(search, site, registration));
  const lies = (callee: Value): readonly Registration[] => plausible.filter((registration) => packageOn(search.program, callee, registration) !== null);
  const expression = calleeOf(site.node);
  const question = { at: site.node, read: (env: Environment) => search.program.valueOf(expression, env) };
  return contextsWhere(search.program, question, (value) => lies(value).length > 0).flatMap((context) => {
    const callee = question.read(context.env);
    const matching = lies(callee);
    const places = [...new Set(matching.map((registration) => registration.row.at))];
    return places.flatMap((at) =>
      draftsOf(
        search,
        site,
        callee,
        matching.filter((registration) => registration.row.at === at),
        context,
      ),
    );
  });
}

function hasEvent(search: Search, site: CallSite, registration: Registration): boolean {
  const events = registration.row.events;
  if (!events) return true;
  const first = search.program.argumentsOf(site)[0];
  return membersOf(first ?? { kind: 'unknown' }).some((value) => {
    if (value.kind === 'constant') return typeof value.value === 'string' && events.includes(value.value);
    // The library's own name for it: `ReceiverEvents.message`.
    return value.kind === 'api' && value.token !== null && 'name' in value.token && events.includes(value.token.name);
  });
}

/** `registrations` are rows for one place, told apart by their conditions. */
export function draftsOf(search: Search, site: CallSite, callee: Value, registrations: readonly Registration[], context: Context): readonly Draft[] {
  const [registration] = registrations;
  if (!registration) return [];
  const path = registration.inside === '' ? `Argument[${registration.argument}]` : `Argument[${registration.argument}].${registration.inside}`;
  const read = (env: Environment): Value => {
    const reading = search.program.readPath({ node: site.node, env }, path);
    return reading ? openValue(reading.node, reading.value) : { kind: 'unknown' };
  };
  const question = { at: site.node, read };
  // One caller of a wrapper hands over a function, the next the path of a file.
  return [...functionsBehind(search.program, question, context), ...inFiles(search, site, registration, question, context)]
    .flatMap((answer) => withDelegates(search, site, callee, registrations, registration, answer, read))
    .filter(({ cls }) => cls === null || runsMethodAt(search.program, cls, site.node));
}

/** What stands there may be the path of a file. */
function inFiles(search: Search, site: CallSite, { row, argument }: Registration, question: Question, context: Context): readonly Answer[] {
  const given = row.file && !ts.isTaggedTemplateExpression(site.node) && !ts.isDecorator(site.node) ? site.node.arguments?.[argument] : undefined;
  return given ? inProcessorFiles(search, given, question, context) : [];
}

function withDelegates(
  search: Search,
  site: CallSite,
  callee: Value,
  registrations: readonly Registration[],
  registration: Registration,
  answer: Answer,
  read: (env: Environment) => Value,
): readonly Draft[] {
  const draft = (context: Context, shown: Answer, delegate: ts.CallExpression | null): Draft => ({
    model: registration.model,
    package: packageOn(search.program, callee, registration) ?? '',
    rows: registrations.map((one) => one.row),
    loop: null,
    site: { node: site.node, env: context.env },
    callee: search.program.valueOf(calleeOf(site.node), context.env),
    fn: inContext(answer, context, read),
    shown: shown.fn,
    shownAt: null,
    delegate,
    registeredAt: context.sites.at(-1)?.node ?? null,
    outer: context.sites,
    cls: context.self ?? search.program.classAround(site.node),
    trigger: null,
    bootstraps: [],
    frame: null,
  });
  const delegation = answer.linked
    ? delegationOf(search.program, { fn: answer.fn, context: answer.context, read, fetched: null })
    : delegationOfMade(search, answer);
  const isTelling = tellingApart.has(registration.row.transport ?? registration.model.transport);
  const apart = !delegation && isTelling ? toldApart(search.program, answer) : null;
  if (apart) return draftsBehind(apart, draft);
  if (!delegation) return isUnusedWrapper(search.program, answer) ? [] : [draft(answer.context, answer, null)];
  if (delegation.isDispatch)
    return forEachClass(search, site, delegation).map((context) => ({ ...draft(context, answer, null), shownAt: shownIn(context.self) }));
  const made = delegation.answers.flatMap((one) => behindMade(search, one));
  const used = made.filter((one) => !isUnusedWrapper(search.program, one));
  const behind = used.length > 0 ? used : made;
  return draftsBehind({ ...delegation, answers: isTelling ? behind.flatMap((one) => behindTable(search.program, one)) : behind }, draft);
}

/**
 * `subscribe('orders', timed(handle))`: what a wrapper's caller made around a function hands the message on to that in its turn. So does what listens for a function that its
 * own method is given: `super.on(received, (message) => this.run(message, listener))`.
 */
function behindMade(search: Search, answer: Answer, depth = 0): readonly Answer[] {
  const inner = answer.linked || answer.relays || depth > 2 ? null : delegationOfMade(search, answer);
  if (!inner) return [answer];
  return inner.answers
    .flatMap((behind) => behindMade(search, behind, depth + 1))
    .map((behind) => ({ ...behind, relays: [{ fn: answer.fn, call: inner.call }, ...(behind.relays ?? [])] }));
}

/** The registration as each class has it that fills in the steps of a dispatch. */
function forEachClass({ program }: Search, site: CallSite, { answers }: Delegation): readonly Context[] {
  const classes = answers.flatMap(({ context }) => context.self ?? []);
  const different = classes.filter((cls, index) => classes.findIndex((other) => other.node === cls.node) === index);
  return different.map((cls) => {
    const env = asInstance(program, site.node, madeOf(program, cls));
    return { ...inPlace, env, rebuild: () => env, self: cls };
  });
}

function shownIn(cls: ClassValue | null): ts.Node | null {
  return cls && (cls.node.name ?? cls.node);
}

/** `registry.register(defineJob(config, handle))`: what is in the registry was made around the function that the message is handed on to. */
function delegationOfMade({ program }: Search, { fn, context }: Answer): Delegation | null {
  if (!fn.env && !isForOther(fn.node)) return null;
  const delegation = delegationOf(program, { fn, context: { ...inPlace, env: fn.env, ran: fn.node }, read: () => fn, fetched: null });
  // Who hands over what a listener runs has registered it.
  const seen = ({ sites }: Context): Context => (fn.env ? context : { ...context, sites: [...context.sites, ...sites] });
  return delegation && { ...delegation, answers: delegation.answers.map((behind) => ({ ...behind, context: seen(behind.context) })) };
}

/** What is given to the function around it has a part in what it does, or what it does is to emit. */
function isForOther(fn: FunctionValue['node']): boolean {
  const isGiven = (part: ts.Expression): boolean => {
    const name = bare(part);
    const declaration = ts.isIdentifier(name) ? resolveName(name.text, name) : null;
    return declaration !== null && ts.isParameter(declaration) && !contains(fn, declaration);
  };
  return fn.body !== undefined && callsIn(fn.body).some((call) => lastNameOf(call.expression) === 'emit' || [call.expression, ...call.arguments].some(isGiven));
}

/** The library's function again, with the environment that an outer context gives it. */
function inContext(answer: Answer, context: Context, read: (env: Environment) => Value): Answer['fn'] {
  if (context === answer.context || context === inPlace) return answer.fn;
  const same = membersOf(read(context.env)).flatMap((value) => (value.kind === 'function' && value.node === answer.fn.node ? [value] : []));
  return same.find((value) => value.env === answer.fn.env) ?? same[0] ?? answer.fn;
}
