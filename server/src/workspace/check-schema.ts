// Checks a part of the configuration file against its JSON schema: the editor's completion and this reader say the same because they read the same file.
// Only the words of JSON Schema that our schema uses are known here.
import type { Node } from 'jsonc-parser';
import file from '../../../syntaxes/delivery-guarantees.schema.json';

export interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema | undefined>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Tells of a mistake at a node. */
export type Report = (node: Node, message: string) => void;

const definitions: Readonly<Record<string, Schema>> = file.$defs;

/** Whether a node is what the schema's definition `name` says; each mistake is reported where it stands. */
export function fits(node: Node, name: string, report: Report): boolean {
  let isRight = true;
  check(node, definitions[name] ?? {}, (at, message) => {
    isRight = false;
    report(at, message);
  });
  return isRight;
}

function check(node: Node, given: Schema, report: Report): void {
  const schema = given.$ref === undefined ? given : (definitions[given.$ref.replace('#/$defs/', '')] ?? {});
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return checkAlternatives(node, alternatives, report);
  if (schema.const !== undefined && node.value !== schema.const) return report(node, `${JSON.stringify(schema.const)} is expected`);
  if (schema.enum !== undefined && !schema.enum.includes(node.value)) return report(node, `one of ${schema.enum.join(', ')} is expected`);
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(node)))
    return report(node, `${[schema.type].flat().map(worded).join(' or ')} is expected`);
  if (node.type === 'object') checkObject(node, schema, report);
  if (node.type === 'array') checkList(node, schema, report);
  if (typeof node.value === 'string') checkText(node, node.value, schema, report);
  if (schema.minimum !== undefined && typeof node.value === 'number' && node.value < schema.minimum) report(node, `${schema.minimum} or more is expected`);
}

/** What comes nearest is what was meant: its mistakes are told. */
function checkAlternatives(node: Node, alternatives: readonly Schema[], report: Report): void {
  const tried = alternatives.map((schema) => {
    const mistakes: Parameters<Report>[] = [];
    check(node, schema, (...mistake) => void mistakes.push(mistake));
    const isOtherKind = mistakes.some(([at]) => at === node);
    return { mistakes, weight: mistakes.length + (isOtherKind ? 1000 : 0) };
  });
  const nearest = tried.reduce((one, other) => (other.weight < one.weight ? other : one));
  for (const mistake of nearest.mistakes) report(...mistake);
}

function checkObject(node: Node, { required = [], properties = {}, additionalProperties = true, propertyNames }: Schema, report: Report): void {
  const present = new Set<string>();
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) continue;
    const key = String(name.value);
    present.add(key);
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (propertyNames !== undefined) check(name, propertyNames, report);
    if (known !== undefined) check(value, known, report);
    else if (additionalProperties === false) report(name, `unknown key "${key}"; known are ${Object.keys(properties).join(', ')}`);
    else if (additionalProperties !== true) check(value, additionalProperties, report);
  }
  const missing = required.filter((key) => !present.has(key));
  if (missing.length > 0) report(node, `${missing.map((key) => `"${key}"`).join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing`);
}

function checkList(node: Node, { items, minItems = 0, maxItems = Infinity }: Schema, report: Report): void {
  const children = node.children ?? [];
  if (children.length < minItems) report(node, `${minItems} or more are expected here`);
  if (children.length > maxItems) report(node, `no more than ${maxItems} are expected here`);
  if (items !== undefined) for (const child of children.slice(0, maxItems)) check(child, items, report);
}

function checkText(node: Node, text: string, { pattern, minLength = 0, maxLength = Infinity }: Schema, report: Report): void {
  if (text.length > maxLength || text.length < minLength) report(node, `a text of ${minLength} to ${maxLength} characters is expected`);
  else if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) report(node, `"${text}" can't be read: see what this key's description allows`);
}

function typeOf(node: Node): string {
  return node.type === 'number' && Number.isInteger(node.value) ? 'integer' : node.type;
}

function worded(type: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'an object',
    array: 'a list',
    string: 'a text',
    boolean: 'true or false',
    number: 'a number',
    integer: 'a whole number',
  };
  return words[type] ?? type;
}
