// Every model the product knows, one line each: adding a library touches its model file, one line in the list beside it and its cases.
// Also the answers other layers derive from the lists: which models belong to a package, and which words make a file worth parsing.
import type { AccessPath, EffectModel, GuardModel, TransportModel } from './schema.ts';
import { allEffectModels } from './effects/all.ts';
import * as guards from './guards/all.ts';
import * as transports from './transports/all.ts';

/** Libraries of this product's own knowledge through which messages enter. */
export const transportModels: readonly TransportModel[] = Object.values(transports);

/** Libraries whose calls change something outside the process. */
export const effectModels: readonly EffectModel[] = allEffectModels;

type AnyModel = TransportModel | EffectModel | GuardModel;

/** Models by what they are about. */
export interface Models {
  readonly transports: readonly TransportModel[];
  readonly effects: readonly EffectModel[];
  readonly guards: readonly GuardModel[];
}

/** The models that one workspace is read with: the built-in ones, and its owners' in front of them. */
export interface Catalogue extends Models {
  /** Those of the workspace's owners alone. */
  readonly own: Models;
  /** The models of a package, given its name or any specifier under it. */
  modelsOf(specifier: string): Models;
  /** Whether any model is about a package. */
  isModelled(specifier: string): boolean;
  /** The type names of all models of a package together, each with its alternatives. */
  typesOf(specifier: string): ReadonlyMap<string, readonly AccessPath[]>;
}

export const noModels: Models = { transports: [], effects: [], guards: [] };

/** Handlers that no import gives away: a Lambda function is named by its deployment, a queue worker by its platform. */
const registrationWords = [
  'Records',
  'awslogs',
  'messageBatch',
  'exports.handler',
  'ReceiveMessage',
  'receiveMessage',
  'stripe-signature',
  'svix-signature',
] as const;

/** The npm names (or, for a module of the workspace, its path) that a model is about; the first is shown. */
export function packagesOf(model: AnyModel): readonly string[] {
  return typeof model.package === 'string' ? [model.package] : model.package;
}

/** The package a module specifier belongs to: subpaths are the package's. `node:fs` is `fs`. */
export function packageOfSpecifier(specifier: string): string {
  const known = packageNames.get(specifier);
  if (known !== undefined) return known;
  const found = readPackage(specifier);
  packageNames.set(specifier, found);
  return found;
}

/** Every call that is walked asks for the package it belongs to, and there are few. */
const packageNames = new Map<string, string>();

function readPackage(specifier: string): string {
  const bare = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
  const [scope = '', name = ''] = bare.split('/');
  return scope.startsWith('@') && name !== '' ? `${scope}/${name}` : scope;
}

/** Whether a model is about a module of the workspace, by its path. */
export function isPath(package_: string): boolean {
  return package_.startsWith('./');
}

/** A catalogue with the models of in-house libraries; theirs are asked first. */
export function createCatalogue(own: Models): Catalogue {
  const models: Models = {
    transports: [...own.transports, ...transportModels],
    effects: [...own.effects, ...effectModels],
    guards: [...own.guards, ...Object.values(guards)],
  };
  const types = new Map<string, ReadonlyMap<string, readonly AccessPath[]>>();
  let packages: ReadonlyMap<string, Models> | null = null;

  function modelsOf(specifier: string): Models {
    packages ??= byPackage(models);
    return packages.get(keyOf(specifier)) ?? noModels;
  }

  function typesOf(specifier: string): ReadonlyMap<string, readonly AccessPath[]> {
    const name = keyOf(specifier);
    const known = types.get(name) ?? typesIn(modelsOf(name));
    types.set(name, known);
    return known;
  }

  return { ...models, own, modelsOf, isModelled: (specifier) => modelsOf(specifier) !== noModels, typesOf };
}

/** What is known without a word from the workspace. */
export const builtInCatalogue: Catalogue = createCatalogue(noModels);

/** Words of which a file holds at least one if it can register a handler: transport packages and the few registrations that need no import. */
export function prefilterWords(): readonly string[] {
  return [...new Set([...transportModels.flatMap((model) => model.words ?? packagesOf(model)), ...registrationWords])].sort();
}

function keyOf(specifier: string): string {
  return isPath(specifier) ? specifier : packageOfSpecifier(specifier);
}

function typesIn({ transports: first, effects, guards: last }: Models): ReadonlyMap<string, readonly AccessPath[]> {
  const types = new Map<string, readonly AccessPath[]>();
  for (const model of [...first, ...effects, ...last]) {
    for (const [type, paths] of Object.entries(model.types ?? {})) {
      const alternatives = typeof paths === 'string' ? [paths] : paths;
      types.set(type, [...new Set([...(types.get(type) ?? []), ...alternatives])]);
    }
  }
  return types;
}

function byPackage(models: Models): ReadonlyMap<string, Models> {
  const entering = named(models.transports);
  const effects = named(models.effects);
  const libraries = named(models.guards);
  const names = new Set([...entering.keys(), ...effects.keys(), ...libraries.keys()]);
  return new Map(
    [...names].map((name) => [name, { transports: entering.get(name) ?? [], effects: effects.get(name) ?? [], guards: libraries.get(name) ?? [] }]),
  );
}

function named<M extends AnyModel>(models: readonly M[]): ReadonlyMap<string, readonly M[]> {
  const byName = new Map<string, M[]>();
  for (const model of models) {
    for (const name of packagesOf(model)) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [model]);
      else known.push(model);
    }
  }
  return byName;
}
