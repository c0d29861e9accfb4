// What the parts of the evaluator may ask of each other. `create-program.ts` ties them together; no part imports another that imports it back.
import type ts from 'typescript';
import type { Workspace } from '../workspace/workspace.ts';
import type { Program } from './program.ts';
import type { CallSite, ClassValue, Environment, Frame, FunctionValue, InstanceValue, ObjectType, Value } from './values.ts';

export interface Evaluator extends Program {
  readonly workspace: Workspace;
  /** The value of a declared name (`env` is cut down to the frames around the declaration). */
  valueOfName(name: string, from: ts.Node, env: Environment): Value;
  /** The export `name` of a workspace file; `unknown` when there is none. */
  exportOf(file: string, name: string): Value;
  /** What `require(specifier)` gives in the file of `from`. */
  required(specifier: string, from: ts.Node): Value;
  /** A parameter that no environment binds. */
  unboundParameter(node: ts.ParameterDeclaration, env: Environment): Value;
  /** What the call that its function is handed to gives it; unknown for most. */
  handedTo(node: ts.ParameterDeclaration, env: Environment): Value;
  /** What dependency injection puts there, null when nothing says so. */
  injected(node: ts.ParameterDeclaration | ts.PropertyDeclaration): Value | null;
  /** A container look-up (`container.get(TOKEN)`), null when it is none that is understood. */
  lookedUp(call: ts.CallExpression, env: Environment): Value | null;
  /** What a container that injects by name hands to this parameter (its member, for a destructured one); null when it is not registered. */
  injectedByName(node: ts.ParameterDeclaration, name: string): Value | null;
  /** What a function gives back when entered with this frame. */
  returned(fn: FunctionValue, frame: Frame): Value;
  /** `value` seen as an instance of the API class that its workspace class extends. */
  baseOf(value: InstanceValue | ClassValue): Value;
  instanceOf(cls: ClassValue, made: CallSite | null): InstanceValue;
  /** The objects that functions of the workspace put together for an interface or an object type. */
  madeAs(type: ObjectType): Value;
  /** The objects that modules write down as one of an interface that classes implement. */
  writtenAs(type: ObjectType): readonly Value[];
  /** The type that a file exports under a name. */
  typeExported(file: string, name: string): TypeMeaning | null;
  /** What a name means in a type position. */
  typeNamed(name: string, from: ts.Node): TypeMeaning | null;
  /** One element, by position when that is known. */
  elementAt(value: Value, index: number | null): Value;
  /** The annotation that says what type an expression has, if syntax tells; and where to read its names. */
  declaredType(node: ts.Expression): ts.TypeNode | null;
  /** Remembers what a declaration evaluates to, so that its later assignments may mention it. */
  remember(node: ts.Node, env: Environment, work: (env: Environment) => Value): Value;
  /** Runs `work` unless this function is being evaluated already (recursion gives `unknown`). */
  once(node: ts.Node, work: () => Value): Value;
}

/** What a name in a type position stands for. */
export type TypeMeaning =
  | { readonly kind: 'package'; readonly specifier: string; readonly package: string; readonly name: string }
  | {
      readonly kind: 'declaration';
      readonly node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.TypeParameterDeclaration | ts.EnumDeclaration;
    }
  | { readonly kind: 'module'; readonly file: string };
