// Webhooks: a route handler that reads the header of a sender's signature and checks it, itself or in a function it calls. Without a check, it is left alone unless the header is a known sender's.
import ts from 'typescript';
import { webhooks as model } from '../models/transports/webhooks.ts';
import { membersOf } from '../provenance/making.ts';
import type { ClassValue, FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import type { Draft, Search } from './draft.ts';
import { madeOf } from './handed-to.ts';
import { asInstance } from './outward.ts';
import { challengedRoutes } from './webhook-challenges.ts';
import type { WebhookRow } from '../models/schema.ts';
import { pushedRoutes } from './pushed-messages.ts';
import { addressedRoutes } from './webhook-paths.ts';
import { callersOf, functionAround, routesBehind, routesOf, type Route } from './webhook-routes.ts';
import { isTest } from '../workspace/file-kinds.ts';

const { verifies, header, senders, request, handedOver, words, answered, returned, unrepeated } = model.webhooks;
const checkers: readonly string[] = model.webhooks.checkers;

/** Calls are followed this far to the check. */
const deepest = 3;
const mostFiles = 400;

/** A header's name, a function that takes the whole request, or a secret's name. */
const mayCheck =
  /['"`][\w-]*(?:signature|webhook|hmac|svix|-sig\b|gitlab-token|verif-hash)|\bverifyWebhook\(|\.(?:webhook|unmarshal)\(|\bvalidateEvent\(|['"]sns-[\w-]*validator['"]|webhook\w*(?:secret|token)|(?:verify|validate|check)\w*(?:webhook|signature|hmac)\w*\(/i;

export function webhookHandlers(search: Search): readonly Draft[] {
  const files = new Set(words.flatMap((word) => search.workspace.filesNaming(word, mostFiles)));
  const checked = [...files]
    .filter((file) => !isTest(file) && mayCheck.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => inFile(search, file));
  const subscribed = challengedRoutes(search).map((route) => draftOf(search, route, functionOf(search, route.node, route.cls), route.node));
  const addressed = addressedRoutes(search).map((route) => draftOf(search, route, functionOf(search, route.node, route.cls), route.node));
  const pushed = pushedRoutes(search).map((route) => draftOf(search, route, functionOf(search, route.node, route.cls), route.node, model.webhooks.pushed));
  const known = new Set<ts.Node>();
  return [...pushed, ...checked, ...subscribed, ...addressed].filter(({ fn }) => !known.has(fn.node) && known.add(fn.node) && !handsOver(search, fn));
}

/** `webhooks.verifyAndReceive({ id, name, payload, signature })`: what listens to the event handles it. */
function handsOver(search: Search, { node }: FunctionValue): boolean {
  const visit = (at: ts.Node): boolean =>
    (ts.isCallExpression(at) && handedOver.test(lastNameOf(at.expression) ?? '') && isOfChecker(search, at)) || (ts.forEachChild(at, visit) ?? false);
  return visit(node);
}

function isOfChecker(search: Search, call: ts.CallExpression): boolean {
  return membersOf(search.program.valueOf(call.expression, null)).some((value) => value.kind === 'api' && checkers.includes(value.package));
}

function inFile(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const readers = new Set<FunctionValue['node']>();
  const sent = new Set<FunctionValue['node']>();
  const made = new Set<ts.CallExpression>();
  const visit = (node: ts.Node): void => {
    const isAsking = asks(search, node);
    const around = isAsking ? functionAround(node) : null;
    if (around) readers.add(around);
    else if (isAsking && ts.isCallExpression(node)) made.add(node);
    if (around && senders.test(headerRead(search, node) ?? '')) sent.add(around);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const behind = [...made].flatMap((call) => routesBehind(search, call));
  const passed = behind.map((route) => draftOf(search, route, functionOf(search, route.node, route.cls), route.node));
  const read = [...readers].flatMap((node) => {
    const routes = routesOf(search, node);
    // One step of a guard reads the header, and another checks what was read.
    const steps = (): readonly FunctionValue['node'][] => [node, ...callersOf(search, node)];
    const checks = (): boolean =>
      sent.has(node) || isHandedToCheck(node) || steps().some((step) => hasCheck(search, functionOf(search, step, search.program.classAround(step))));
    const isChecked = routes.length > 0 && checks();
    return routes.flatMap((route) => {
      const fn = functionOf(search, route.node, route.cls);
      return isChecked || hasCheck(search, fn) ? [draftOf(search, route, fn, node)] : [];
    });
  });
  return [...read, ...passed];
}

/** What only the sender of an event is asked for: the header of a signature, the request for a library's check, a secret that stands in the query. */
function asks(search: Search, node: ts.Node): boolean {
  if (header.test(headerRead(search, node) ?? '')) return true;
  if (ts.isBinaryExpression(node)) return comparesGiven(node);
  return ts.isCallExpression(node) && (takesRequest(search, node) || (isOfWebhooks(node) && checksSignature(node)));
}

/** Senders that put the signature into what they send: `verifyPayloadHmac(item, key)` in `webhooks/payments.ts`. */
function checksSignature(call: ts.CallExpression): boolean {
  const name = lastNameOf(call.expression) ?? '';
  return /^(?:verify|validate|check)/i.test(name) && verifies.test(name) && !/^verifyHeader$|^verifyAndReceive$/.test(name);
}

function isOfWebhooks(node: ts.Node): boolean {
  return /(?:^|[/._-])(?:web)?hooks?(?:[/._-]|$)/i.test(node.getSourceFile().fileName);
}

/** `router.post('/hooks', validateWebhook({ signatureOf: (ctx) => ctx.headers['x-signature'] }), handle)`. */
function isHandedToCheck(node: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isStatement(at) && !ts.isFunctionLike(at); at = at.parent)
    if (ts.isCallExpression(at) && verifies.test(lastNameOf(at.expression) ?? '')) return true;
  return false;
}

function hasCheck(search: Search, fn: FunctionValue): boolean {
  const env = fn.self?.kind === 'instance' ? asInstance(search.program, fn.node, fn.self) : null;
  return verifiesIn(search, { ...fn, env }, 0, new Set());
}

/** The name by which a header is read here: written out, or a constant. */
function headerRead(search: Search, node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return isHeaderRead(node) ? node.text : null;
  if ((!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) || !isHeaderRead(node)) return null;
  const value = search.program.valueOf(node, null);
  return value.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

/** `request.headers['x']`, `req.header('x')`, `request.headers.get('x')`, `@Headers('x')`. */
function isHeaderRead(name: ts.Expression): boolean {
  const { parent } = name;
  if (ts.isCallExpression(parent) && parent.arguments[1] === name) return /^get(?:Request)?Header$/.test(lastNameOf(parent.expression) ?? '');
  if (ts.isElementAccessExpression(parent))
    return parent.argumentExpression === name && /\bheaders?$/i.test(parent.expression.getText().replace(/[()!?]/g, ''));
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== name) return false;
  return /headers?\w*(?:\(\)\)?)?(?:[!?]?\.get)?$|\breq(?:uest)?\.get$|\b(?:ctx|context)\.get$/i.test(parent.expression.getText());
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
    } else if (ts.isBinaryExpression(node) && depth === 0) checks ||= comparesSecret(node) || comparesGiven(node);
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
  const name = lastNameOf(call.expression) ?? '';
  if (!/^(?:verify|unwrap|receive|unmarshal|validateEvent)/.test(name) && !request.test(name)) return false;
  return isOfChecker(search, call);
}

/** `authenticate.webhook(request)`, `verifyWebhook(request)`, `validateEvent(body, headers, secret)`; and a check that is handed all headers, `webhook.verify(body, request.headers)`. */
function takesRequest(search: Search, call: ts.CallExpression): boolean {
  const isGivenAll = request.test(lastNameOf(call.expression) ?? '') || call.arguments.some((argument) => /headers\W*$/i.test(bare(argument).getText()));
  return isGivenAll && isLibraryCheck(search, call);
}

/** A shared secret that the sender repeats in a header, compared as it is. */
function comparesSecret(node: ts.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  if (kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken && kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return false;
  return [node.left, node.right].every((side) => /webhook\w*(?:secret|token)/i.test(side.getText()));
}

const fromSettings = /^(?:\w+\.)*(?:env|config|settings)\.\w*webhook\w*(?:secret|token)$/i;

/** `request.query.token !== env.PAYMENTS_WEBHOOK_TOKEN`: what the sender was told to put into the address. */
function comparesGiven(node: ts.BinaryExpression): boolean {
  if (!/^[!=]==?$/.test(node.operatorToken.getText())) return false;
  const [left, right] = [node.left, node.right].map((side) => side.getText().replace(/!$/, ''));
  const given = fromSettings.test(left ?? '') ? right : fromSettings.test(right ?? '') ? left : undefined;
  return given !== undefined && /(?:token|secret|key)\W*$/i.test(given) && !/verify_?token/i.test(node.getText());
}

type Rows = Pick<WebhookRow, 'answered' | 'returned'>;

function draftOf(search: Search, route: Route, fn: FunctionValue, reader: FunctionValue['node'], rows: Rows = { answered, returned }): Draft {
  const own = route.answers && answersByCall(fn.node) ? rows.answered : rows.returned;
  const texts = [fn.node.getText(), ...(reader === fn.node ? [] : [reader.getText(), reader.getSourceFile().text])];
  const row = { ...(isOfGithub(texts.find((text) => github.test(text)) ?? '') ? unrepeated : own), message: `Parameter[${bodyOf(fn.node)}]` };
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

const github = /x-github-(?:event|delivery)/i;

/** It reads GitHub's headers and no other sender's: a route for several answers to those that try again, too. */
function isOfGithub(text: string): boolean {
  return github.test(text) && !/['"`](?!x-hub-|x-github-)[\w-]*-(?:signature|hmac)[\w-]*['"`]/i.test(text);
}

/** Nest hands a route the parts that it asks for, in its own order: the event is the body, or stands in the request. */
function bodyOf({ parameters }: FunctionValue['node']): number {
  const asked = (part: RegExp): number => parameters.findIndex((parameter) => (ts.getDecorators(parameter) ?? []).some((one) => part.test(one.getText())));
  return [asked(/^@Body\(/), asked(/^@Req(?:uest)?\(/)].find((index) => index >= 0) ?? 0;
}

/** It answers in sight: elsewhere (a helper, an error middleware) its end says more than its calls. */
function answersByCall(node: FunctionValue['node']): boolean {
  return /\b_?res(?:ponse|p)?\b[\s\S]{0,80}?\.\s*(?:send|json|sendStatus|end)\(/.test(node.body?.getText() ?? '');
}
