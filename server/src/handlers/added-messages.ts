// The calls that put messages into a registration's own queue, and what they say of each.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, Value } from '../provenance/values.ts';
import { calleeOf, lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { asCalled, readCall, type OptionReading, type OptionScope } from './option-reading.ts';
import { pathOf, type stepsOf } from './registrations.ts';

interface Adding {
  readonly site: CallSite;
  /** The calls that made the queue it is put into. */
  readonly makers: readonly CallSite[];
}

/** Calls that put messages into the registration's own queue, the object itself or one of its name, in files that name the option. */
export function readAdded(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const readings = ofOwnQueue(scope, steps, addingIn(scope, steps)).flatMap(({ site }) => readCall(scope, site, pathOf(steps.slice(argument))) ?? []);
  const [first] = readings;
  if (first === undefined) return null;
  const values = [...new Set(readings.flatMap((found) => found.values))];
  return { ...first, values, constants: [...new Set(readings.flatMap((found) => found.constants))], known: readings.every((found) => found.known) };
}

/** What is put into any queue, as it stands and, in a helper that makes its queue by a name it is handed, as the helper's callers have it. */
function addingIn(scope: OptionScope, steps: ReturnType<typeof stepsOf>): readonly Adding[] {
  const { program } = scope;
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const target = pathOf(steps.slice(0, argument));
  const type = steps[0]?.name ?? '';
  const option = steps.at(-1)?.values[0] ?? '';
  const adding = (site: CallSite): Adding | null => {
    const callee = program.valueOf(calleeOf(site.node), site.env);
    const isAdding = membersOf(callee).some((value) => value.kind === 'api' && program.matches(value, value.package, target));
    return isAdding ? { site, makers: makersOf(scope, callee, type) } : null;
  };
  const isNamed = (site: CallSite): boolean => adding(site)?.makers.some((maker) => namesOf(scope, maker).length > 0) ?? true;
  return scope
    .filesNaming(option)
    .flatMap((file) => (steps[argument - 1]?.values ?? []).flatMap((name) => program.callsNamed(file, name)))
    .flatMap((node) => (ts.isDecorator(node) ? [] : asCalled(scope, node, isNamed)))
    .flatMap((site) => adding(site) ?? []);
}

function ofOwnQueue(scope: OptionScope, steps: ReturnType<typeof stepsOf>, all: readonly Adding[]): readonly Adding[] {
  const own = scope.callee === null ? [] : makersOf(scope, scope.callee, steps[0]?.name ?? '');
  // One function may make all queues, each by another name.
  const isOwn = (maker: CallSite): boolean =>
    own.some((one) => one.node === maker.node && haveInCommon(namesOf(scope, one), namesOf(scope, maker))) ||
    (scope.source !== null && namesOf(scope, maker).includes(scope.source));
  const told = all.filter(({ makers }) => makers.some(isOwn));
  if (told.length > 0 || own.length > 0 || scope.source === null) return told;
  return all.filter(({ makers }) => makers.length > 0 && makers.every((maker) => isMadeByHandedName(scope, maker)));
}

/** `new Queue(name)` in a function that is handed the name, the only way to a queue of the registration's name: what it puts there goes by the same options. */
function isMadeByHandedName(scope: OptionScope, maker: CallSite): boolean {
  const [name] = ts.isNewExpression(maker.node) ? (maker.node.arguments ?? []) : [];
  const declaration = name !== undefined && ts.isIdentifier(name) ? resolveName(name.text, name) : null;
  if (declaration === null || !ts.isParameter(declaration) || namesOf(scope, maker).length > 0) return false;
  const word = lastNameOf(calleeOf(maker.node));
  const others = word === null ? [] : scope.filesNaming(word).flatMap((file) => scope.program.callsNamed(file, word));
  return !others.some((node) => namesOf(scope, { node, env: null }).includes(scope.source));
}

function namesOf(scope: OptionScope, maker: CallSite): readonly unknown[] {
  return readCall(scope, maker, 'Argument[0]')?.constants ?? [];
}

/** False where both are known and none is the same. */
function haveInCommon(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === 0 || right.length === 0 || left.some((name) => right.includes(name));
}

/** The calls that made what a call is on, by the name of its type. */
function makersOf(scope: OptionScope, callee: Value, type: string): readonly CallSite[] {
  return membersOf(callee).flatMap((value) => (value.kind === 'api' ? (scope.program.ancestorOfType(value, value.package, type)?.call ?? []) : []));
}
