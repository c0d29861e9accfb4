// delivery-guarantees.json at the root of a workspace: what its owners state about it. A broken file is a list of problems, never a failure.
import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { EffectModel, GuardModel, TransportModel } from '../models/schema.ts';
import type { Severity } from '../facts/vocabulary.ts';

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
  readonly message: string;
}

export interface Configuration {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly queues: Readonly<Record<string, QueueFact>>;
  /** Models of in-house libraries, in the form of the built-in ones. */
  readonly models: { readonly transports: readonly TransportModel[]; readonly effects: readonly EffectModel[]; readonly guards: readonly GuardModel[] };
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

type Report = (node: Node | undefined, message: string) => void;

/** `text` is null when there is no such file. */
export function readConfiguration(text: string | null): Configuration {
  if (text === null) return noConfiguration;
  const problems: ConfigurationProblem[] = [];
  const report: Report = (node, message) => void problems.push({ ...positionAt(text, node?.offset ?? 0), message });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: false });
  for (const error of errors.slice(0, 1)) problems.push({ ...positionAt(text, error.offset), message: 'this is not valid JSON' });
  if (root?.type !== 'object')
    return { ...noConfiguration, problems: problems.length > 0 ? problems : [{ line: 1, column: 1, message: 'an object is expected' }] };
  const format = child(root, 'format');
  if (format?.value !== 1) report(format ?? root, '"format": 1 is expected');
  for (const [key, , name] of entriesOf(root)) if (!keys.includes(key)) report(name, `unknown key "${key}"; known are ${keys.slice(1).join(', ')}`);
  return {
    include: readStrings(child(root, 'include'), report),
    exclude: readStrings(child(root, 'exclude'), report),
    rules: readRules(child(root, 'rules'), report),
    queues: readQueues(child(root, 'queues'), report),
    models: readModels(child(root, 'models'), report),
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

function readModels(node: Node | undefined, report: Report): Configuration['models'] {
  const read = <M>(kind: string, is: (value: unknown) => value is M, needs: string): readonly M[] =>
    (child(node, kind)?.children ?? []).flatMap((each) => {
      const value: unknown = plain(each);
      if (is(value)) return [value];
      report(each, `not a model: "format": 1, "package" and ${needs} are expected`);
      return [];
    });
  for (const [key, , name] of entriesOf(node, report))
    if (!['transports', 'effects', 'guards'].includes(key)) report(name, `unknown key "${key}"; known are transports, effects, guards`);
  return {
    transports: read('transports', isTransportModel, '"transport" with "handlers"'),
    effects: read('effects', isEffectModel, '"effects" with "otherwise"'),
    guards: read('guards', isGuardModel, '"wraps"'),
  };
}

function isTransportModel(value: unknown): value is TransportModel {
  return (
    isModel(value) &&
    typeof value['transport'] === 'string' &&
    isRows(value['handlers'], (row) => typeof row['at'] === 'string' && typeof row['message'] === 'string' && isRows(row['delivery'], () => true))
  );
}

function isEffectModel(value: unknown): value is EffectModel {
  return (
    isModel(value) &&
    typeof value['otherwise'] === 'string' &&
    isRows(value['effects'], (row) => typeof row['at'] === 'string' && typeof row['kind'] === 'string' && typeof row['verb'] === 'string')
  );
}

function isGuardModel(value: unknown): value is GuardModel {
  return isModel(value) && isRows(value['wraps'], (row) => typeof row['at'] === 'string' && typeof row['kind'] === 'string');
}

function isModel(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && value['format'] === 1 && typeof value['package'] === 'string';
}

function isRows(value: unknown, is: (row: Readonly<Record<string, unknown>>) => boolean): boolean {
  return Array.isArray(value) && value.every((row) => isPlainObject(row) && is(row));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type === 'object') return Object.fromEntries(entriesOf(node).map(([key, value]) => [key, plain(value)]));
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

function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
