// The handler rows of all models, taken apart once: what is written at a registration, and where the handler stands from there.
// A file is looked at only for names that some row ends in, so that most calls cost one map look-up.
import { packagesOf, type Catalogue } from '../models/catalogue.ts';
import type { AccessPath, HandlerRow, TransportModel } from '../models/schema.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Value } from '../provenance/values.ts';

export interface Registration {
  readonly model: TransportModel;
  readonly row: HandlerRow;
  /**
   * `argument` of a call or `new`; `decorated` method; `method` of a class that extends an API class; `annotated` exported function, by the type of itself or of its parameter;
   * `deployed` exported function, by an infrastructure file; `shaped` by the members it reads of its event; `typed` by the type of its message alone, where a library that is not here calls it.
   */
  readonly form: 'argument' | 'decorated' | 'method' | 'annotated' | 'deployed' | 'shaped' | 'typed';
  /** The path of the callee, the decorator, the base class; empty for the last two forms. */
  readonly target: AccessPath;
  /** The last names that `target` may end in; type names or sources for the last two forms. */
  readonly names: readonly string[];
  readonly argument: number;
  /** From the argument to the function: `Member[eachMessage]`; for `method` the names of the methods, joined by commas. */
  readonly inside: string;
  /** `annotated`: the parameter that has the type; null when the function itself has it. */
  readonly parameter: number | null;
}

interface Step {
  readonly name: string;
  readonly values: readonly string[];
}

const taken = new Map<AccessPath, readonly Step[]>();

/** `Member[a,b].Argument[0]` as steps; a path of the models is asked for at every handler. */
export function stepsOf(path: AccessPath): readonly Step[] {
  const known = taken.get(path) ?? takeApart(path);
  taken.set(path, known);
  return known;
}

function takeApart(path: AccessPath): readonly Step[] {
  return path
    .split(/\.(?![^[]*\])/)
    .filter((part) => part !== '')
    .map((part) => {
      const bracket = part.indexOf('[');
      return bracket < 0 ? { name: part, values: [] } : { name: part.slice(0, bracket), values: part.slice(bracket + 1, -1).split(',') };
    });
}

/** Steps as a path again. */
export function pathOf(steps: readonly Step[]): AccessPath {
  return steps.map((step) => (step.values.length > 0 ? `${step.name}[${step.values.join(',')}]` : step.name)).join('.');
}

function compile(model: TransportModel, row: HandlerRow): Registration {
  const steps = stepsOf(row.at);
  const [head] = steps;
  const base = { model, row, argument: 0, inside: '', parameter: null, target: '' };
  if (head?.name === 'Deployed') return { ...base, form: 'deployed', names: head.values };
  if (head?.name === 'Shaped') return { ...base, form: 'shaped', names: head.values };
  if (head?.name === 'Typed') return { ...base, form: 'typed', names: head.values };
  if (head?.name === 'Annotated')
    return { ...base, form: 'annotated', names: head.values, parameter: steps.length > 1 ? Number(steps[1]?.values[0] ?? 0) : null };
  const subclass = steps.findIndex((step) => step.name === 'Subclass');
  if (subclass > 0) {
    const target = steps.slice(0, subclass);
    return { ...base, form: 'method', target: pathOf(target), names: target.at(-1)?.values ?? [], inside: (steps[subclass + 1]?.values ?? []).join(',') };
  }
  if (steps.at(-1)?.name === 'DecoratedMember') {
    const target = steps.slice(0, -1).filter((step, index, all) => !(index === all.length - 1 && step.name === 'ReturnValue'));
    return { ...base, form: 'decorated', target: pathOf(target), names: target.at(-1)?.values ?? [] };
  }
  const argument = steps.map((step) => step.name).lastIndexOf('Argument');
  const target = steps.slice(0, argument);
  return {
    ...base,
    form: 'argument',
    target: pathOf(target),
    names: target.at(-1)?.values ?? [],
    argument: Number(steps[argument]?.values[0] ?? 0),
    inside: pathOf(steps.slice(argument + 1)),
  };
}

/** All rows of one form, by the names they end in. */
export type RegistrationIndex = ReadonlyMap<string, readonly Registration[]>;

/** The rows of a catalogue, by their forms. */
export interface Registrations {
  readonly byArgument: RegistrationIndex;
  readonly byDecorator: RegistrationIndex;
  readonly byBaseClass: RegistrationIndex;
  readonly byAnnotation: RegistrationIndex;
  readonly byDeployment: RegistrationIndex;
  readonly byMessageType: RegistrationIndex;
  readonly byShape: readonly Registration[];
  /** Names that the workspace's own models end in, in whatever way they register: a barrel may hand them on as plain functions. */
  readonly ownNames: readonly string[];
  /** The packages of `byAnnotation`. */
  readonly annotatedPackages: readonly string[];
  /** Any of the type names of `byAnnotation`. */
  readonly annotatedTypes: RegExp;
}

const byCatalogue = new WeakMap<Catalogue, Registrations>();

/** Taken apart once for a catalogue. */
export function registrationsOf(catalogue: Catalogue): Registrations {
  const known = byCatalogue.get(catalogue);
  if (known !== undefined) return known;
  const all = catalogue.transports.flatMap((model) => model.handlers.map((row) => compile(model, row)));
  const byAnnotation = indexByName(all, 'annotated');
  const made: Registrations = {
    byArgument: indexByName(all, 'argument'),
    byDecorator: indexByName(all, 'decorated'),
    byBaseClass: indexByName(all, 'method'),
    byAnnotation,
    byDeployment: indexByName(all, 'deployed'),
    byMessageType: indexByName(all, 'typed'),
    byShape: all.filter((registration) => registration.form === 'shaped'),
    ownNames: [...new Set(all.flatMap(({ model, form, names }) => (catalogue.own.transports.includes(model) && form !== 'annotated' ? names : [])))],
    annotatedPackages: [...new Set([...byAnnotation.values()].flat().flatMap((registration) => packagesOf(registration.model)))],
    annotatedTypes: new RegExp(`\\b(?:${[...byAnnotation.keys()].filter((name) => name !== 'Task').join('|')})\\b`),
  };
  byCatalogue.set(catalogue, made);
  return made;
}

function indexByName(all: readonly Registration[], form: Registration['form']): RegistrationIndex {
  const index = new Map<string, Registration[]>();
  for (const registration of all) {
    if (registration.form !== form) continue;
    for (const name of registration.names) index.set(name, [...(index.get(name) ?? []), registration]);
  }
  return index;
}

/** Whether a package belongs to the model. */
export function isAbout(model: TransportModel, package_: string): boolean {
  return packagesOf(model).includes(package_);
}

/** The package through which a value lies on the registration's path; null when it does not. */
export function packageOn(program: Program, value: Value, registration: Registration): string | null {
  for (const member of membersOf(value)) {
    if (member.kind !== 'api' && member.kind !== 'class' && member.kind !== 'instance') continue;
    const packages = member.kind === 'api' ? packagesOf(registration.model).filter((name) => name === member.package) : packagesOf(registration.model);
    const found = packages.find((name) => program.matches(member, name, registration.target));
    if (found !== undefined) return found;
  }
  return null;
}
