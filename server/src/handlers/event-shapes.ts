// Functions that no type of a package names: their source is told by the members of the event that they read, or that a type of the workspace's own gives it.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { CallSite, FunctionValue } from '../provenance/values.ts';
import type { Search } from './draft.ts';
import { boundNames } from './event-ids.ts';
import { callsIn, mentions, namesFrom } from './message-names.ts';
import { functionAround } from './option-reading.ts';
import type { Registration } from './registrations.ts';

/** The registration whose words are all among what one of the functions reads of its event, the first of them (`event.Records`) directly; or a function that it hands the event to. */
export function shapedRegistrations(search: Search, functions: readonly FunctionValue[]): readonly Registration[] {
  if (functions.every(({ node }) => givesAtOnce(node))) return [];
  const takers = functions.flatMap((fn) => [{ fn, event: fn.node.parameters[0] }, ...handedOn(search, fn)]);
  for (const { fn, event } of takers) {
    if (!event || !ts.isParameter(event) || !fn.node.body) continue;
    const { name } = event;
    const { body } = fn.node;
    const rows = search.registrations.byShape.filter(({ row }) => readsOf(name, body, row.words?.[0] ?? ''));
    const declared = rows.length > 0 ? declaredMembers(search, event.type) : null;
    if (declared === null) continue;
    const read = [...membersRead(name), ...membersRead(body), ...declared];
    const narrow = narrowest(rows, new Set(read)) ?? (rows.length > 0 ? narrowest(rows, new Set([...read, ...readByParts(search, fn, name)])) : undefined);
    if (narrow) return [narrow];
  }
  return [];
}

function narrowest(rows: readonly Registration[], words: ReadonlySet<string>): Registration | undefined {
  const found = rows.filter(({ row }) => (row.words ?? []).every((word) => words.has(word)));
  return found.toSorted((left, right) => Number(left.row.transport === 'sqs') - Number(right.row.transport === 'sqs'))[0];
}

/** `event.Records.map(parse)`, `for (const record of event.Records) await charge(record)`: members that functions read which are given a part of the event. */
function readByParts({ program }: Search, { node, env }: FunctionValue, event: ts.BindingName): readonly string[] {
  if (!node.body) return [];
  const names = namesFrom(node.body, boundNames(event));
  const given = callsIn(node.body).flatMap((call) => {
    const isGoneThrough = ts.isPropertyAccessExpression(call.expression) && mentions(call.expression.expression, names);
    if (isGoneThrough) return call.arguments.filter(ts.isIdentifier);
    return call.arguments.some((argument) => ts.isIdentifier(argument) && names.has(argument.text)) ? [call.expression] : [];
  });
  const functions = given.flatMap((one) => program.functionsOf(program.valueOf(one, env)));
  return functions.flatMap((fn) => [...fn.node.parameters.flatMap((one) => [...membersRead(one.name)]), ...(fn.node.body ? membersRead(fn.node.body) : [])]);
}

/** `event.Records`, `event?.Records`, or the event taken apart where it comes in: `({ Records }) =>`. */
function readsOf(name: ts.BindingName, body: ts.Node, member: string): boolean {
  if (ts.isIdentifier(name)) return [`${name.text}.${member}`, `${name.text}?.${member}`].some((read) => body.getText().includes(read));
  return ts.isObjectBindingPattern(name) && name.elements.some((each) => (each.propertyName ?? each.name).getText() === member);
}

/** `validate(event): Order | null`: takes the event apart for somebody else; Lambda would neither wait for it nor be answered. */
function givesAtOnce(node: FunctionValue['node']): boolean {
  const { type } = node;
  if (type === undefined && node.body) return tellsKind(node.body);
  return type !== undefined && !/\b(?:Promise\w*|void|any|unknown)\b|Handler|Response|Result/.test(type.getText());
}

/** `return 'isS3'`, `return 'isSns'`, one of several words whatever comes: it says what an event is, and works on none. */
function tellsKind(body: ts.Node): boolean {
  const words = new Set<string>();
  let isWord = true;
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) return;
    if (ts.isReturnStatement(at) && at.expression) {
      if (ts.isStringLiteralLike(at.expression)) words.add(at.expression.text);
      else isWord = false;
    }
    if (ts.isAwaitExpression(at)) isWord = false;
    ts.forEachChild(at, visit);
  };
  visit(body);
  return isWord && words.size > 2;
}

/** `const { id } = parseEvent(event)`: functions of the workspace that are given the untyped event as it is, with their parameter for it. */
function handedOn(search: Search, { node, env }: FunctionValue): readonly { readonly fn: FunctionValue; readonly event: ts.Node | undefined }[] {
  const [event] = node.parameters;
  if (!node.body || !event || !ts.isParameter(event) || !ts.isIdentifier(event.name) || event.type !== undefined) return [];
  const { text } = event.name;
  const calls: ts.CallExpression[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at) && at.arguments.some((argument) => ts.isIdentifier(argument) && argument.text === text)) calls.push(at);
    ts.forEachChild(at, visit);
  };
  visit(node.body);
  return calls.flatMap((call) => {
    const index = call.arguments.findIndex((argument) => ts.isIdentifier(argument) && argument.text === text);
    return search.program.functionsOf(search.program.valueOf(call.expression, env)).map((fn) => ({ fn, event: fn.node.parameters[index] }));
  });
}

function membersRead(body: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text);
    if (ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) names.add(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return names;
}

/** Members that the workspace's own type gives the event, its records (or logs) included; none for an untyped one, null for a type that says something else. */
function declaredMembers(search: Search, type: ts.TypeNode | undefined): ReadonlySet<string> | null {
  const names = new Set<string>();
  if (!type || type.kind === ts.SyntaxKind.AnyKeyword || type.kind === ts.SyntaxKind.UnknownKeyword) return names;
  gather(search, type, names, 0);
  return names.has('Records') || names.has('awslogs') ? names : null;
}

function gather(search: Search, type: ts.Node, names: Set<string>, depth: number): void {
  if (depth > 6) return;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) names.add(node.name.text);
    const declaration = ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) ? search.program.typeDeclared(node.typeName.text, node) : null;
    if (declaration !== null) gather(search, declaration, names, depth + 1);
    ts.forEachChild(node, visit);
  };
  visit(type);
}

/** A run on the spot, with an event that is written out: `handler(sampleEvent)` in a script beside it. */
export function isRunByHand(site: CallSite['node']): boolean {
  const [event] = ts.isCallExpression(site) ? site.arguments : [];
  const written = event && ts.isIdentifier(event) ? resolveName(event.text, event) : null;
  const value = written && ts.isVariableDeclaration(written) ? written.initializer : event;
  const around = value && functionAround(value);
  return value !== undefined && recordsIn(bare(value)) && !(around && ts.isFunctionLike(around) && around.parameters.length > 0);
}

function recordsIn(event: ts.Expression): boolean {
  const records = ts.isObjectLiteralExpression(event) ? event.properties.find((property) => property.name?.getText() === 'Records') : undefined;
  return records !== undefined && ts.isPropertyAssignment(records) && ts.isArrayLiteralExpression(bare(records.initializer));
}
