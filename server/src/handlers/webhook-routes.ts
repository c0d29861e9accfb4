// Which function answers a webhook: the one that reads the signature's header, the route behind it where that is a middleware or a guard, or the route that calls it.
import ts from 'typescript';
import { webhooks as model } from '../models/transports/webhooks.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, ClassValue, FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { commentedTypes } from '../syntax/comment-types.ts';
import { indexOf, lastNameOf } from '../syntax/file-index.ts';
import { identifiersNamed, mentionsAny } from '../syntax/mentions.ts';
import { exportsOf, type Export } from '../syntax/modules.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Search } from './draft.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { postedBehind } from './webhook-layers.ts';

/** The innermost function with parameters around a place: the request is one of them. What a promise is made with is no such function. */
export function functionAround(node: ts.Node): FunctionValue['node'] | null {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionDeclaration(at) && !ts.isMethodDeclaration(at) && !ts.isFunctionExpression(at) && !ts.isArrowFunction(at)) continue;
    if (ts.isNewExpression(at.parent) && at.parent.expression.getText() === 'Promise') continue;
    if (at.body && at.parameters.length > 0) return at;
  }
  return null;
}

export const functions: Readonly<Record<string, RegExp>> = model.webhooks.functions;

const routeMethods: ReadonlySet<string> = new Set(['post', 'all', 'put', 'use', 'route']);
const mostFiles = 400;

/** Functions that call the check are followed this far to a route. */
const longest = 3;

export interface Route {
  /** The function that answers. */
  readonly node: FunctionValue['node'];
  readonly framework: string;
  readonly site: CallSite | null;
  readonly cls: ClassValue | null;
  readonly answers: boolean;
}

/** The routes that a function which checks a signature lets through: itself, those it stands before, or those that call it. */
export function routesOf(search: Search, node: FunctionValue['node'], depth = 0): readonly Route[] {
  const own = nestRoute(search, node) ?? exportedRoute(node) ?? (isStep(search, node) ? null : lambdaRoute(node));
  if (own !== null) return [own];
  const name = nameAround(node);
  const named = name === null ? [] : namedRoutes(search, node, name);
  const served = [...inlineRoute(search, node), ...named, ...listedRoutes(search, node), ...guardedRoutes(search, node)];
  if (served.length > 0 || depth >= longest) return served;
  return callersOf(search, node).flatMap((caller) => routesOf(search, caller, depth + 1));
}

/** `validate(event, secret)`, exported for the functions that the gateway invokes: it is handed their event, and answers to them. */
function isStep(search: Search, node: FunctionValue['node']): boolean {
  return lambdaRoute(node) !== null && callersOf(search, node).some((caller) => caller !== node && lambdaRoute(caller) !== null);
}

export function callersOf(search: Search, node: FunctionValue['node']): readonly FunctionValue['node'][] {
  const callers = search.program.callsOf(node).flatMap((site) => (isTest(search.program.fileOf(site.node)) ? [] : (functionAround(site.node) ?? [])));
  return [...new Set(callers)];
}

export function filesWith(search: Search, node: ts.Node, name: string): readonly ts.SourceFile[] {
  const home = search.program.fileOf(node);
  return search.workspace
    .filesNaming(name)
    .filter((file) => !isTest(file) && (file === home || imports(search, file, home)))
    .slice(0, mostFiles)
    .flatMap((file) => search.program.sourceFile(file) ?? []);
}

/** A Nest guard lets a route's requests through: `@UseGuards(SignatureGuard)` at a method or its class. */
function guardedRoutes(search: Search, node: FunctionValue['node']): readonly Route[] {
  const guard = ts.isMethodDeclaration(node) && node.name.getText() === 'canActivate' && ts.isClassLike(node.parent) ? node.parent.name?.text : undefined;
  if (guard === undefined) return [];
  const uses = filesWith(search, node, guard).flatMap((source) => indexOf(source).calls.get('UseGuards') ?? []);
  return uses.flatMap((call) => {
    const at = ts.isDecorator(call.parent) ? call.parent.parent : null;
    if (at === null || !ts.isCallExpression(call) || !call.arguments.some((argument) => namesIt(argument, guard))) return [];
    const methods = ts.isClassLike(at) ? at.members.filter(ts.isMethodDeclaration) : ts.isMethodDeclaration(at) ? [at] : [];
    return methods.flatMap((method) => nestRoute(search, method) ?? []);
  });
}

export function nestRoute(search: Search, node: FunctionValue['node']): Route | null {
  if (!ts.isMethodDeclaration(node)) return null;
  const decorator = (ts.getDecorators(node) ?? []).find(
    (one) => ts.isCallExpression(one.expression) && /^(?:Post|All)$/.test(one.expression.expression.getText()),
  );
  if (!decorator || !ts.isCallExpression(decorator.expression)) return null;
  const from = membersOf(search.program.valueOf(decorator.expression.expression, null)).find((value) => value.kind === 'api');
  if (from?.kind !== 'api' || from.package !== '@nestjs/common') return null;
  const answers = node.parameters.some((parameter) => (ts.getDecorators(parameter) ?? []).some((one) => /^@Res(?:ponse)?\(\s*\)$/.test(one.getText())));
  return { node, framework: '@nestjs/common', site: { node: decorator.expression, env: null }, cls: search.program.classAround(node), answers };
}

/** `router.post('/hooks', check({ ... }), async (request, response) => ...)`, through calls and options that the function stands in. */
function inlineRoute(search: Search, node: FunctionValue['node']): readonly Route[] {
  for (let at: ts.Node = node.parent; isPartOf(at); at = at.parent) {
    if (ts.isCallExpression(at) && isHook(at)) return routesAfter(search, at);
    if (ts.isCallExpression(at) && isRoute(search, at)) return routesBy(search, at, node, (argument) => contains(argument, node));
  }
  return [];
}

/** `fastify.addHook('preHandler', check)` */
function isHook(call: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'addHook' && call.arguments.length === 2;
}

/** `router.use(check)`, `app.use('/hooks', check, router)` */
function isLayer(call: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'use';
}

/** The routes that a layer on their router lets through: `router.use(check)`, and whatever is posted to the router after it. */
function routesAfter(search: Search, layer: ts.CallExpression): readonly Route[] {
  return postedBehind(search.program, layer).flatMap((call) => {
    const last = call.arguments.at(-1);
    return last === undefined ? [] : functionsIn(search, last).map((node) => routeAt(search, call, node));
  });
}

function isPartOf(node: ts.Node): boolean {
  return ts.isCallExpression(node) || ts.isPropertyAssignment(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

function isRoute(search: Search, call: ts.CallExpression): boolean {
  const callee = bare(call.expression);
  const name = lastNameOf(callee) ?? '';
  if (name === 'createServer' || isServe(call) || isHttpFunction(search, call)) return true;
  if (!ts.isPropertyAccessExpression(callee) || !routeMethods.has(name)) return false;
  const [path] = call.arguments;
  return path !== undefined && call.arguments.length > 1 && (ts.isStringLiteralLike(path) || ts.isTemplateLiteral(path) || name === 'post');
}

/** A cloud's function that answers requests: `onRequest({ region }, handle)`, `app.http('hook', { handler })`. */
export function isHttpFunction(search: Search, call: ts.CallExpression): boolean {
  const name = lastNameOf(call.expression) ?? '';
  if (!Object.values(functions).some((pattern) => pattern.test(name))) return false;
  return membersOf(search.program.valueOf(call.expression, null)).some((value) => value.kind === 'api' && functions[value.package]?.test(name) === true);
}

/** `Deno.serve(handle)`, `serve(handle)`: one function answers every request. */
function isServe(call: ts.CallExpression): boolean {
  return /^(?:Deno\.)?serve$/.test(call.expression.getText()) && /^\s*import\b[^\n]*['"](?:https:|npm:|jsr:)|\bDeno\./m.test(call.getSourceFile().text);
}

/** What stands before the last of a route's functions lets requests through to it. */
function routesBy(search: Search, call: ts.CallExpression, node: FunctionValue['node'], isIt: (argument: ts.Expression) => boolean): readonly Route[] {
  const last = call.arguments.at(-1);
  if (last === undefined) return [];
  const nodes = !isIt(last) ? functionsIn(search, last) : passesOn(node) && isLayer(call) ? [] : [node];
  if (nodes.length === 0 && (isLayer(call) || isHook(call))) return routesAfter(search, call);
  return nodes.map((answering) => routeAt(search, call, answering));
}

/** Their routes are handed what they answer by. */
const answeredByCall: ReadonlySet<string> = new Set(['express', 'http', 'firebase-functions', '@google-cloud/functions-framework']);

export function routeAt(search: Search, call: ts.CallExpression, answering: FunctionValue['node']): Route {
  const framework = frameworkOf(search, call, answering);
  const answers = answeredByCall.has(framework);
  return { node: answering, framework, site: { node: call, env: null }, cls: search.program.classAround(answering), answers };
}

/** `next()`: what comes after it does the work. */
function passesOn(node: FunctionValue['node']): boolean {
  return /\bnext\(\s*\)/.test(node.body?.getText() ?? '');
}

/** The function that an argument is, or that it wraps. */
export function functionsIn(search: Search, argument: ts.Expression): readonly FunctionValue['node'][] {
  const inner = bare(argument);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return [inner];
  const handler = ts.isObjectLiteralExpression(inner) ? inner.properties.find((property) => property.name?.getText() === 'handler') : undefined;
  if (handler !== undefined && ts.isPropertyAssignment(handler)) return functionsIn(search, handler.initializer);
  const wrapped = ts.isCallExpression(inner) ? inner.arguments.flatMap((each) => functionsIn(search, each)) : [];
  return wrapped.length > 0 ? wrapped : search.program.functionsOf(search.program.valueOf(inner, null)).flatMap((fn) => (fn.node.body ? [fn.node] : []));
}

/** Their routes are told otherwise. */
const notToGuess: readonly string[] = ['http', '@nestjs/common', 'aws-lambda', ...Object.keys(functions)];

function frameworkOf(search: Search, call: ts.CallExpression, node: FunctionValue['node']): string {
  if (lastNameOf(call.expression) === 'createServer') return 'http';
  if (isServe(call)) return 'deno';
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

/** Routes by the place and the name of what a file exports: `POST` in Next's `route.ts` and SvelteKit's `+server.ts`, `action` under Remix's `routes`, a default under `pages/api` or `server/api`. */
export function exportedRoute(node: FunctionValue['node']): Route | null {
  const { fileName, text } = node.getSourceFile();
  const name = nameAround(node);
  const route = (framework: string, answers = false): Route => ({ node, framework, site: null, cls: null, answers });
  if (name === 'POST') {
    if (/(?:^|\/)route\.[cm]?[jt]sx?$/.test(fileName)) return route('next');
    if (/(?:^|\/)\+server\.[jt]s$/.test(fileName)) return route('@sveltejs/kit');
    if (/(?:^|\/)pages\/.*\.[jt]s$/.test(fileName)) return route('astro');
  }
  if (name === 'action' && /(?:^|\/)routes\//.test(fileName)) return route(/['"]react-router['"]/.test(text) ? 'react-router' : '@remix-run/node');
  if (/(?:^|\/)pages\/api\//.test(fileName) && node.parameters.length === 2) return route('next', true);
  return isEventHandler(node) && /(?:^|\/)server\/(?:api|routes)\//.test(fileName) ? route('h3') : null;
}

/** `export default defineEventHandler(async (event) => ...)`. */
function isEventHandler(node: FunctionValue['node']): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && /^(?:define)?eventHandler$/i.test(parent.expression.getText()) && ts.isExportAssignment(parent.parent);
}

/** Types of the events that are requests. */
export const gatewayType = /\b(?:APIGateway\w*(?:Event|Handler)\w*|LambdaFunctionURL(?:Event|Handler)|ALB(?:Event|Handler))\b/;

/** So a comment names it, or says what SAM's templates write. */
const gatewayComment = new RegExp(`${gatewayType.source}|API Gateway Lambda Proxy Input`);

/** An exported function that API Gateway, a load balancer or a function URL invokes, by the type of its event or of itself, or called `handler`. */
function lambdaRoute(node: FunctionValue['node']): Route | null {
  const [event, ...others] = node.parameters;
  const own = ts.isVariableDeclaration(node.parent) ? node.parent.type : undefined;
  const isTyped = [event?.type, own].some((type) => type !== undefined && gatewayType.test(type.getText())) || gatewayComment.test(commentedTypes(node));
  // Of `(req, res)`, a framework is the caller.
  const isCalledSo = others.length === 0 && nameAround(node) === 'handler';
  return (isTyped || isCalledSo) && isExported(node) ? { node, framework: 'aws-lambda', site: null, cls: null, answers: false } : null;
}

/** As it is, by its name, or in what wraps it: `export const handler = middy(receive)`. */
function isExported(node: FunctionValue['node']): boolean {
  const { named, whole } = exportsOf(node.getSourceFile());
  const name = nameAround(node);
  const values = [...whole, ...[...named.values()].flatMap(exportedNode)];
  return values.some((value) => value === node || contains(value, node) || (name !== null && !isFunction(value) && mentionsAny(value, [name])));
}

/** What a function calls is a part of it, and not what is exported. */
function isFunction(exported: ts.Node): boolean {
  const value = ts.isVariableDeclaration(exported) ? exported.initializer : exported;
  return value !== undefined && ts.isFunctionLike(ts.isExpression(value) ? bare(value) : value);
}

function exportedNode(found: Export): readonly ts.Node[] {
  if (found.kind === 'expression' || found.kind === 'declaration') return [found.node];
  return found.kind === 'local' ? [resolveName(found.name.text, found.name) ?? found.name] : [];
}

export function nameAround(node: FunctionValue['node'] | ts.CallExpression): string | null {
  if (ts.isFunctionLike(node) && node.name && ts.isIdentifier(node.name)) return node.name.text;
  let at: ts.Node = node.parent;
  while (ts.isCallExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) at = at.parent;
  return (ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at)) && ts.isIdentifier(at.name) ? at.name.text : null;
}

/** A function handed to routes by its name, in its own file or in those that import it. */
function namedRoutes(search: Search, node: FunctionValue['node'], name: string): readonly Route[] {
  const isIt = (argument: ts.Expression): boolean => namesIt(argument, name);
  return routeCalls(search, node, name).flatMap((call) => routesBy(search, call, node, isIt));
}

function routeCalls(search: Search, node: ts.Node, name: string): readonly ts.CallExpression[] {
  return filesWith(search, node, name)
    .flatMap((source) => [...routeMethods, 'addHook', 'onRequest', 'http'].flatMap((method) => indexOf(source).calls.get(method) ?? []))
    .filter(ts.isCallExpression)
    .filter((call) => (isRoute(search, call) || isHook(call) || isLayer(call)) && call.arguments.some((argument) => namesIt(argument, name)));
}

/** `export const receive = [validate, handle]`, and a route that is given the list. */
function listedRoutes(search: Search, node: FunctionValue['node'] | ts.CallExpression): readonly Route[] {
  const name = nameAround(node);
  const uses = name === null ? [] : identifiersNamed(name, node.getSourceFile());
  const lists = [node, ...uses].map(({ parent }) => parent).filter(ts.isArrayLiteralExpression);
  return [...new Set(lists)].flatMap((list) => {
    const last = list.elements.at(-1);
    if (last === undefined || !ts.isVariableDeclaration(list.parent) || !ts.isIdentifier(list.parent.name)) return [];
    const isLast = ts.isFunctionLike(node) && (last === node || (name !== null && namesIt(last, name)));
    const answering = isLast ? [node] : functionsIn(search, last);
    return routeCalls(search, node, list.parent.name.text).flatMap((call) => answering.map((each) => routeAt(search, call, each)));
  });
}

/** `router.post('/sms', twilio.webhook(), handle)`: a library makes what stands before the route's function. */
export function routesBehind(search: Search, made: ts.CallExpression): readonly Route[] {
  const name = nameAround(made);
  const { parent } = made;
  const calls = ts.isCallExpression(parent) && isRoute(search, parent) ? [parent] : name === null ? [] : routeCalls(search, made, name);
  const direct = calls.flatMap((call) => {
    const last = call.arguments.at(-1);
    const answering = last === undefined || last === made || (name !== null && namesIt(last, name)) ? [] : functionsIn(search, last);
    return answering.map((each) => routeAt(search, call, each));
  });
  return [...direct, ...listedRoutes(search, made)];
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
export function namesIt(argument: ts.Expression, name: string): boolean {
  const inner = bare(argument);
  if (ts.isIdentifier(inner)) return inner.text === name;
  if (ts.isSpreadElement(argument)) return namesIt(argument.expression, name);
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text === name || (inner.name.text === 'bind' && namesIt(inner.expression, name));
  return ts.isCallExpression(inner) && (namesIt(inner.expression, name) || inner.arguments.some((each) => namesIt(each, name)));
}
