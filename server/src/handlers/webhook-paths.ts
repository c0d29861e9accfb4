// Webhooks without a check in sight, known by their address: a route posted to `/webhooks/…`, that is no management of webhooks and asks for no user.
import ts from 'typescript';
import { indexOf, lastNameOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Search } from './draft.ts';
import { postedBehind } from './webhook-layers.ts';
import { exportedRoute, functionAround, functions, functionsIn, isHttpFunction, nameAround, nestRoute, routeAt, type Route } from './webhook-routes.ts';

const mostFiles = 400;

/** An address that events are sent to: `/webhook`, `/webhooks/stripe`, `/stripe-webhook`. */
const address = /(?:^|[/-])webhook(?:$|[/-])|(?:^|\/)webhooks\/[\w:{[]|-webhooks?$/i;
const mayPost = /\.(?:post|all|use)\s*(?:<[^\n]*>)?\(|@(?:Controller|Post)\(|\bonRequest\(|\bPOST\b/;

export function addressedRoutes(search: Search): readonly Route[] {
  const files = new Set(['webhook', 'webhooks', 'onRequest'].flatMap((word) => search.workspace.filesNaming(word, mostFiles)));
  return [...files]
    .filter((file) => !isTest(file) && mayPost.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => search.program.sourceFile(file) ?? [])
    .flatMap((source) => [...posted(search, source), ...ofControllers(search, source), ...exported(source)])
    .filter(isReceiver);
}

const inFolder = /(?:^|\/)webhooks?\//i;

/** `app.post('/webhooks/shop', handle)`, `app.use('/webhooks', router)`, `app.route('/webhooks', router)` */
function posted(search: Search, source: ts.SourceFile): readonly Route[] {
  const { calls } = indexOf(source);
  const named = (method: string): readonly ts.CallExpression[] => (calls.get(method) ?? []).filter(ts.isCallExpression);
  const isManaged = ['delete', 'patch', 'put'].flatMap(named).some((call) => /webhook/i.test(pathOf(call) ?? ''));
  const direct = isManaged ? [] : ['post', 'all'].flatMap(named).filter((call) => call.arguments.length > 1 && address.test(pathOf(call) ?? ''));
  const mounted = ['use', 'route']
    .flatMap(named)
    .filter((call) => call.arguments.length > 1 && address.test(`${pathOf(call) ?? ''}/x`))
    .flatMap((call) => postedBehind(search.program, call));
  const served = ['onRequest', 'http']
    .flatMap(named)
    .filter((call) => isHttpFunction(search, call) && (/webhook/i.test(nameAround(call) ?? '') || inFolder.test(source.fileName)));
  return [...direct, ...mounted, ...served]
    .filter((call) => !asksForUser(call))
    .flatMap((call) => {
      const last = call.arguments.at(-1);
      return last === undefined ? [] : functionsIn(search, last).map((node) => routeAt(search, call, node));
    });
}

function pathOf(call: ts.CallExpression): string | null {
  const [path] = call.arguments;
  return path !== undefined && ts.isStringLiteralLike(path) ? path.text : null;
}

/** `@Controller('webhooks')` with `@Post('shop')` in it. */
function ofControllers(search: Search, source: ts.SourceFile): readonly Route[] {
  return indexOf(source).classes.flatMap((cls) => {
    const base = decoratedPath(cls, 'Controller');
    const methods = cls.members.filter(ts.isMethodDeclaration);
    if (base === null || methods.some((method) => ['Delete', 'Patch', 'Put'].some((verb) => decoratedPath(method, verb) !== null))) return [];
    return methods
      .filter((method) => address.test(`${base}/${decoratedPath(method, 'Post') ?? ''}`) && !guards.test(decoratorsOf(cls, method)))
      .flatMap((method) => nestRoute(search, method) ?? []);
  });
}

const guards = /@UseGuards\((?!\s*(?:Throttl|RateLimit)\w*\s*\))/;

function decoratorsOf(...nodes: readonly ts.HasDecorators[]): string {
  return nodes
    .flatMap((node) => ts.getDecorators(node) ?? [])
    .map((one) => one.getText())
    .join(' ');
}

/** What `@Controller('path')` or `@Post('path')` says; empty where it says nothing. */
function decoratedPath(node: ts.HasDecorators, name: string): string | null {
  const calls = (ts.getDecorators(node) ?? []).map(({ expression }) => expression).filter(ts.isCallExpression);
  const found = calls.find((call) => call.expression.getText() === name);
  const [path] = found?.arguments ?? [];
  return found === undefined ? null : path !== undefined && ts.isStringLiteralLike(path) ? path.text : '';
}

/** Routes that are known by their file, `app/api/webhooks/shop/route.ts`. */
function exported(source: ts.SourceFile): readonly Route[] {
  const { fileName, statements } = source;
  const isManaged = /\bexport\b[^\n]*\b(?:DELETE|PATCH|PUT)\b/.test(source.text);
  if (isManaged || !address.test(fileName.replace(/\/(?:route|index|\+server)?(?:\.\w+)+$/, ''))) return [];
  const declared = statements.flatMap((statement): readonly ts.Node[] =>
    ts.isFunctionDeclaration(statement)
      ? [statement]
      : ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.flatMap(({ initializer }) => initializer ?? [])
        : [],
  );
  return declared.flatMap((node) =>
    (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && node.parameters.length > 0
      ? (exportedRoute(node) ?? [])
      : [],
  );
}

const users = /auth|jwt|session|protect|requireUser|requireRole|isAdmin|loggedIn|permission|workspace|apiKey/i;

/** `router.post('/webhooks', requireAuth, create)`, `POST = withWorkspace(async (request) => ...)` */
function asksForUser(call: ts.CallExpression): boolean {
  return call.arguments.slice(1, -1).some((argument) => users.test(argument.getText().slice(0, 200)));
}

const receives = /^(?:handle|process|receive|on[A-Z]|accept|ingest|incoming|listen|POST$|post$|handler$)|webhook|notif|callback|event|inbound|ipn/i;
const manages =
  /^(?:create|register|unregister|add|list|get|find|fetch|update|delete|remove|test|toggle|subscribe|unsubscribe|send|trigger|dispatch|retry|resend|replay|save|set|rotate|configure|enable|disable|dev)/i;

/** It works on what is posted, by its name and by what it asks for: no user, and not a webhook's own row. */
function isReceiver({ node, framework }: Route): boolean {
  const name = ts.isMethodDeclaration(node) ? node.name.getText() : nameAround(node);
  const text = node.body?.getText() ?? '';
  const wrapper = ts.isCallExpression(node.parent) ? (lastNameOf(node.parent.expression) ?? '') : '';
  // A function of a cloud has its address for a name, in a folder of webhooks that of the sender.
  const isNamedSo = name === null || receives.test(name) || (framework in functions && inFolder.test(node.getSourceFile().fileName));
  if (node.parameters.length === 0 || !isNamedSo || manages.test(name ?? '') || isMadeByWrapper(node)) return false;
  return (
    !users.test(wrapper) &&
    !/\b(?:req|request|ctx|context|c)\.(?:user|session|auth|currentUser|userId)\b|getServerSession\(|getSession\(|\bauth\(\)|currentUser\(/.test(text) &&
    !ownRow.test(text)
  );
}

/** `const asyncHandler = (fn) => (req, res, next) => fn(req, res, next).catch(next)`: the route's function is what it was given. */
function isMadeByWrapper(node: Route['node']): boolean {
  const maker = functionAround(node);
  const text = node.body?.getText() ?? '';
  return maker !== null && maker.parameters.some(({ name }) => new RegExp(`\\b${name.getText()}\\(`).test(text));
}

const ownRow = /\bwebhooks?(?:Repo(?:sitory)?|Service|Model|Endpoints?|Subscriptions?)?\.(?:create|save|insert|register|update)\w*\(|\binsert\(webhooks?\b/i;
