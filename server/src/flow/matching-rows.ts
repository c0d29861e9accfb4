// Lays the rows of effect models over one call. Which rows there are is the models' to say, what follows from them is not decided here.
import ts from 'typescript';
import { isSameWord } from '../handlers/option-words.ts';
import type { Condition, EffectModel, EffectRow, GuardRow, TransactionRow } from '../models/schema.ts';
import { isNothing, membersOf } from '../provenance/making.ts';
import type { Program, Reading } from '../provenance/program.ts';
import type { ApiValue, CallSite, Value } from '../provenance/values.ts';
import { isAskedFirst } from './guards/asked-first.ts';
import { changesNothing, commandNamed, commandOfMethod } from './aws-commands.ts';
import { isMemberOf } from './repeat/locate.ts';

export type Matched =
  | { readonly is: 'effect'; readonly row: EffectRow; readonly value: ApiValue }
  | { readonly is: 'guard'; readonly row: GuardRow; readonly value: ApiValue }
  | { readonly is: 'transaction'; readonly row: TransactionRow; readonly value: ApiValue }
  | { readonly is: 'harmless'; readonly kind: 'log' | 'metric' | 'trace' | 'cache' | 'other' }
  /** `isOwn`: a row says that nothing is known about it. */
  | { readonly is: EffectModel['otherwise']; readonly isOwn?: true };

/** What the models of its package say about calling `value`; null when the package has none. */
export function matchRows(program: Program, value: ApiValue, site: CallSite): Matched | null {
  const { effects: models } = program.catalogue.modelsOf(value.package);
  for (const model of models) {
    const matched = matchModel(program, model, value, site);
    if (matched !== null) return matched;
  }
  const plain = promisified(value);
  for (const model of plain === null ? [] : models) {
    const matched = matchModel(program, model, plain ?? value, site);
    if (matched !== null) return matched;
  }
  const [first] = models;
  if (first === undefined) return null;
  const command = commandOfMethod(value);
  if (command !== null) return sentBy(program, models, command, ({ carriedBy }) => carriedBy === 'send', site);
  // A client's `send` is no more than the carrier: without its command nothing is known of it.
  if (value.token?.kind === 'member' && carries(models, value.token.name) && ts.isCallExpression(site.node) && site.node.arguments.length > 0)
    return { is: 'opaque' };
  return { is: first.otherwise === 'read' && (looksLikeWrite(value, site.node) || isUndescribed(program, value, site.node)) ? 'opaque' : first.otherwise };
}

/** `client.setAsync(key, value)`: what bluebird's `promisifyAll` adds to a client is the method without the word behind it (bluebird 3.7.2, js/release/promisify.js). */
function promisified(value: ApiValue): ApiValue | null {
  const { token } = value;
  return token?.kind === 'member' && /[a-z]Async$/.test(token.name) ? { ...value, token: { ...token, name: token.name.slice(0, -'Async'.length) } } : null;
}

function carries(models: readonly EffectModel[], name: string): boolean {
  return models.some((model) => model.effects.some(({ carriedBy }) => carriedBy === name));
}

/** What a client makes for the process itself. */
const ownTool =
  /(Connection|Client|Channel|Session|Pool|Stream|Reader|Writer|Cursor|Query\w*|Builder|Runner|Transport\w*|Presigned\w*|Signed\w*|Url|Token\w*|Hash|Key\w*|Instance|Context|Logger)$/;

const writes =
  /^(insert|update|upsert|replace|delete|remove|destroy|bulkWrite|save|persist|increment|decrement|post|put|patch|publish|trigger|notify)([A-Z]|$)/;

/** `findOneAndUpdate`, `getAndDelete`, `findOrCreate`: begun as a read, and gone on with as none. `findByNameAndAge` is one. */
const readsAndWrites = /^[a-z]\w*?(?:And|Or)(?:Update|Replace|Delete|Remove|Destroy|Modify|Set|Save|Insert|Upsert|Create|Increment|Decrement)(?![a-z])/;

/** Said of what is sent out as well as of what is only put together: `await orders.create(data)`. Nobody waits for a factory or a builder, and one may have nothing to fill in. */
const writesIfWaitedFor = /^(create|add|set|send|push|enqueue|emit|charge|refund|capture|cancel|confirm|submit|upload|write|transfer|retry)([A-Z]|$)/;

/** `client._collection.deleteMany(...)`, `client.request.post(...)`: no row knows it, and its name says more than a read. A link of a chain only builds. */
function looksLikeWrite({ token }: ApiValue, node: ts.Node): boolean {
  if (token?.kind !== 'member' || ts.isPropertyAccessExpression(node.parent)) return false;
  if (writes.test(token.name)) return true;
  if (ownTool.test(token.name)) return false;
  return /^create[A-Z]/.test(token.name) || readsAndWrites.test(token.name) || (writesIfWaitedFor.test(token.name) && isWaitedForWithData(node));
}

function isWaitedForWithData(node: ts.Node): boolean {
  return ts.isAwaitExpression(node.parent) && ts.isCallExpression(node) && node.arguments.length > 0;
}

/** `new Ledger(url)` of a package whose models have no type for that class: what its methods do is not known, but for those whose names say that they read. */
function isUndescribed(program: Program, value: ApiValue, node: ts.Node): boolean {
  const acts = ts.isAwaitExpression(node.parent) || ts.isExpressionStatement(node.parent);
  if (value.token?.kind !== 'member' || !acts || soundsLikeRead(value)) return false;
  const types = [...program.catalogue.typesOf(value.package).keys()];
  let isMade = false;
  for (let at = value.parent; at !== null; at = at.parent) {
    if (types.some((type) => program.matches(at, value.package, type))) return false;
    isMade ||= at.token?.kind === 'instance';
  }
  return isMade;
}

/** A command object handed to a client's `send`, however that is called: `client.send(c)`, `(send ?? client.send.bind(client))(c)`. */
export function matchCommand(program: Program, name: string, callee: Value, site: CallSite): Matched | null {
  if (!ts.isCallExpression(site.node)) return null;
  const [first] = site.node.arguments;
  if (first === undefined) return null;
  const given = apisOf(program.valueOf(first, site.env));
  if (given.length === 0) return null;
  const commands = given.filter((api) => api.token?.kind === 'instance');
  const names = new Set([name, ...apisOf(callee).flatMap((api) => (api.token?.kind === 'member' ? [api.token.name] : []))]);
  const isCarried = ({ carriedBy }: EffectRow): boolean => carriedBy !== undefined && names.has(carriedBy);
  const binding = matchBinding(program, given, isCarried);
  if (binding !== null || commands.length === 0) return binding;
  for (const command of commands) {
    const models = program.catalogue.modelsOf(command.package).effects.filter((model) => model.effects.some(isCarried));
    if (models.length > 0) return sentBy(program, models, command, isCarried, site);
  }
  return null;
}

/** What a command does, by the rows of those that are carried, or by its name; what a client of metrics sends besides is a measurement. */
function sentBy(program: Program, models: readonly EffectModel[], command: ApiValue, isCarried: (row: EffectRow) => boolean, site: CallSite): Matched {
  const row = models
    .flatMap(({ effects }) => effects)
    .find((candidate) => isCarried(candidate) && program.matches(command, command.package, candidate.at) && hold(program, candidate.when, site));
  if (row !== undefined) return { is: 'effect', row, value: command };
  const sent = commandNamed(command);
  if (sent === null || changesNothing(sent)) return { is: 'read' };
  return models.every(({ otherwise }) => otherwise === 'harmless') ? { is: 'harmless', kind: 'metric' } : { is: 'opaque' };
}

/** `outputs.set(queue, message)`, where `queue` is what a package's function made to be filled. */
function matchBinding(program: Program, given: readonly ApiValue[], isCarried: (row: EffectRow) => boolean): Matched | null {
  for (const value of given) {
    if (value.token?.kind !== 'return') continue;
    const rows = program.catalogue.modelsOf(value.package).effects.flatMap(({ effects }) => effects);
    const row = rows.find((one) => isCarried(one) && one.at.endsWith('.ReturnValue') && program.matches(value, value.package, one.at));
    if (row !== undefined) return { is: 'effect', row, value };
  }
  return null;
}

function matchModel(program: Program, model: EffectModel, value: ApiValue, site: CallSite): Matched | null {
  const lies = (row: { readonly at: string; readonly when?: readonly Condition[] }) =>
    program.matches(value, value.package, row.at) && hold(program, row.when, site);
  const guard = model.guards?.find((row) => lies(row) && (row.asked === undefined || isAskedFirst(site.node, row.asked)));
  if (guard !== undefined) return { is: 'guard', row: guard, value };
  const transaction = model.transactions?.find(lies);
  if (transaction !== undefined) return { is: 'transaction', row: transaction, value };
  const effect = model.effects.find((row) => row.carriedBy === undefined && lies(row));
  if (effect?.tag === true && !ts.isTaggedTemplateExpression(site.node)) return { is: 'pure' };
  if (effect !== undefined) return { is: 'effect', row: effect, value };
  const harmless = model.harmless?.find(lies);
  if (harmless !== undefined) return { is: 'harmless', kind: harmless.kind };
  if (model.reads?.some((at) => lies({ at })) === true) return { is: 'read' };
  if (model.pure?.some((at) => lies({ at })) === true) return { is: 'pure' };
  return !soundsLikeRead(value) && model.own?.some((at) => lies({ at })) === true ? { is: 'opaque', isOwn: true } : null;
}

/** `User.findByEmail(email)`, `Order.isOpen(id)`. */
function soundsLikeRead({ token }: ApiValue): boolean {
  return token?.kind !== 'member' || (readingNames.test(token.name) && !readsAndWrites.test(token.name));
}

const readingNames =
  /^(?:\$|_?(?:find(?!Or[A-Z])|get(?!Or[A-Z])|is|has|can|count|list|search|exists?|fetch|load|query|by|with|of|check|validate|verify|compare|generate|build|compute|calculate|lookup|resolve|read|select|sum|to|from|paginate)(?![a-z]))/;

/** The API values among what an expression can be. */
export function apisOf(value: Value): readonly ApiValue[] {
  if (value.kind === 'api') return [value];
  if (value.kind === 'message' && value.api !== undefined) return [value.api];
  return value.kind === 'union' ? value.values.flatMap(apisOf) : [];
}

/** Conditions about the call's own arguments; what else a condition may ask is not asked of effects. */
export function hold(program: Program, conditions: readonly Condition[] | undefined, site: CallSite): boolean {
  return (conditions ?? []).every((condition) => {
    if (!('option' in condition)) return true;
    const reading = program.readPath(site, condition.option.replace(/^Call\./, ''));
    if (condition.is === 'absent') return reading === null;
    if (condition.is === 'present') return reading !== null && isSeen(reading, condition.option);
    if (reading === null) return false;
    if (reading.value.kind === 'constant') return condition.is !== 'unknown' && isSameWord(reading.value.value, condition.is);
    return condition.is === 'unknown';
  });
}

/** Written out under its name: options that come from elsewhere may have it, and may not, whatever their type allows. */
function isSeen({ node, value }: Reading, path: string): boolean {
  return isMemberOf(node, path) && !membersOf(value).every(isNothing);
}
