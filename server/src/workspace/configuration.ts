// delivery-guarantees.json at the root of a workspace: what its owners state about it. A broken file is a list of problems, never a failure.
import { treeOfJsonc } from './jsonc.ts';
import type { Node } from 'jsonc-parser';
import type { Models } from '../models/catalogue.ts';
import type { Severity } from '../facts/vocabulary.ts';
import { fits } from './check-schema.ts';

export const configurationFile = 'delivery-guarantees.json';

/** What is known about a queue, topic or subscription that no code says. */
export interface QueueFact {
  /** Where messages go after the last attempt: parked, not dropped. */
  readonly deadLetter?: string;
  /** Attempts in all. */
  readonly attempts?: number;
  readonly guarantee?: 'at-most-once' | 'at-least-once';
}

export interface ConfigurationProblem {
  readonly line: number;
  readonly column: number;
  /** Of the text that is wrong, on its line. */
  readonly length: number;
  readonly message: string;
  /** The file's schema allows it. */
  readonly isBeyondSchema?: true;
}

/** A model, and where it stands in the configuration file. */
export interface Placed<M> {
  readonly model: M;
  readonly place: Pick<ConfigurationProblem, 'line' | 'column' | 'length'>;
}

type AnyModel = Models[keyof Models][number];

export type ConfiguredModels = { readonly [Kind in keyof Models]: readonly Placed<Models[Kind][number]>[] };

export interface Configuration {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly queues: Readonly<Record<string, QueueFact>>;
  /** Models of in-house libraries, in the form of the built-in ones, each with its place. */
  readonly models: ConfiguredModels;
  readonly problems: readonly ConfigurationProblem[];
}

export const noConfiguration: Configuration = {
  include: [],
  exclude: [],
  rules: {},
  queues: {},
  models: { transports: [], effects: [], guards: [] },
  problems: [],
};

const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
const guarantees = ['at-most-once', 'at-least-once'] as const;
const keys = ['$schema', 'format', 'include', 'exclude', 'rules', 'queues', 'models'];

type Report = (node: Node | undefined, message: string, which?: 'beyond-schema') => void;

type Place = (node: Node | undefined) => Position;

type Position = Pick<ConfigurationProblem, 'line' | 'column' | 'length'>;

/** `text` is null when there is no such file. */
export function readConfiguration(text: string | null): Configuration {
  if (text === null) return noConfiguration;
  const problems: ConfigurationProblem[] = [];
  const place: Place = (node) => positionAt(text, node?.offset ?? 0, node?.length ?? 1);
  const report: Report = (node, message, which) => void problems.push({ ...place(node), message, ...(which === undefined ? {} : { isBeyondSchema: true }) });
  const { root, errors } = treeOfJsonc(text);
  for (const error of errors.slice(0, 1)) problems.push({ ...positionAt(text, error.offset, error.length), message: 'this is not valid JSON' });
  if (root?.type !== 'object')
    return { ...noConfiguration, problems: problems.length > 0 ? problems : [{ line: 1, column: 1, length: 1, message: 'an object is expected' }] };
  const format = child(root, 'format');
  if (format?.value !== 1) report(format ?? root, '"format": 1 is expected');
  for (const [key, , name] of entriesOf(root)) if (!keys.includes(key)) report(name, `unknown key "${key}"; known are ${keys.slice(1).join(', ')}`);
  return {
    include: readStrings(child(root, 'include'), report),
    exclude: readStrings(child(root, 'exclude'), report),
    rules: readRules(child(root, 'rules'), report),
    queues: readQueues(child(root, 'queues'), report),
    models: readModels(child(root, 'models'), place, report),
    problems,
  };
}

function readStrings(node: Node | undefined, report: Report): readonly string[] {
  if (node === undefined) return [];
  if (node.type !== 'array') {
    report(node, 'a list of globs is expected');
    return [];
  }
  return (node.children ?? []).flatMap((each) => {
    if (typeof each.value === 'string') return [each.value];
    report(each, 'a glob is expected');
    return [];
  });
}

function readRules(node: Node | undefined, report: Report): Configuration['rules'] {
  const rules: Record<string, Severity | 'off'> = {};
  for (const [rule, value] of entriesOf(node, report)) {
    const severity = severities.find((each) => each === value.value);
    if (severity === undefined) report(value, `one of ${severities.join(', ')} is expected`);
    else rules[rule] = severity;
  }
  return rules;
}

function readQueues(node: Node | undefined, report: Report): Configuration['queues'] {
  const queues: Record<string, QueueFact> = {};
  for (const [queue, facts] of entriesOf(node, report)) {
    const deadLetter = child(facts, 'deadLetter');
    const attempts = child(facts, 'attempts');
    const guarantee = child(facts, 'guarantee');
    const known = guarantees.find((each) => each === guarantee?.value);
    for (const [key, , name] of entriesOf(facts, report))
      if (!['deadLetter', 'attempts', 'guarantee'].includes(key)) report(name, `unknown key "${key}"; known are deadLetter, attempts, guarantee`);
    if (deadLetter !== undefined && typeof deadLetter.value !== 'string') report(deadLetter, 'the name of a queue is expected');
    if (attempts !== undefined && !(Number.isInteger(attempts.value) && attempts.value >= 1)) report(attempts, 'a number of attempts, 1 or more, is expected');
    if (guarantee !== undefined && known === undefined) report(guarantee, `one of ${guarantees.join(', ')} is expected`);
    queues[queue] = {
      ...(typeof deadLetter?.value === 'string' ? { deadLetter: deadLetter.value } : {}),
      ...(Number.isInteger(attempts?.value) ? { attempts: Number(attempts?.value) } : {}),
      ...(known === undefined ? {} : { guarantee: known }),
    };
  }
  return queues;
}

const kinds = ['transports', 'effects', 'guards'] as const;

/** A model with a mistake in it is left out whole: half of what its author meant could be a wrong certainty. */
function readModels(node: Node | undefined, place: Place, report: Report): ConfiguredModels {
  for (const [key, , name] of entriesOf(node, report))
    if (!kinds.some((kind) => kind === key)) report(name, `unknown key "${key}"; known are ${kinds.join(', ')}`);
  const read = <M extends AnyModel>(kind: (typeof kinds)[number], definition: string): readonly Placed<M>[] => {
    const list = child(node, kind);
    if (list !== undefined && list.type !== 'array') report(list, 'a list of models is expected');
    return (list?.type === 'array' ? (list.children ?? []) : []).flatMap((each) => modelOf<M>(each, definition, place, report) ?? []);
  };
  return { transports: read('transports', 'transport'), effects: read('effects', 'effect'), guards: read('guards', 'guard') };
}

function modelOf<M extends AnyModel>(node: Node, definition: string, place: Place, report: Report): Placed<M> | null {
  if (!fits(node, definition, report)) return null;
  const model: Readonly<Record<string, unknown>> = { sources: [configurationFile], ...plainObject(node) };
  const unknown = unknownHeads(node, new Set(entriesOf(child(node, 'types')).map(([name]) => name)));
  for (const [at, head] of unknown) report(at, `nothing is called "${head}" here; known are Package and the names in "types"`, 'beyond-schema');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has just said so
  return unknown.length > 0 ? null : { model: model as unknown as M, place: place(child(node, 'package')) };
}

/** Paths of rows and types that start with a name that is nobody's. */
function unknownHeads(model: Node, types: ReadonlySet<string>): readonly (readonly [Node, string])[] {
  const { rows, names } = pathsIn(model);
  return [...rows, ...names].flatMap((node) => {
    const head = /^([A-Za-z]\w*)(?=\.|$)/.exec(String(node.value))?.[1];
    return head === undefined || types.has(head) || wordsOfPaths.test(head) ? [] : [[node, head] as const];
  });
}

const wordsOfPaths = /^(?:Package|AnyMember|AnyArgument|AnyParameter|ReturnValue|Instance|Element|Subclass|DecoratedMember)$/;

function pathsIn(model: Node): { readonly rows: readonly Node[]; readonly names: readonly Node[] } {
  const lists = entriesOf(model).filter(([key]) => key !== 'types' && key !== 'sources' && key !== 'words' && key !== 'identity');
  const rows = lists.flatMap(([, list]) => (list.children ?? []).flatMap((row) => (row.type === 'object' ? (child(row, 'at') ?? []) : [])));
  const names = entriesOf(child(model, 'types')).flatMap(([, paths]) => (paths.type === 'array' ? (paths.children ?? []) : [paths]));
  return { rows, names };
}

function plainObject(node: Node): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entriesOf(node).map(([key, value]) => [key, plain(value)]));
}

function plain(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type === 'object') return plainObject(node);
  return node.value;
}

/** Key, value and the key's own node. */
function entriesOf(node: Node | undefined, report?: Report): readonly (readonly [string, Node, Node])[] {
  if (node === undefined) return [];
  if (node.type !== 'object') {
    report?.(node, 'an object is expected');
    return [];
  }
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value ? [[String(key.value), value, key] as const] : [];
  });
}

function child(node: Node | undefined, key: string): Node | undefined {
  return entriesOf(node).find(([name]) => name === key)?.[1];
}

function positionAt(text: string, offset: number, length: number): Position {
  const before = text.slice(0, offset).split('\n');
  const [line = ''] = text.slice(offset, offset + length).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, length: Math.max(1, line.length) };
}
