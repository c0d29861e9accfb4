// Every model the product knows, one line each: adding a library touches its model file, one line in the list beside it and its cases.
// Also the answers other layers derive from the lists: which models belong to a package, and which words make a file worth parsing.
import type { AccessPath, EffectModel, GuardModel, TransportModel } from './schema.ts';
import { allEffectModels } from './effects/all.ts';
import * as guards from './guards/all.ts';
import * as transports from './transports/all.ts';

/** Libraries through which messages enter. */
export const transportModels: readonly TransportModel[] = Object.values(transports);

/** Libraries whose calls change something outside the process. */
export const effectModels: readonly EffectModel[] = allEffectModels;

/** Libraries that guard a function handed to them. */
export const guardModels: readonly GuardModel[] = Object.values(guards);

type AnyModel = TransportModel | EffectModel | GuardModel;

/** The models of one npm package. */
export interface ModelsOfPackage {
  readonly transports: readonly TransportModel[];
  readonly effects: readonly EffectModel[];
  readonly guards: readonly GuardModel[];
}

const none: ModelsOfPackage = { transports: [], effects: [], guards: [] };

/** Handlers that no import gives away: a Lambda function is named by its deployment, a queue worker by its platform. */
const registrationWords = ['Records', 'messageBatch', 'exports.handler', 'ReceiveMessage', 'receiveMessage', 'stripe-signature', 'svix-signature'] as const;

/** The npm names a model is about; the first is shown. */
export function packagesOf(model: AnyModel): readonly string[] {
  return typeof model.package === 'string' ? [model.package] : model.package;
}

/** The package a module specifier belongs to: subpaths are the package's. `node:fs` is `fs`. */
export function packageOfSpecifier(specifier: string): string {
  const bare = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
  const [scope = '', name = ''] = bare.split('/');
  return scope.startsWith('@') && name !== '' ? `${scope}/${name}` : scope;
}

/** The models of a package, given its name or any specifier under it. */
export function modelsOf(specifier: string): ModelsOfPackage {
  return index().get(packageOfSpecifier(specifier)) ?? none;
}

/** Whether any model is about a package. */
export function isModelled(specifier: string): boolean {
  return modelsOf(specifier) !== none;
}

/** The type names of all models of a package together, each with its alternatives. */
export function typesOf(specifier: string): ReadonlyMap<string, readonly AccessPath[]> {
  const name = packageOfSpecifier(specifier);
  const known = typesByPackage.get(name);
  if (known !== undefined) return known;
  const models = modelsOf(name);
  const types = new Map<string, readonly AccessPath[]>();
  for (const model of [...models.transports, ...models.effects, ...models.guards]) {
    for (const [type, paths] of Object.entries(model.types ?? {})) {
      const alternatives = typeof paths === 'string' ? [paths] : paths;
      types.set(type, [...new Set([...(types.get(type) ?? []), ...alternatives])]);
    }
  }
  typesByPackage.set(name, types);
  return types;
}

/** Words of which a file holds at least one if it can register a handler: transport packages and the few registrations that need no import. */
export function prefilterWords(): readonly string[] {
  return [...new Set([...transportModels.flatMap((model) => model.words ?? packagesOf(model)), ...registrationWords])].sort();
}

const typesByPackage = new Map<string, ReadonlyMap<string, readonly AccessPath[]>>();
let packages: ReadonlyMap<string, ModelsOfPackage> | null = null;

function index(): ReadonlyMap<string, ModelsOfPackage> {
  packages ??= new Map(
    [...new Set([...transportModels, ...effectModels, ...guardModels].flatMap(packagesOf))].map((name) => [
      name,
      {
        transports: about(transportModels, name),
        effects: about(effectModels, name),
        guards: about(guardModels, name),
      },
    ]),
  );
  return packages;
}

function about<M extends AnyModel>(models: readonly M[], name: string): readonly M[] {
  return models.filter((model) => packagesOf(model).includes(name));
}
