// Webhooks: a route handler that reads the header of a sender's signature and checks it, itself or in a function it calls. A route without such a check is left alone.
import ts from 'typescript';
import { webhooks as model } from '../models/transports/webhooks.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, ClassValue, FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { indexOf, lastNameOf } from '../syntax/file-index.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { exportsOf, type Export } from '../syntax/modules.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Draft, Search } from './draft.ts';
import { asInstance, madeOf } from './outward.ts';
import { isTest } from '../workspace/file-kinds.ts';

const { verifies, header, words, answered, returned, unrepeated } = model.webhooks;
const checkers: readonly string[] = model.webhooks.checkers;

/** Calls are followed this far to the check. */
const deepest = 3;
const routeMethods: ReadonlySet<string> = new Set(['post', 'all', 'put', 'use', 'route']);
const mostFiles = 400;

export function webhookHandlers(search: Search): readonly Draft[] {
  const files = new Set(words.flatMap((word) => search.workspace.filesNaming(word, mostFiles)));
  return [...files]
    .filter((file) => !isTest(file) && /['"`][\w-]*(?:signature|webhook|hmac|svix)/i.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => inFile(search, file));
}

function inFile(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const readers = new Set<FunctionValue['node']>();
  const visit = (node: ts.Node): void => {
    const around = ts.isStringLiteralLike(node) && header.test(node.text) && isHeaderRead(node) ? routeAround(node) : null;
    if (around) readers.add(around);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const routes = new Map([...readers].flatMap((reader) => routesOver(search, reader, 0).map((found) => [found.node, { ...found, reader }] as const)));
  return [...routes.values()].flatMap(({ node, route, reader }) => {
    const fn = functionOf(search, node, route.cls);
    const env = fn.self?.kind === 'instance' ? asInstance(search.program, node, fn.self) : null;
    return verifiesIn(search, { ...fn, env }, 0, new Set()) ? [draftOf(search, route, fn, reader)] : [];
  });
}

/** The route that reads the header itself, or the Lambda functions that have it read by what they call. */
function routesOver(search: Search, node: FunctionValue['node'], depth: number): readonly { readonly node: FunctionValue['node']; readonly route: Route }[] {
  const route = depth === 0 ? routeOf(search, node) : lambdaRoute(node);
  if (route) return [{ node, route }];
  if (depth >= deepest) return [];
  const callers = search.program.callsOf(node).flatMap((site) => (isTest(search.program.fileOf(site.node)) ? [] : (routeAround(site.node) ?? [])));
  return [...new Set(callers)].flatMap((caller) => routesOver(search, caller, depth + 1));
}

/** `request.headers['x']`, `req.header('x')`, `request.headers.get('x')`, `@Headers('x')`. */
function isHeaderRead(literal: ts.StringLiteralLike): boolean {
  const { parent } = literal;
  if (ts.isElementAccessExpression(parent)) return /\bheaders?$/i.test(parent.expression.getText().replace(/[()!?]/g, ''));
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== literal) return false;
  return /\b(?:headers?|headers?\(\)\)?|getHeader)(?:[!?]?\.get)?$|\breq(?:uest)?\.get$|\b(?:ctx|context)\.get$/i.test(parent.expression.getText());
}

/** The innermost function with parameters around the read: the request is one of them. */
function routeAround(node: ts.Node): FunctionValue['node'] | null {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionDeclaration(at) && !ts.isMethodDeclaration(at) && !ts.isFunctionExpression(at) && !ts.isArrowFunction(at)) continue;
    if (at.body && at.parameters.length > 0) return at;
  }
  return null;
}

interface Route {
  readonly framework: string;
  readonly site: CallSite | null;
  readonly cls: ClassValue | null;
  readonly answers: boolean;
}

function routeOf(search: Search, node: FunctionValue['node']): Route | null {
  return nestRoute(search, node) ?? inlineRoute(search, node) ?? exportedRoute(node) ?? lambdaRoute(node) ?? namedRoute(search, node);
}

function nestRoute(search: Search, node: FunctionValue['node']): Route | null {
  if (!ts.isMethodDeclaration(node)) return null;
  const decorator = (ts.getDecorators(node) ?? []).find(
    (one) => ts.isCallExpression(one.expression) && /^(?:Post|All)$/.test(one.expression.expression.getText()),
  );
  if (!decorator || !ts.isCallExpression(decorator.expression)) return null;
  const from = membersOf(search.program.valueOf(decorator.expression.expression, null)).find((value) => value.kind === 'api');
  if (from?.kind !== 'api' || from.package !== '@nestjs/common') return null;
  const answers = node.parameters.some((parameter) => (ts.getDecorators(parameter) ?? []).some((one) => /^@Res(?:ponse)?\(\s*\)$/.test(one.getText())));
  return { framework: '@nestjs/common', site: { node: decorator.expression, env: null }, cls: search.program.classAround(node), answers };
}

/** `router.post('/hooks', check, async (request, response) => ...)`, through calls that wrap the function. */
function inlineRoute(search: Search, node: FunctionValue['node']): Route | null {
  let at: ts.Node = node;
  while (ts.isCallExpression(at.parent) && at.parent.expression !== at) {
    at = at.parent;
    if (ts.isCallExpression(at) && isRoute(at)) return routeBy(search, at, node);
  }
  return null;
}

function isRoute(call: ts.CallExpression): boolean {
  const callee = bare(call.expression);
  const name = lastNameOf(callee) ?? '';
  if (name === 'createServer') return true;
  if (!ts.isPropertyAccessExpression(callee) || !routeMethods.has(name)) return false;
  const [path] = call.arguments;
  return path !== undefined && call.arguments.length > 1 && (ts.isStringLiteralLike(path) || ts.isTemplateLiteral(path) || name === 'post');
}

function routeBy(search: Search, call: ts.CallExpression, node: FunctionValue['node']): Route {
  const framework = frameworkOf(search, call, node);
  const answers = framework === 'express' || framework === 'http';
  return { framework, site: { node: call, env: null }, cls: search.program.classAround(node), answers };
}

/** Their routes are told otherwise. */
const notToGuess: readonly string[] = ['http', '@nestjs/common', 'aws-lambda'];

function frameworkOf(search: Search, call: ts.CallExpression, node: FunctionValue['node']): string {
  if (lastNameOf(call.expression) === 'createServer') return 'http';
  const receiver = ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : call.expression;
  const api = membersOf(search.program.valueOf(receiver, null)).find((value) => value.kind === 'api');
  const names: readonly string[] = model.package;
  if (api?.kind === 'api') {
    if (names.includes(api.package)) return api.package;
    if (/^@?koa/.test(api.package)) return 'koa';
    if (/hono/.test(api.package)) return 'hono';
  }
  const text = node.getSourceFile().text + call.getSourceFile().text;
  const named = names.find((name) => new RegExp(`['"]${name}['"]`).test(text));
  if (named !== undefined && !notToGuess.includes(named)) return named;
  const [first, second] = node.parameters.map((parameter) => parameter.name.getText());
  if (second === undefined) return first === 'ctx' ? 'koa' : 'hono';
  return second === 'reply' || second === 'rep' ? 'fastify' : fastifyWith(call);
}

/** Fastify's routes take an options object between path and function. */
function fastifyWith(call: ts.CallExpression): string {
  const [, options] = call.arguments;
  return options && ts.isObjectLiteralExpression(options) ? 'fastify' : 'express';
}

/** `export async function POST(request)` in a route file; `export default function handler(req, res)` under pages/api. */
function exportedRoute(node: FunctionValue['node']): Route | null {
  const { fileName } = node.getSourceFile();
  const route = { framework: 'next', site: null, cls: null };
  if (/(?:^|\/)route\.[cm]?[jt]sx?$/.test(fileName) && nameAround(node) === 'POST') return { ...route, answers: false };
  return /(?:^|\/)pages\/api\//.test(fileName) && node.parameters.length === 2 ? { ...route, answers: true } : null;
}

const gatewayType = /\b(?:APIGateway\w*(?:Event|Handler)\w*|LambdaFunctionURL(?:Event|Handler)|ALB(?:Event|Handler))\b/;

/** An exported function that API Gateway, a load balancer or a function URL invokes, by the type of its event or of itself. */
function lambdaRoute(node: FunctionValue['node']): Route | null {
  const [event] = node.parameters;
  const own = ts.isVariableDeclaration(node.parent) ? node.parent.type : undefined;
  const isTyped = [event?.type, own].some((type) => type !== undefined && gatewayType.test(type.getText()));
  return isTyped && isExported(node) ? { framework: 'aws-lambda', site: null, cls: null, answers: false } : null;
}

/** As it is, by its name, or in what wraps it: `export const handler = middy(receive)`. */
function isExported(node: FunctionValue['node']): boolean {
  const { named, whole } = exportsOf(node.getSourceFile());
  const name = nameAround(node);
  const values = [...whole, ...[...named.values()].flatMap(exportedNode)];
  return values.some((value) => value === node || contains(value, node) || (name !== null && mentionsAny(value, [name])));
}

function exportedNode(found: Export): readonly ts.Node[] {
  if (found.kind === 'expression' || found.kind === 'declaration') return [found.node];
  return found.kind === 'local' ? [resolveName(found.name.text, found.name) ?? found.name] : [];
}

function nameAround(node: FunctionValue['node']): string | null {
  if (node.name && ts.isIdentifier(node.name)) return node.name.text;
  let at: ts.Node = node.parent;
  while (ts.isCallExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) at = at.parent;
  return (ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at)) && ts.isIdentifier(at.name) ? at.name.text : null;
}

/** A function handed to a route by its name, in its own file or in one that imports it. */
function namedRoute(search: Search, node: FunctionValue['node']): Route | null {
  const name = nameAround(node);
  if (name === null) return null;
  const home = search.program.fileOf(node);
  const files = search.workspace.filesNaming(name, 40).filter((file) => !isTest(file) && (file === home || imports(search, file, home)));
  for (const file of files) {
    const source = search.program.sourceFile(file);
    const calls = source ? [...routeMethods].flatMap((method) => indexOf(source).calls.get(method) ?? []) : [];
    for (const call of calls) {
      if (ts.isCallExpression(call) && isRoute(call) && call.arguments.some((argument) => namesIt(argument, name))) return routeBy(search, call, node);
    }
  }
  return null;
}

function imports(search: Search, file: string, home: string): boolean {
  const source = search.program.sourceFile(file);
  if (!source) return false;
  const specifiers = [...source.text.matchAll(/\b(?:from|require\(|import\()\s*['"]([^'"\n]+)['"]/g)].map((match) => match[1] ?? '');
  return specifiers.some((specifier) => {
    const resolution = search.workspace.resolve(file, specifier);
    return resolution?.kind === 'file' && resolution.file === home;
  });
}

/** `handle`, `controller.handle`, `controller.handle.bind(controller)`, `wrap(controller.handle)`. */
function namesIt(argument: ts.Expression, name: string): boolean {
  const inner = bare(argument);
  if (ts.isIdentifier(inner)) return inner.text === name;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text === name || (inner.name.text === 'bind' && namesIt(inner.expression, name));
  return ts.isCallExpression(inner) && (namesIt(inner.expression, name) || inner.arguments.some((each) => namesIt(each, name)));
}

function functionOf(search: Search, node: FunctionValue['node'], cls: ClassValue | null): FunctionValue {
  return cls && ts.isMethodDeclaration(node)
    ? { kind: 'function', node, env: cls.env, self: madeOf(search.program, cls) }
    : { kind: 'function', node, env: null, self: null };
}

/** Whether the function, or one that it calls, checks a signature. */
function verifiesIn(search: Search, fn: FunctionValue, depth: number, seen: Set<ts.Node>): boolean {
  const { body } = fn.node;
  if (!body || seen.has(fn.node)) return false;
  seen.add(fn.node);
  const calls: ts.CallExpression[] = [];
  let checks = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      calls.push(node);
      if (verifies.test(lastNameOf(node.expression) ?? '') || isLibraryCheck(search, node)) checks = true;
    } else if (ts.isBinaryExpression(node) && depth === 0) checks ||= comparesSecret(node);
    if (!checks) ts.forEachChild(node, visit);
  };
  visit(body);
  if (checks || depth >= deepest) return checks;
  return calls.some((call) =>
    search.program.functionsOf(search.program.valueOf(call.expression, fn.env)).some((callee) => verifiesIn(search, callee, depth + 1, seen)),
  );
}

/** `new Webhook(secret).verify(body, headers)` and its like. */
function isLibraryCheck(search: Search, call: ts.CallExpression): boolean {
  if (!/^(?:verify|unwrap|receive)/.test(lastNameOf(call.expression) ?? '')) return false;
  return membersOf(search.program.valueOf(call.expression, null)).some((value) => value.kind === 'api' && checkers.includes(value.package));
}

/** A shared secret that the sender repeats in a header, compared as it is. */
function comparesSecret(node: ts.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  if (kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken && kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return false;
  return [node.left, node.right].every((side) => /webhook\w*(?:secret|token)/i.test(side.getText()));
}

function draftOf(search: Search, route: Route, fn: FunctionValue, reader: FunctionValue['node']): Draft {
  const own = route.answers && answersByCall(fn.node) ? answered : returned;
  const around = reader === fn.node ? reader : reader.getSourceFile();
  const row = /x-github-(?:event|delivery)/i.test(around.getText()) ? unrepeated : own;
  const call = route.site?.node;
  const position = call && ts.isCallExpression(call) ? call.arguments.findIndex((argument) => contains(argument, fn.node)) : -1;
  return {
    model,
    package: route.framework,
    rows: [position < 0 ? row : { ...row, at: `Argument[${position}]` }],
    loop: null,
    site: route.site,
    callee: position >= 0 && call && ts.isCallExpression(call) ? search.program.valueOf(call.expression, null) : null,
    fn,
    shown: fn,
    shownAt: null,
    delegate: null,
    registeredAt: null,
    outer: [],
    cls: route.cls,
    trigger: null,
    bootstraps: [],
    frame: null,
  };
}

/** It answers in sight: elsewhere (a helper, an error middleware) its end says more than its calls. */
function answersByCall(node: FunctionValue['node']): boolean {
  return /\b_?res(?:ponse|p)?\b[\s\S]{0,80}?\.\s*(?:send|json|sendStatus|end)\(/.test(node.body?.getText() ?? '');
}
