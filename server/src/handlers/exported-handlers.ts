// Functions that a platform runs by their exported name: known by an infrastructure file, or by a type that names the event.
import ts from 'typescript';
import { modelsOf } from '../models/catalogue.ts';
import { bare } from '../syntax/bare.ts';
import { exportsOf, type Export } from '../syntax/modules.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, FunctionValue, Value } from '../provenance/values.ts';
import { infrastructureOf } from '../workspace/infrastructure/infrastructure.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { delegationOf } from './delegates.ts';
import type { DeployedFunction, Draft, Search } from './draft.ts';
import { isTest } from './test-files.ts';
import { functionsBehind, inPlace } from './outward.ts';
import { byAnnotation, byDeployment, type Registration } from './registrations.ts';

export function deployedFunctions(_program: Program, workspace: Workspace): readonly DeployedFunction[] {
  return infrastructureOf(workspace);
}

export function exportedHandlers(search: Search): readonly Draft[] {
  return [...deployed(search), ...search.program.candidates.filter((file) => !isTest(file)).flatMap((file) => annotated(search, file))];
}

function deployed(search: Search): readonly Draft[] {
  return search.triggers().flatMap((trigger) => {
    const registrations = byDeployment.get(trigger.source) ?? [];
    const [registration] = registrations;
    if (!registration || trigger.handlerFile === null || isTest(trigger.handlerFile)) return [];
    const exported = exportNamed(search, trigger.handlerFile, trigger.exportName, 0);
    return exported ? layersOf(search, exported).flatMap((layers) => draftOf(search, layers, layers.inner, registrations, registration, trigger) ?? []) : [];
  });
}

/** An exported expression, and the file it stands in. */
interface Exported {
  readonly node: ts.Expression;
  readonly typed: ts.TypeNode | null;
}

function exportNamed(search: Search, file: string, name: string, depth: number): Exported | null {
  const source = search.program.sourceFile(file);
  if (!source || depth > 4) return null;
  const table = exportsOf(source);
  const found = table.named.get(name) ?? (name === 'handler' ? table.named.get('default') : undefined);
  if (found?.kind === 'from') {
    const resolution = search.workspace.resolve(file, found.specifier);
    return resolution?.kind === 'file' ? exportNamed(search, resolution.file, found.name, depth + 1) : null;
  }
  if (found) return exportedOf(found);
  const [whole] = table.whole;
  return whole ? { node: whole, typed: null } : null;
}

function exportedOf(found: Export): Exported | null {
  if (found.kind === 'expression') return { node: found.node, typed: statedType(found.node) };
  if (found.kind === 'declaration') return found.node.name ? { node: found.node.name, typed: null } : null;
  if (found.kind !== 'local') return null;
  const declaration = resolveName(found.name.text, found.name);
  if (declaration && ts.isVariableDeclaration(declaration)) {
    return { node: declaration.initializer ?? found.name, typed: declaration.type ?? (declaration.initializer ? statedType(declaration.initializer) : null) };
  }
  return { node: found.name, typed: null };
}

/** The type in `x satisfies T`, `x as T`, `<T>x`. */
function statedType(node: ts.Expression): ts.TypeNode | null {
  return ts.isSatisfiesExpression(node) || ts.isAsExpression(node) ? node.type : null;
}

/** What is exported and, where wrappers stand around it, the function inside them. */
interface Layers {
  readonly read: (env: Environment) => Value;
  readonly outer: FunctionValue;
  readonly inner: FunctionValue;
}

function layersOf(search: Search, exported: Exported): readonly Layers[] {
  const read = (env: Environment): Value => search.program.valueOf(exported.node, env);
  const answers = functionsBehind(search.program, { at: exported.node, read });
  const given = functionsGiven(search, exported.node);
  return answers.slice(0, 1).map(({ fn }) => ({
    read,
    outer: fn,
    inner: given.find((one) => one.node !== fn.node) && !given.some((one) => one.node === fn.node) ? (given.at(-1) ?? fn) : fn,
  }));
}

/** Functions that stand as arguments of the calls an expression is made of: `wrap(fn)`, `middy(fn).use(x)`. */
function functionsGiven(search: Search, node: ts.Expression): readonly FunctionValue[] {
  const inner = bare(node);
  if (!ts.isCallExpression(inner)) return [];
  const own = inner.arguments.flatMap((argument) =>
    ts.isSpreadElement(argument) ? [] : membersOf(search.program.valueOf(argument, null)).filter((value) => value.kind === 'function'),
  );
  const callee = bare(inner.expression);
  const further = ts.isPropertyAccessExpression(callee) ? functionsGiven(search, callee.expression) : functionsGiven(search, callee);
  const nested = inner.arguments.flatMap((argument) => (ts.isSpreadElement(argument) ? [] : functionsGiven(search, argument)));
  return [...further, ...own, ...nested].filter((fn) => fn.node.body !== undefined);
}

function annotated(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const table = exportsOf(source);
  const exported = [...[...table.named.values()].flatMap((one) => exportedOf(one) ?? []), ...table.whole.map((node) => ({ node, typed: statedType(node) }))];
  return exported.flatMap((one) => annotatedExport(search, file, one));
}

function annotatedExport(search: Search, file: string, exported: Exported): readonly Draft[] {
  const byType = exported.typed ? registrationsFor(search, file, exported.typed, null) : [];
  return layersOf(search, exported).flatMap((layers) => {
    for (const fn of layers.outer.node === layers.inner.node ? [layers.outer] : [layers.inner, layers.outer]) {
      const type = fn.node.parameters[0]?.type;
      const registrations = byType.length > 0 ? byType : type ? registrationsFor(search, file, type, 0) : [];
      const [registration] = registrations;
      if (!registration || isCalledByOthers(search, fn)) continue;
      const trigger = search.triggers().find((one) => one.handlerFile === file) ?? null;
      return draftOf(search, layers, fn, registrations, registration, trigger?.source === registration.names[0] ? trigger : null) ?? [];
    }
    return [];
  });
}

/** An exported function that the workspace itself calls is a part of a handler, not one. */
function isCalledByOthers(search: Search, fn: FunctionValue): boolean {
  return search.program.callsOf(fn.node).some((site) => !isTest(search.program.fileOf(site.node)));
}

function registrationsFor(search: Search, file: string, type: ts.TypeNode, parameter: number | null): readonly Registration[] {
  const found = namesIn(type)
    .flatMap((name) => byAnnotation.get(name) ?? [])
    .filter((registration) => registration.parameter === parameter || (parameter === null && namesIn(type).length > 1));
  const [first] = found;
  if (!first) return [];
  const meaning = search.program.valueOfType(type, null);
  const isPackages = membersOf(meaning).some((value) => value.kind === 'api' && modelsOf(value.package).transports.includes(first.model));
  const isNamed = search.program.sourceFile(file)?.text.includes('aws-lambda') === true;
  return isPackages || isNamed ? found.filter((registration) => registration.row.transport === first.row.transport).slice(0, 1) : [];
}

/** The type names in an annotation: alternatives, and what a general type (`Handler<SQSEvent>`) is about. */
function namesIn(type: ts.TypeNode): readonly string[] {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(namesIn);
  if (ts.isParenthesizedTypeNode(type)) return namesIn(type.type);
  if (!ts.isTypeReferenceNode(type)) return [];
  const name = ts.isIdentifier(type.typeName) ? type.typeName.text : type.typeName.right.text;
  return [name, ...(type.typeArguments ?? []).flatMap(namesIn)];
}

function draftOf(
  search: Search,
  layers: Layers,
  shown: FunctionValue,
  registrations: readonly Registration[],
  registration: Registration,
  trigger: DeployedFunction | null,
): Draft | null {
  const delegation = shown.node === layers.outer.node ? null : delegationOf(search.program, layers.outer, inPlace, layers.read);
  const reaches = delegation?.answers.some((answer) => answer.fn.node === shown.node) === true;
  return {
    model: registration.model,
    package: registration.model.package[0] ?? '',
    rows: registrations.map((one) => one.row),
    loop: null,
    site: null,
    callee: null,
    fn: reaches ? layers.outer : shown,
    shown,
    delegate: reaches ? (delegation?.call ?? null) : null,
    registeredAt: null,
    outer: [],
    cls: null,
    trigger,
    bootstraps: [],
  };
}
