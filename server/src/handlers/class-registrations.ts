// Handlers that a class declares: decorated methods, and methods that a base class of a library calls. Abstract bases stand for the classes that extend them.
import ts from 'typescript';
import { indexOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, ClassValue, FunctionValue, Value } from '../provenance/values.ts';
import { bootstrapsFor } from './bootstraps.ts';
import { delegationOf, type Delegation } from './delegates.ts';
import type { Draft, Search } from './draft.ts';
import { draftsBehind } from './drafts-behind.ts';
import { madeOf } from './handed-to.ts';
import { asInstance, concreteSubclasses, inPlace, isAbstract } from './outward.ts';
import { packageOn, type Registration } from './registrations.ts';
import { tellingApart, toldApart } from './told-apart.ts';

export function classRegistrations(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  return indexOf(source).classes.flatMap((node) => {
    const cls = search.program.classAround(node.members[0] ?? node);
    if (!cls || cls.node !== node) return [];
    return [...decoratedMethods(search, cls), ...calledByBase(search, cls)];
  });
}

function decoratedMethods(search: Search, cls: ClassValue): readonly Draft[] {
  return cls.node.members.flatMap((member) => {
    if (!ts.isMethodDeclaration(member) || !member.body) return [];
    return (ts.getDecorators(member) ?? []).flatMap((decorator) => decoratorDrafts(search, cls, member, decorator));
  });
}

function decoratorDrafts(search: Search, cls: ClassValue, method: ts.MethodDeclaration, decorator: ts.Decorator): readonly Draft[] {
  const expression = decorator.expression;
  const called = ts.isCallExpression(expression) ? expression.expression : expression;
  const name = ts.isIdentifier(called) ? called.text : ts.isPropertyAccessExpression(called) ? called.name.text : null;
  const callee = search.program.valueOf(called, null);
  const registrations = name === null ? [] : [...(search.registrations.byDecorator.get(name) ?? []), ...renamed(search, callee)];
  const matching = registrations.filter((one) => packageOn(search.program, callee, one) !== null);
  const [registration] = matching;
  if (!registration) return [];
  const package_ = packageOn(search.program, callee, registration) ?? '';
  const site: CallSite = { node: ts.isCallExpression(expression) ? expression : decorator, env: null };
  return classesOf(search, cls).flatMap((one) => draftsFor(search, matching, package_, one, method, site, callee));
}

/** The classes whose objects have a method of `cls`. */
export function classesOf(search: Search, cls: ClassValue): readonly ClassValue[] {
  return isAbstract(cls) ? concreteSubclasses(search.program, cls) : [cls];
}

/** A decorator imported under another name. */
function renamed({ registrations: { byDecorator } }: Search, callee: Value): readonly Registration[] {
  return membersOf(callee).flatMap((value) => (value.kind === 'api' && value.token?.kind === 'member' ? (byDecorator.get(value.token.name) ?? []) : []));
}

/** One method as one class has it, or the jobs of its queue that it tells apart. */
function draftsFor(...args: Parameters<typeof draftFor>): readonly Draft[] {
  const [search, , , cls, method] = args;
  const draft = draftFor(...args);
  const marked = draft?.delegate ? handedOn(search, cls, method) : null;
  if (draft && marked?.isMarked && marked.answers.length > 1) return marked.answers.map(({ fn }) => ({ ...draft, shown: fn, shownAt: null }));
  if (!draft || draft.delegate || !tellingApart.has(draft.model.transport)) return draft ? [draft] : [];
  const env = asInstance(search.program, method, madeOf(search.program, cls));
  const apart = toldApart(search.program, { fn: { ...draft.fn, env }, context: { ...inPlace, env, rebuild: () => env, self: cls }, linked: true });
  return apart ? draftsBehind(apart, (_, shown, delegate) => ({ ...draft, shown: shown.fn, shownAt: null, delegate })) : [draft];
}

/** One method as one class has it; with another class's method behind it where it is a template. */
export function draftFor(
  search: Search,
  registrations: readonly Registration[],
  package_: string,
  cls: ClassValue,
  method: FunctionValue['node'],
  site: CallSite | null,
  callee: Value | null,
): Draft | null {
  const model = registrations[0]?.model;
  if (!model) return null;
  const self = madeOf(search.program, cls);
  const fn: FunctionValue = { kind: 'function', node: method, env: cls.env, self };
  const found = handedOn(search, cls, method);
  const shown = found?.answers[0];
  // A service that the class was given is a part of its work; a step of its own, or one made beside it, is what it hands the message on to.
  const delegation = shown && isService(search, cls, shown.fn) ? null : found;
  const handler = delegation && shown ? shown.fn : fn;
  const bootstrap = model.bootstrap ? bootstrapsFor(search.program, search.bootstraps(), cls) : [];
  return {
    model,
    package: package_,
    rows: registrations.map((one) => one.row),
    loop: null,
    site,
    callee,
    fn,
    shown: handler,
    shownAt: search.program.classAround(handler.node)?.node === cls.node ? null : placeIn(cls, method, site),
    delegate: delegation?.call ?? null,
    delegateFrom: delegation?.from,
    registeredAt: search.program.classAround(method)?.node === cls.node ? (site?.node ?? null) : (cls.node.name ?? cls.node),
    outer: [],
    cls,
    trigger: null,
    bootstraps: bootstrap.map((one) => one.options),
    frame: null,
  };
}

/** To what a method hands the message on, as one class has it. */
function handedOn({ program }: Search, cls: ClassValue, method: FunctionValue['node']): Delegation | null {
  const self = madeOf(program, cls);
  const env = asInstance(program, method, self);
  const inside: FunctionValue = { kind: 'function', node: method, env, self };
  return delegationOf(program, { fn: inside, context: { ...inPlace, env, rebuild: () => env, self: cls }, read: () => inside, fetched: null });
}

/** Where one class's part in a template, or in what is emitted, is pointed at: a method with a decorator of its own is one of several. */
function placeIn(cls: ClassValue, method: FunctionValue['node'], site: CallSite | null): ts.Node {
  const own = site !== null && method.parent === cls.node ? method.name : undefined;
  return own ?? cls.node.name ?? cls.node;
}

/** A method of a class that is not one of the bases. */
function isService(search: Search, cls: ClassValue, { node }: FunctionValue): boolean {
  const own = ts.isMethodDeclaration(node) && 'text' in node.name ? search.program.methodOf(cls, node.name.text) : null;
  return ts.isMethodDeclaration(node) && ts.isClassLike(node.parent) && own?.node !== node;
}

/** Classes whose base is a class of a library that calls one of their methods. */
function calledByBase(search: Search, cls: ClassValue): readonly Draft[] {
  const heritage = cls.node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  if (!heritage) return [];
  const base = search.program.valueOf(heritage, cls.env);
  const names = membersOf(base).flatMap((value) => (value.kind === 'api' && value.token && 'name' in value.token ? [value.token.name] : []));
  const registrations = names.flatMap((name) => search.registrations.byBaseClass.get(name) ?? []);
  return registrations.flatMap((registration) => {
    const package_ = packageOn(search.program, base, registration);
    if (package_ === null) return [];
    const classes = [...(isAbstract(cls) ? [] : [cls]), ...concreteSubclasses(search.program, cls)];
    return classes.flatMap((one) => registration.inside.split(',').flatMap((name) => methodDraft(search, registration, package_, one, name, base)));
  });
}

function methodDraft(search: Search, registration: Registration, package_: string, cls: ClassValue, name: string, base: Value): readonly Draft[] {
  const method = search.program.methodOf(cls, name);
  if (!method?.node.body) return [];
  const drafts = draftsFor(search, [registration], package_, cls, method.node, null, base);
  return drafts.map((draft) => ({ ...draft, callee: null, registeredAt: cls.node.name ?? cls.node }));
}
