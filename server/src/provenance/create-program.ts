// Ties the parts of the evaluator together: memory, cycles, budgets. Every answer is remembered; nothing is computed for a file nobody asks about.
import ts from 'typescript';
import { builtInCatalogue, type Catalogue } from '../models/catalogue.ts';
import { partKey, type Dependencies } from '../base/dependencies.ts';
import { indexOf } from '../syntax/file-index.ts';
import { parseFile } from '../syntax/parse.ts';
import { placeIn } from '../syntax/places.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { argumentsOf, enter, functionsOf, returned, returnOf } from './calls.ts';
import { callsOf, decoratorsOf } from './callers.ts';
import { mayBeUsed } from './uses.ts';
import { argumentsFor, baseClass, methodOf } from './classes.ts';
import { declaredType, typeIn, typeNamed, valueOfType } from './declared-types.ts';
import { environmentAt, environmentFor, environmentOutside } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { exportOf, required } from './exporting.ts';
import { evaluate } from './expressions.ts';
import { byName, injected, lookedUp, mayBeFilledByName } from './injection.ts';
import { apiChild, unionOf, unknown } from './making.ts';
import { createMatcher } from './matching.ts';
import { oncePerNode, oncePerType, sharedInstances, type InFileOf } from './kept-answers.ts';
import { madeAs, writtenAs } from './makers.ts';
import { mediatedTo } from './mediators.ts';
import { anyMember, elementAt, elementsOf, memberOf } from './members.ts';
import { createMemory, type Memory } from './memory.ts';
import { valueOfName } from './names.ts';
import { handedTo, unboundParameter } from './parameters.ts';
import type { Program } from './program.ts';
import { describe, readPath, walkPath } from './reading.ts';
import { subclassesOf } from './subclasses.ts';
import type { CallSite, ClassValue, FunctionValue, InstanceValue, ObjectType, Value } from './values.ts';

export interface ProgramOptions {
  /** Defaults to the built-in models. */
  readonly catalogue?: Catalogue;
  /** Where trees come from; a caller that keeps them hands in its own. */
  readonly parse?: (file: string, text: string) => ts.SourceFile;
  /** Notes down what each answer rests on. */
  readonly dependencies?: Dependencies;
}

const mostFiles = 40;

export function createProgram(workspace: Workspace, options: ProgramOptions = {}): Program {
  const { parse = parseFile, catalogue = builtInCatalogue, dependencies } = options;
  const inFileOf: InFileOf = (node, work) => (dependencies ? dependencies.within(declarationKeyOf(node), work) : work());
  const memory = createMemory();
  const sources = new Map<string, ts.SourceFile | null>();
  const ev: Evaluator = {
    workspace,
    candidates: workspace.candidates,
    catalogue,
    sourceFile(file) {
      dependencies?.touch(file);
      const known = sources.get(file);
      if (known !== undefined) return known;
      const text = workspace.read(file);
      const source = text === null ? null : parse(file, text);
      sources.set(file, source);
      return source;
    },
    ...questions(() => ev),
    ...values(() => ev, memory, inFileOf),
    ...names(() => ev, memory, inFileOf),
    ...outward(() => ev, memory, inFileOf),
    matches: (value, package_, path) => matcher.matches(value, package_, path),
    ancestorOfType: (value, package_, type) => matcher.ancestorOfType(value, package_, type),
  };
  const matcher = createMatcher(catalogue.typesOf, (value) => (value.kind === 'instance' || value.kind === 'class' ? ev.baseOf(value) : unknown));
  return ev;
}

type Part<Names extends keyof Evaluator> = Pick<Evaluator, Names>;

/** What is asked of syntax and of single calls. */
function questions(
  self: () => Evaluator,
): Part<'fileOf' | 'placeOf' | 'classAround' | 'readPath' | 'walkPath' | 'callsNamed' | 'textsNaming' | 'filesNaming' | 'filesLike' | 'textOf' | 'describe'> {
  return {
    fileOf: (node) => node.getSourceFile().fileName,
    placeOf: (node) => placeIn(node.getSourceFile(), node),
    classAround(node) {
      for (let at: ts.Node | undefined = node; at; at = at.parent) if (ts.isClassLike(at)) return { kind: 'class', node: at, env: null };
      return null;
    },
    readPath: (site, path) => readPath(self(), site, path),
    walkPath: (value, path) => walkPath(self(), value, path),
    callsNamed(file, name) {
      const source = self().sourceFile(file);
      return source ? (indexOf(source).calls.get(name) ?? []) : [];
    },
    textsNaming(word) {
      const { workspace } = self();
      return workspace.filesNaming(word, mostFiles).flatMap((file) => (isTest(file) ? [] : (workspace.read(file) ?? [])));
    },
    filesNaming(word) {
      const { workspace } = self();
      const [code, sql] = [workspace.filesNaming(word), workspace.sqlNaming(word)];
      return sql.length === 0 ? code : [...code, ...sql];
    },
    filesLike: (pattern) => self().workspace.filesLike(pattern),
    textOf: (file) => self().workspace.read(file),
    describe,
  };
}

/** From expressions and values to values. */
function values(
  self: () => Evaluator,
  memory: Memory,
  inFileOf: InFileOf,
): Part<
  | 'valueOf'
  | 'memberOf'
  | 'returnOf'
  | 'argumentsOf'
  | 'functionsOf'
  | 'elementsOf'
  | 'returned'
  | 'anyMember'
  | 'elementAt'
  | 'baseOf'
  | 'constructorArguments'
  | 'methodOf'
  | 'remember'
  | 'once'
  | 'enter'
  | 'instanceOf'
> {
  return {
    valueOf: (node, env) => inFileOf(node, () => memory.evaluate(node, environmentFor(node, env), (at) => evaluate(self(), node, at))),
    memberOf(value, name) {
      const node = value.kind === 'instance' ? value.class.node : 'node' in value ? value.node : null;
      const work = (): Value => memory.member(value, name, () => memberOf(self(), value, name));
      return node ? inFileOf(node, work) : memory.nested(() => memberOf(self(), value, name));
    },
    returnOf: (callee, site) => returnOf(self(), callee, site),
    enter,
    argumentsOf: (site) => argumentsOf(self(), site),
    functionsOf: (value) => functionsOf(self(), value),
    elementsOf: (value) => memory.bounded<readonly Value[] | null>(() => elementsOf(self(), value), null),
    returned: (fn, frame) => returned(self(), fn, frame),
    anyMember: (value) => memory.nested(() => anyMember(self(), value)),
    elementAt: (value, index) => memory.nested(() => elementAt(self(), value, index)),
    baseOf: (value) => baseOf(self(), value),
    constructorArguments: (instance, cls) => argumentsFor(self(), instance, cls),
    methodOf: (cls, name) => methodOf(self(), cls, name),
    remember: (node, env, work) => inFileOf(node, () => memory.evaluate(node, environmentAt(node, env), work)),
    once: (node, work) => memory.once(node, work),
    instanceOf: sharedInstances(),
  };
}

/** From names, parameters and types to values. */
function names(
  self: () => Evaluator,
  memory: Memory,
  inFileOf: InFileOf,
): Part<
  | 'valueOfType'
  | 'valueOfName'
  | 'exportOf'
  | 'required'
  | 'unboundParameter'
  | 'handedTo'
  | 'injectedByName'
  | 'lookedUp'
  | 'typeNamed'
  | 'typeDeclared'
  | 'declaredType'
  | 'injected'
  | 'typeExported'
> {
  return {
    valueOfType: (type, env) => memory.nested(() => valueOfType(self(), type, env)),
    valueOfName: (name, from, env) => memory.nested(() => valueOfName(self(), name, from, env)),
    exportOf: (file, name) => memory.nested(() => exportOf(self(), file, name)),
    required: (specifier, from) => required(self(), specifier, from),
    unboundParameter: (node, env) =>
      inFileOf(node, () => memory.evaluate(node, environmentOutside(node.parent, env), (outer) => unboundParameter(self(), node, outer))),
    handedTo: (node, env) => inFileOf(node, () => memory.nested(() => handedTo(self(), node, env))),
    injectedByName: (node, name) => (mayBeFilledByName(node) ? byName(self(), name, self().fileOf(node)) : null),
    lookedUp: (call, env) => lookedUp(self(), call, env),
    typeNamed: (name, from) => typeNamed(self(), name, from),
    typeDeclared(name, from) {
      const meaning = typeNamed(self(), name, from);
      return meaning?.kind === 'declaration' ? meaning.node : null;
    },
    declaredType: (node) => declaredType(self(), node),
    injected: oncePerNode<ts.ParameterDeclaration | ts.PropertyDeclaration, Value | null>(
      inFileOf,
      null,
      (node) => node,
      (node) => injected(self(), node),
    ),
    typeExported: oncePerType((file, name) => typeIn(self(), file, name)),
  };
}

/** From functions and classes outward: who calls them, who extends them. */
function outward(
  self: () => Evaluator,
  memory: Memory,
  inFileOf: InFileOf,
): Part<'callsOf' | 'decoratorsOf' | 'mayBeUsed' | 'subclassesOf' | 'madeAs' | 'writtenAs' | 'mediatedTo'> {
  return {
    madeAs: oncePerNode<ObjectType, Value>(
      inFileOf,
      unknown,
      (type) => type,
      (type) => memory.afresh(() => madeAs(self(), type)),
    ),
    writtenAs: oncePerNode<ObjectType, readonly Value[]>(
      inFileOf,
      [],
      (type) => type,
      (type) => memory.afresh(() => writtenAs(self(), type)),
    ),
    callsOf: oncePerNode<ts.Node, readonly CallSite[]>(
      inFileOf,
      [],
      (target) => target,
      (target) => memory.afresh(() => callsOf(self(), target)),
    ),
    decoratorsOf: oncePerNode<ts.Node, readonly CallSite[]>(
      inFileOf,
      [],
      (target) => target,
      (target) => memory.afresh(() => decoratorsOf(self(), target)),
    ),
    mayBeUsed: oncePerNode<ts.Node, boolean>(
      inFileOf,
      true,
      (target) => target,
      (target) => memory.afresh(() => mayBeUsed(self(), target)),
    ),
    subclassesOf: oncePerNode<ClassValue | ObjectType, readonly ClassValue[]>(
      inFileOf,
      [],
      (target) => (target.kind === 'class' ? target.node : target),
      (target) => memory.afresh(() => subclassesOf(self(), target)),
    ),
    mediatedTo: oncePerNode<ClassValue, readonly FunctionValue[]>(
      inFileOf,
      [],
      (target) => target.node,
      (target) => memory.afresh(() => mediatedTo(self(), target)),
    ),
  };
}

/** The API class at the root of a workspace class, as its subclass sees it. */
function baseOf(ev: Evaluator, value: InstanceValue | ClassValue): Value {
  let cls = value.kind === 'instance' ? value.class : value;
  for (let depth = 0; depth < 12; depth++) {
    const base = baseClass(ev, cls);
    if (base.kind === 'api') return value.kind === 'instance' ? apiChild(base, { kind: 'subclass' }) : base;
    if (base.kind === 'union')
      return unionOf(
        base.values.map((member) =>
          member.kind === 'class' ? baseOf(ev, ev.instanceOf(member, null)) : member.kind === 'api' ? apiChild(member, { kind: 'subclass' }) : unknown,
        ),
      );
    if (base.kind !== 'class') return unknown;
    cls = base;
  }
  return unknown;
}

const declarationKeys = new WeakMap<ts.Node, string>();

/** A statement of the file, or a member of a class that is one: finer than the file, so that an answer about one function does not rest on what was found for its neighbours. */
function declarationKeyOf(node: ts.Node): string {
  let at = node;
  let member = node;
  while (at.parent !== undefined && !ts.isSourceFile(at.parent)) {
    if (ts.isClassLike(at.parent)) member = at;
    at = at.parent;
  }
  const part = ts.isClassLike(at) && member !== node ? member : at;
  const known = declarationKeys.get(part);
  if (known !== undefined) return known;
  const made = partKey(part.getSourceFile().fileName, part.pos);
  declarationKeys.set(part, made);
  return made;
}
