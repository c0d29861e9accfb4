// The text of an expression as far as it stands in the code: literals, templates, concatenations, constants. What is filled in at run time becomes a hole.
import ts from 'typescript';
import { textFormatters } from '../../models/packages-by-role.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite, Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare, type Located } from './locate.ts';
import { assignmentsTo } from './locals.ts';
import { givenTo, returnsOf, writtenValue } from './origins.ts';

export interface Text {
  /** Holes are written `$h1`, `$h2`, ... in order. */
  readonly text: string;
  readonly holes: readonly { readonly node: ts.Expression; readonly env: Environment }[];
}

/** Null when no part of the text stands in the code. */
export function textOf(program: Program, node: ts.Expression, env: Environment): Text | null {
  const writer: Writer = { program, text: '', holes: [], seen: new Set() };
  write(writer, node, env, 0);
  return /[a-z]/i.test(writer.text.replace(/\$h\d+/g, '')) ? { text: writer.text, holes: writer.holes } : null;
}

interface Writer {
  readonly program: Program;
  text: string;
  readonly holes: { node: ts.Expression; env: Environment }[];
  readonly seen: Set<ts.Node>;
}

function write(writer: Writer, expression: ts.Expression, env: Environment, depth: number): void {
  const node = bare(expression);
  if (depth > 12) return hole(writer, node, env);
  if (ts.isStringLiteralLike(node)) return void (writer.text += node.text);
  if (ts.isTemplateExpression(node)) return writeTemplate(writer, node, env, depth);
  if (ts.isTaggedTemplateExpression(node))
    return ts.isTemplateExpression(node.template) ? writeTemplate(writer, node.template, env, depth) : void (writer.text += node.template.text);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    write(writer, node.left, env, depth + 1);
    return write(writer, node.right, env, depth + 1);
  }
  if (ts.isConditionalExpression(node)) return write(writer, node.whenTrue, env, depth + 1);
  if (ts.isArrayLiteralExpression(node)) return node.elements.forEach((element) => (write(writer, element, env, depth + 1), (writer.text += ' ')));
  if (ts.isObjectLiteralExpression(node)) return writeObject(writer, node, env, depth);
  if (ts.isCallExpression(node)) return writeCall(writer, node, env, depth);
  writeName(writer, node, env, depth);
}

function writeTemplate(writer: Writer, node: ts.TemplateExpression, env: Environment, depth: number): void {
  writer.text += node.head.text;
  for (const span of node.templateSpans) {
    if (ts.isPropertyAccessExpression(span.expression) || isText(writer.program, span.expression, env)) writeFragment(writer, span.expression, env, depth + 1);
    else hole(writer, span.expression, env);
    writer.text += span.literal.text;
  }
}

/** A query builder's column (`table.column`) reads as its name, a constant as its text. */
function writeFragment(writer: Writer, node: ts.Expression, env: Environment, depth: number): void {
  if (isText(writer.program, node, env)) return write(writer, node, env, depth);
  const value = writer.program.valueOf(node, env);
  const isColumn = ts.isPropertyAccessExpression(node) && value.kind === 'api' && value.package.startsWith('drizzle-orm');
  if (isColumn && ts.isPropertyAccessExpression(node)) writer.text += node.name.text;
  else hole(writer, node, env);
}

function isText(program: Program, node: ts.Expression, env: Environment): boolean {
  const value = program.valueOf(node, env);
  return value.kind === 'constant' && typeof value.value === 'string';
}

function writeObject(writer: Writer, node: ts.ObjectLiteralExpression, env: Environment, depth: number): void {
  for (const property of node.properties) {
    if (ts.isPropertyAssignment(property) && /^(text|sql|query|statement)$/i.test(property.name.getText()))
      return write(writer, property.initializer, env, depth + 1);
    if (ts.isShorthandPropertyAssignment(property) && /^(text|sql|query)$/.test(property.name.text)) return write(writer, property.name, env, depth + 1);
  }
}

function writeCall(writer: Writer, node: ts.CallExpression, env: Environment, depth: number): void {
  const callee = node.expression;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : null;
  if (receiver !== null && /^(trim|join|toString|replace|replaceAll|toLowerCase|concat)$/.test(method)) {
    write(writer, receiver, env, depth + 1);
    return;
  }
  if (/^(raw|unsafe|sql|gql|literal|prepare|SQL)$/.test(method || callee.getText()) && node.arguments[0] !== undefined)
    return write(writer, node.arguments[0], env, depth + 1);
  const value = writer.program.valueOf(node, env);
  if (value.kind === 'constant' && typeof value.value === 'string') return void (writer.text += value.value);
  const called = writer.program.valueOf(callee, env);
  if (called.kind === 'api' && textFormatters.has(called.package)) return writeFormatted(writer, node, env, depth);
  for (const fn of writer.program.functionsOf(called).slice(0, 1)) {
    const [returned, ...others] = returnsOf(fn.node.body);
    if (returned !== undefined && others.length === 0)
      return write(writer, returned, writer.program.enter(fn, writer.program.argumentsOf({ node, env })), depth + 1);
  }
  hole(writer, node, env);
}

/** `format('update %I set state = %L', table, state)`. */
function writeFormatted(writer: Writer, node: ts.CallExpression, env: Environment, depth: number): void {
  const [pattern, ...values] = node.arguments;
  const value = pattern === undefined ? null : writer.program.valueOf(pattern, env);
  if (value?.kind !== 'constant' || typeof value.value !== 'string') return hole(writer, node, env);
  let next = 0;
  for (const part of value.value.split(/(%(?:\d+\$)?[LIsdijo]|%%)/)) {
    const place = /^%(?:(\d+)\$)?([LIsdijo])$/.exec(part);
    const given = place === null ? undefined : values[place[1] === undefined ? next++ : Number(place[1]) - 1];
    if (given === undefined) writer.text += part === '%%' ? '%' : part;
    else if (place?.[2] === 'L') hole(writer, given, env);
    else writeFragment(writer, given, env, depth + 1);
  }
}

function writeName(writer: Writer, node: ts.Expression, env: Environment, depth: number): void {
  const value = writer.program.valueOf(node, env);
  const isWhole = !ts.isIdentifier(node) || !isAddedTo(node);
  if (isWhole && value.kind === 'constant' && typeof value.value === 'string') return void (writer.text += value.value);
  if (value.kind === 'object' || value.kind === 'array') return write(writer, value.node, value.env, depth + 1);
  const handed = handedBy(writer.program, node, env);
  if (handed !== null) return write(writer, handed.node, handed.env, depth + 1);
  if (!ts.isIdentifier(node) || writer.seen.has(node)) return hole(writer, node, env);
  writer.seen.add(node);
  const declaration = resolveName(node.text, node);
  if (declaration === null || !ts.isVariableDeclaration(declaration)) return hole(writer, node, env);
  const parts = [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...assignmentsTo(node.text, declaration)].filter(
    (part) => !ts.isAwaitExpression(part),
  );
  if (parts.length === 0) return hole(writer, node, env);
  for (const part of parts) {
    write(writer, part, env, depth + 1);
    writer.text += ' ';
  }
}

/** What the caller gives for it: `(text) => db.query(text)`, `({ text }) => db.query(text)`, `(options) => db.query(options.text)`. */
function handedBy(program: Program, node: ts.Expression, env: Environment): Located | null {
  const names: string[] = [];
  let root = node;
  for (; ts.isPropertyAccessExpression(root); root = bare(root.expression)) names.unshift(root.name.text);
  let declaration = ts.isIdentifier(root) ? resolveName(root.text, root) : null;
  if (declaration !== null && ts.isBindingElement(declaration)) {
    names.unshift((declaration.propertyName ?? declaration.name).getText());
    declaration = declaration.parent.parent;
  }
  const given = declaration !== null && ts.isParameter(declaration) ? givenTo(declaration, env) : null;
  if (given === null || names.length === 0) return given;
  const object = program.valueOf(given.node, given.env);
  const found = names.length === 1 && object.kind === 'object' ? object.node.properties.find((one) => one.name?.getText() === names[0]) : undefined;
  const written = found === undefined ? undefined : writtenValue(found);
  return written === undefined || object.kind !== 'object' ? null : { node: written, env: object.env };
}

/** `text += ' ADD ...'`: what the variable was made with is only its beginning. */
function isAddedTo(node: ts.Identifier): boolean {
  const declaration = resolveName(node.text, node);
  if (declaration === null || !ts.isVariableDeclaration(declaration) || (declaration.parent.flags & ts.NodeFlags.Let) === 0) return false;
  return assignmentsTo(node.text, declaration).some(
    ({ parent }) => ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken,
  );
}

function hole(writer: Writer, node: ts.Expression, env: Environment): void {
  writer.holes.push({ node, env });
  writer.text += `$h${writer.holes.length}`;
}

const clauses =
  /^(select|column|columns|from|where|andWhere|orWhere|where\w+|orWhere\w+|having\w*|orHaving\w*|orderBy\w*|groupBy\w*|\w*[jJ]oin|on\w*|andOn\w*|first|pluck|count|countDistinct|min|max|sum|avg|distinct|distinctOn|with\w*|as|returning)$/;

/** `{ tags: db.raw('tags || ?', [tag]) }`, `.select(db.raw('count(*)'))`: a part of the statement that it is put into, which is judged with it. A helper that returns it is asked for it there. */
export function isFragment({ node, env }: CallSite, text: Text | null): boolean {
  const { parent } = node;
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
  if (isReturned) return env?.site !== undefined && isFragment(env.site, text);
  if (ts.isCallExpression(parent) && parent.expression !== node && ts.isPropertyAccessExpression(parent.expression))
    return clauses.test(parent.expression.name.text);
  const isPart = ts.isPropertyAssignment(parent) || (ts.isBinaryExpression(parent) && parent.right === node && ts.isPropertyAccessExpression(parent.left));
  return isPart && !/^\s*(?:(?:call|exec|execute|do|declare)\b|if\b(?!\())/i.test(text?.text ?? '');
}
