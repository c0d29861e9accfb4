// Ties the parts of the evaluator together: memory, cycles, budgets. Every answer is remembered; nothing is computed for a file nobody asks about.
import ts from 'typescript';
import { typesOf } from '../models/catalogue.ts';
import { partKey, type Dependencies } from '../base/dependencies.ts';
import { indexOf } from '../syntax/file-index.ts';
import { parseFile } from '../syntax/parse.ts';
import { placeIn } from '../syntax/places.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { argumentsOf, enter, functionsOf, returned, returnOf } from './calls.ts';
import { callsOf, subclassesOf } from './callers.ts';
import { baseClass, methodOf } from './classes.ts';
import { declaredType, typeIn, typeNamed, valueOfType } from './declared-types.ts';
import { environmentAt, environmentOutside } from './environments.ts';
import type { Evaluator, TypeMeaning } from './evaluator.ts';
import { exportOf, required } from './exporting.ts';
import { evaluate } from './expressions.ts';
import { byName, injected, lookedUp, mayBeFilledByName } from './injection.ts';
import { apiChild, unionOf, unknown } from './making.ts';
import { createMatcher, type TypesOf } from './matching.ts';
import { anyMember, elementAt, elementsOf, memberOf } from './members.ts';
import { createMemory } from './memory.ts';
import { valueOfName } from './names.ts';
import { handedTo, unboundParameter } from './parameters.ts';
import type { Program } from './program.ts';
import { describe, readPath, walkPath } from './reading.ts';
import type { CallSite, ClassValue, InstanceValue, Value } from './values.ts';

export interface ProgramOptions {
  /** The type names of a package's models. */
  readonly typesOf?: TypesOf;
  /** Where trees come from; a caller that keeps them hands in its own. */
  readonly parse?: (file: string, text: string) => ts.SourceFile;
  /** Notes down what each answer rests on. */
  readonly dependencies?: Dependencies;
}

export function createProgram(workspace: Workspace, options: ProgramOptions = {}): Program {
  const { parse = parseFile, dependencies } = options;
  const inFileOf = <Result>(node: ts.Node, work: () => Result): Result => (dependencies ? dependencies.within(declarationKeyOf(node), work) : work());
  const memory = createMemory();
  const sources = new Map<string, ts.SourceFile | null>();
  const injections = new WeakMap<ts.Node, Value | null>();
  const instances = new WeakMap<ts.Node, InstanceValue>();
  const made = new WeakMap<CallSite, InstanceValue>();
  const callers = new WeakMap<ts.Node, readonly CallSite[]>();
  const subclasses = new WeakMap<ts.Node, readonly ClassValue[]>();

  const types = new Map<string, TypeMeaning | null>();
  const ev: Evaluator = {
    workspace,
    candidates: workspace.candidates,
    sourceFile(file) {
      dependencies?.touch(file);
      const known = sources.get(file);
      if (known !== undefined) return known;
      const text = workspace.read(file);
      const source = text === null ? null : parse(file, text);
      sources.set(file, source);
      return source;
    },
    fileOf: (node) => node.getSourceFile().fileName,
    placeOf: (node) => placeIn(node.getSourceFile(), node),
    valueOf: (node, env) => inFileOf(node, () => memory.evaluate(node, environmentAt(node, env), (at) => evaluate(ev, node, at))),
    memberOf(value, name) {
      const node = value.kind === 'instance' ? value.class.node : 'node' in value ? value.node : null;
      const work = (): Value => memory.member(value, name, () => memberOf(ev, value, name));
      return node ? inFileOf(node, work) : memory.nested(() => memberOf(ev, value, name));
    },
    returnOf: (callee, site) => returnOf(ev, callee, site),
    enter,
    argumentsOf: (site) => argumentsOf(ev, site),
    functionsOf: (value) => functionsOf(ev, value),
    callsOf(target) {
      const known = callers.get(target);
      if (known) return inFileOf(target, () => known);
      callers.set(target, []);
      const found = inFileOf(target, () => memory.afresh(() => callsOf(ev, target)));
      callers.set(target, found);
      return found;
    },
    subclassesOf(target) {
      const node = target.kind === 'class' ? target.node : target;
      const known = subclasses.get(node);
      if (known) return inFileOf(node, () => known);
      subclasses.set(node, []);
      const found = inFileOf(node, () => memory.afresh(() => subclassesOf(ev, target)));
      subclasses.set(node, found);
      return found;
    },
    methodOf: (cls, name) => methodOf(ev, cls, name),
    classAround(node) {
      for (let at: ts.Node | undefined = node; at; at = at.parent) if (ts.isClassLike(at)) return { kind: 'class', node: at, env: null };
      return null;
    },
    matches: (value, package_, path) => matcher.matches(value, package_, path),
    ancestorOfType: (value, package_, type) => matcher.ancestorOfType(value, package_, type),
    readPath: (site, path) => readPath(ev, site, path),
    walkPath: (value, path) => walkPath(ev, value, path),
    callsNamed(file, name) {
      const source = ev.sourceFile(file);
      return source ? (indexOf(source).calls.get(name) ?? []) : [];
    },
    elementsOf: (value) => memory.bounded<readonly Value[] | null>(() => elementsOf(ev, value), null),
    valueOfType: (type, env) => memory.nested(() => valueOfType(ev, type, env)),
    describe,
    valueOfName: (name, from, env) => memory.nested(() => valueOfName(ev, name, from, env)),
    exportOf: (file, name) => memory.nested(() => exportOf(ev, file, name)),
    required: (specifier, from) => required(ev, specifier, from),
    unboundParameter: (node, env) =>
      inFileOf(node, () => memory.evaluate(node, environmentOutside(node.parent, env), (outer) => unboundParameter(ev, node, outer))),
    handedTo: (node, env) => inFileOf(node, () => memory.nested(() => handedTo(ev, node, env))),
    injected(node) {
      const known = injections.get(node);
      if (known !== undefined) return inFileOf(node, () => known);
      injections.set(node, null);
      const value = inFileOf(node, () => injected(ev, node));
      injections.set(node, value);
      return value;
    },
    injectedByName: (node, name) => (mayBeFilledByName(node) ? byName(ev, name) : null),
    lookedUp: (call, env) => lookedUp(ev, call, env),
    returned: (fn, frame) => returned(ev, fn, frame),
    baseOf: (value) => baseOf(ev, value),
    instanceOf(cls, site) {
      if (site) {
        const known = made.get(site) ?? { kind: 'instance', class: cls, made: site };
        made.set(site, known);
        return known.class.node === cls.node ? known : { kind: 'instance', class: cls, made: site };
      }
      if (cls.env) return { kind: 'instance', class: cls, made: null };
      const known = instances.get(cls.node) ?? { kind: 'instance', class: cls, made: null };
      instances.set(cls.node, known);
      return known;
    },
    typeExported(file, name) {
      const key = `${file}\0${name}`;
      const known = types.get(key);
      if (known !== undefined) return known;
      types.set(key, null);
      const found = typeIn(ev, file, name);
      types.set(key, found);
      return found;
    },
    typeNamed: (name, from) => typeNamed(ev, name, from),
    anyMember: (value) => memory.nested(() => anyMember(ev, value)),
    elementAt: (value, index) => memory.nested(() => elementAt(ev, value, index)),
    declaredType: (node) => declaredType(ev, node),
    remember: (node, env, work) => inFileOf(node, () => memory.evaluate(node, environmentAt(node, env), work)),
    once: (node, work) => memory.once(node, work),
  };
  const matcher = createMatcher(options.typesOf ?? typesOf, (value) => (value.kind === 'instance' || value.kind === 'class' ? ev.baseOf(value) : unknown));
  return ev;
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
