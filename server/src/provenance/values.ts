// What an expression can be, as far as syntax tells: a node of the API graph (something a package gave us), or something of the workspace's own.
// Environments carry the arguments of the calls we came through, so that a wrapper's parameter means what its caller handed over.
import type ts from 'typescript';

/** One edge of an access path. `await` and the default/namespace interop leave no edge. */
export type Token =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'return' }
  | { readonly kind: 'instance' }
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'element' }
  /** The value is known only by an annotation naming this exported type of the package. */
  | { readonly kind: 'type'; readonly name: string }
  /** The base class, seen from a workspace class that extends the API class (`this` in there). */
  | { readonly kind: 'subclass' };

/** The call that made an API value; its arguments hold configuration. */
export interface CallSite {
  readonly node: ts.CallExpression | ts.NewExpression | ts.Decorator | ts.TaggedTemplateExpression;
  readonly env: Environment;
}

/**
 * A value that came from a package: a linked path from the package's root.
 * What the platform gives (`fetch`, `process`, `setTimeout`, `JSON`) has the package `global`: `fetch` is `Package.Member[fetch]` there. Builtin modules are `node:fs` and so on, however written.
 */
export interface ApiValue {
  readonly kind: 'api';
  readonly package: string;
  /** The whole specifier, `aws-sdk/clients/sqs`. */
  readonly specifier: string;
  readonly parent: ApiValue | null;
  readonly token: Token | null;
  /** For `return` and `instance`. */
  readonly call: CallSite | null;
  /** The unbound parameter that it is known by, through its annotation alone: callers may hand over something that says more. */
  readonly open?: ParameterValue;
}

/** `orUnknown`: something that nothing is known about may stand in its place (one side of a choice, one entry of a table). */
interface Doubtable {
  readonly orUnknown?: true;
}

export interface FunctionValue extends Doubtable {
  readonly kind: 'function';
  readonly node: ts.SignatureDeclaration & { readonly body?: ts.ConciseBody };
  readonly env: Environment;
  readonly self: Value | null;
  /** Arguments that `bind` put in front. */
  readonly bound?: readonly Value[];
}

/** A type of the workspace that classes implement and functions give objects of. */
export type ObjectType = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

export interface ClassValue {
  readonly kind: 'class';
  readonly node: ts.ClassLikeDeclaration;
  readonly env: Environment;
}

/** An object of a workspace class; `made` is the `new` it comes from, null when injected or known by type only. */
export interface InstanceValue extends Doubtable {
  readonly kind: 'instance';
  readonly class: ClassValue;
  readonly made: CallSite | null;
}

export interface ObjectValue extends Doubtable {
  readonly kind: 'object';
  readonly node: ts.ObjectLiteralExpression;
  readonly env: Environment;
}

export interface ArrayValue {
  readonly kind: 'array';
  readonly node: ts.ArrayLiteralExpression;
  readonly env: Environment;
}

/** An array that no single literal spells out: `Object.entries(handlers)`, `topics.map(...)`, `[...a, ...b]`. `whole`: these are all elements, in order. */
export interface ListValue {
  readonly kind: 'list';
  readonly elements: readonly Value[];
  readonly whole: boolean;
}

/** What a `Map` (or an object filled by index) holds, as far as its constructor and its `set` calls say. */
export interface MapValue {
  readonly kind: 'map';
  readonly entries: readonly { readonly key: Value; readonly value: Value }[];
}

export interface ConstantValue {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null | undefined;
}

/** A module seen as an object (`import * as x from './y'`, `require('./y')`). */
export interface ModuleValue {
  readonly kind: 'module';
  readonly file: string;
}

/** Bound by handlers and flow: the message a handler is given, or a part of it. */
export interface MessageValue {
  readonly kind: 'message';
  /** Member names from the message on; a call or an element is `()` or `[]`. */
  readonly path: readonly string[];
  /** As written relative to the handler, for the reader: `job.data.id`. */
  readonly expression: string;
  /** The same thing seen as a node of the transport's API, where it is one: `message.ack` is a part of the message and a call that settles it. */
  readonly api?: ApiValue;
}

/** A parameter that no environment binds, or a member path from it: the mark of a wrapper. */
export interface ParameterValue {
  readonly kind: 'parameter';
  readonly node: ts.ParameterDeclaration;
  readonly path: readonly Token[];
}

export interface UnionValue {
  readonly kind: 'union';
  readonly values: readonly Value[];
}

export interface UnknownValue {
  readonly kind: 'unknown';
}

export type Value =
  | ApiValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | ObjectValue
  | ArrayValue
  | ListValue
  | MapValue
  | ConstantValue
  | ModuleValue
  | MessageValue
  | ParameterValue
  | UnionValue
  | UnknownValue;

/** What the parameters of the functions around an expression are bound to. The empty environment is `null`: then parameters resolve by type, injection, or stay `parameter`. */
export type Environment = Frame | null;

export interface Frame {
  readonly outer: Environment;
  /** A class stands for its field initialisers: `args` are then those of its constructor. */
  readonly node: ts.SignatureDeclaration | ts.ClassLikeDeclaration;
  /** Positional arguments; missing ones are undefined: such a parameter is read as if no environment bound it. */
  readonly args: readonly Value[];
  /** `this` inside. */
  readonly self: Value | null;
  readonly depth: number;
  /** The call that entered: its argument expressions tell what a value alone does not (of what parts a key is made). */
  readonly site?: CallSite;
}
