// The interface of provenance: what handlers and flow may ask. Everything is demand-driven and memoised; nothing is computed for a file nobody asks about.
import type ts from 'typescript';
import type { Catalogue } from '../models/catalogue.ts';
import type { AccessPath } from '../models/schema.ts';
import type { Place } from '../base/place.ts';
import type { ApiValue, CallSite, ClassValue, Environment, FunctionValue, InstanceValue, ObjectType, Value } from './values.ts';

/** The model types of all packages in play, compiled; `matchesPath` resolves type names of the value's own package. */
export interface Program {
  /** Files parsed so far or candidates by prefilter; relative paths with `/`, sorted. */
  readonly candidates: readonly string[];
  /** The models that values are read with. */
  readonly catalogue: Catalogue;
  sourceFile(file: string): ts.SourceFile | null;
  fileOf(node: ts.Node): string;
  placeOf(node: ts.Node): Place;

  /** What `node` evaluates to. Never throws; cycles and budgets give `unknown`. Awaiting, `as`, `!`, `satisfies`, parentheses are transparent. */
  valueOf(node: ts.Expression, env: Environment): Value;
  memberOf(value: Value, name: string): Value;
  /** What calling `callee` with the arguments of `site` gives (follows the returns of workspace functions). */
  returnOf(callee: Value, site: CallSite): Value;
  /** Binds the arguments of a call to the function's parameters. */
  enter(fn: FunctionValue, args: readonly Value[], site?: CallSite): Environment;
  argumentsOf(site: CallSite): readonly Value[];
  /** The functions that calling this value may run: one for a function, the members of a union, the implementations of an interface or abstract method. */
  functionsOf(value: Value): readonly FunctionValue[];

  /** Calls (and `new`s) of this function or class anywhere in the workspace, found by a text search on its names and confirmed by `valueOf`. */
  callsOf(target: ts.Node): readonly CallSite[];
  /** Those of the calls that decorate something, in however many files. */
  decoratorsOf(target: ts.Node): readonly CallSite[];
  /** Whether anything in the workspace may call the function or hand it on: false only where every use of its names is known to be of something else. */
  mayBeUsed(target: ts.Node): boolean;
  /** Workspace classes that extend (or implement) it, transitively. */
  subclassesOf(target: ClassValue | ObjectType): readonly ClassValue[];
  /** The methods that a command bus runs for an object of this class. */
  mediatedTo(command: ClassValue): readonly FunctionValue[];
  /** A method as seen from `cls`: own, else inherited from a workspace class. */
  methodOf(cls: ClassValue, name: string): FunctionValue | null;
  /** What the constructor of an object's class, or of one that it extends, is given where the object is made. */
  constructorArguments(instance: InstanceValue, cls: ClassValue): readonly Value[];
  /** The class around a node, if any. */
  classAround(node: ts.Node): ClassValue | null;

  /** Does this API value lie on the access path of its package's models? Type names in the path are those of the model(s) of that package. */
  matches(value: Value, package_: string, path: AccessPath): boolean;
  /** The nearest ancestor-or-self of `value` that is an instance of the model type, e.g. the `Consumer` a call was made on. */
  ancestorOfType(value: ApiValue, package_: string, type: string): ApiValue | null;
  /**
   * Reads a place in the arguments of a call: `Argument[1].Member[eachMessage]`, `Argument[0].Member[retry].Member[retries]`, `Argument[0].Element`. Constants, spreads, shared
   * configuration objects and class fields are followed; `node` is the expression found there (for a method: its declaration). Null when the call has nothing there.
   */
  readPath(site: CallSite, path: AccessPath): Reading | null;
  /** The same, from a value on: `Member[connection]`, `Parameter[0].Member[data]` (of an API value). Unknown when there is nothing. */
  walkPath(value: Value, path: AccessPath): Value;
  /** Calls whose callee is written with this last name (`run` for `a.b.run(...)`, `Queue` for `new Queue(...)`), in one file, in source order; decorators too. */
  callsNamed(file: string, name: string): readonly CallSite['node'][];
  /** The texts of the workspace's files, tests left out, that have this identifier. */
  textsNaming(word: string): readonly string[];
  /** The workspace's files, SQL files too, that have this identifier. */
  filesNaming(word: string): readonly string[];
  /** Files that are no sources, by their names. */
  filesLike(pattern: string): readonly string[];
  textOf(file: string): string | null;
  /** The elements of an array, list, map or union of them; null when it is none. */
  elementsOf(value: Value): readonly Value[] | null;
  /** What stands under some name of an object, a map or a list. */
  anyMember(value: Value): Value;
  /** What a type annotation says about a value of that type (a package type, a workspace class, an interface's implementations). */
  valueOfType(type: ts.TypeNode, env: Environment): Value;
  /** The workspace's declaration of the type that a name means where it stands; null for a package's. */
  typeDeclared(name: string, from: ts.Node): ts.Node | null;

  /** As a reader would write it: `stripe.paymentIntents.create`. */
  describe(value: Value, node: ts.Expression): string;
}

/** What stands at a place in a call's arguments. */
export interface Reading {
  readonly value: Value;
  readonly node: ts.Node;
  readonly env: Environment;
}
