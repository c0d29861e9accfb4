// What stands at one place of a registration, or of a call beside it: constants, names, or something that can't be read.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { AccessPath, TransportModel } from '../models/schema.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ClassValue, FunctionValue, Value } from '../provenance/values.ts';
import type { CallNode } from '../syntax/file-index.ts';
import { classNames, wordsOf } from './option-words.ts';
import { isLeftOpen, isNothing, isOfConstant, isWritten } from './written-options.ts';

/** Everything a row's conditions and sources may speak about, for one registration. */
export interface OptionScope {
  readonly program: Program;
  readonly model: TransportModel;
  readonly package: string;
  readonly site: CallSite | null;
  readonly callee: Value | null;
  readonly fn: FunctionValue;
  /** Calls through which a wrapper was reached: siblings are looked for there too. */
  readonly outer: readonly CallSite[];
  readonly cls: ClassValue | null;
  /** What an infrastructure file says, by the names of `FunctionTrigger`; null when none was found. */
  readonly trigger: Readonly<Record<string, unknown>> | null;
  readonly bootstrap: Value | null;
  /** The transport that the registration itself names. */
  readonly chosen: string | null;
  readonly version: string | null;
  /** The topic or queue, once it is known. */
  readonly source: string | null;
  readonly filesNaming: (word: string) => readonly string[];
}

export interface OptionReading {
  /** Constants, and the names of enum members. */
  readonly values: readonly (string | number | boolean)[];
  /** Constants alone. */
  readonly constants: readonly (string | number | boolean)[];
  /** One of them stands there, and not a list of all. */
  readonly isOneOf?: boolean;
  readonly known: boolean;
  /** Whether it is there: not where the start-up's options can't be read far enough to tell. */
  readonly written: boolean;
  readonly place: Place | null;
}

export const unread: OptionReading = { values: [], constants: [], known: false, written: true, place: null };

export function readCall(scope: OptionScope, site: CallSite, path: AccessPath): OptionReading | null {
  const found = scope.program.readPath(site, path);
  if (!found || isNothing(found.value) || isOfConstant(scope.program, site, path, found.value)) return null;
  return {
    ...reading(scope, found.value),
    written: isWritten(scope.program, site, path, found) && !isLeftOpen(scope.program, site, found.node),
    place: scope.program.placeOf(found.node),
  };
}

export function reading(scope: OptionScope, value: Value): OptionReading {
  if (value.kind === 'array' || value.kind === 'list') {
    const elements = scope.program.elementsOf(value) ?? [];
    return { ...reading(scope, elements.length > 0 ? { kind: 'union', values: elements } : { kind: 'unknown' }), isOneOf: false };
  }
  const members = membersOf(value);
  const values = members.flatMap((member) => (member.kind === 'class' || member.kind === 'instance' ? classNames(scope.program, member) : wordsOf(member)));
  const constants = members.flatMap((member) => (member.kind === 'constant' ? wordsOf(member) : []));
  return { values, constants, isOneOf: true, known: members.length === 1 && values.length > 0, written: true, place: null };
}

export const mostCallers = 20;

/** It names its queue itself. */
function namesItsQueue(scope: OptionScope): (site: CallSite) => boolean {
  return (site) => (readCall(scope, site, 'Argument[0]')?.constants.length ?? 0) > 0;
}

/** A call as it stands, and as the callers of the function around it make it: `assertTopology(channel, topology)`. */
export function asCalled(scope: OptionScope, node: Exclude<CallNode, ts.Decorator>, isNamed = namesItsQueue(scope)): readonly CallSite[] {
  const { program } = scope;
  const helper = functionAround(node);
  const own: CallSite = { node, env: null };
  if (!helper || (!ts.isFunctionDeclaration(helper) && !ts.isArrowFunction(helper) && !ts.isFunctionExpression(helper) && !ts.isMethodDeclaration(helper)))
    return [own];
  if (isNamed(own)) return [own];
  const fn: FunctionValue = { kind: 'function', node: helper, env: null, self: null };
  const callers = helper.parameters.length > 0 ? program.callsOf(helper).slice(0, mostCallers) : [];
  return [own, ...callers.map((caller) => ({ node, env: program.enter(fn, program.argumentsOf(caller)) }))];
}

export function functionAround(node: ts.Node): ts.Node | null {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) return at;
  return null;
}
