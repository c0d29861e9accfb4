// HTTP calls, GraphQL documents, command lines and Redis scripts: whether they change anything, and what repeating them means.
import ts from 'typescript';
import type { EffectKind } from '../../facts/vocabulary.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite } from '../../provenance/values.ts';
import { argumentOf, bare, locate, type Located } from './locate.ts';
import { textOf } from './text.ts';

export type Request = { readonly is: 'read' | 'idempotent' | 'change'; readonly why: string };

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

export function requestOf(program: Program, paths: string | readonly string[], fallback: string, site: CallSite): Request {
  const method = methodOf(program, paths, fallback, site);
  if (method === null) return { is: 'change', why: 'the HTTP method is not known here' };
  if (safe.has(method)) return { is: 'read', why: `${method} changes nothing` };
  if (method === 'PUT' && movesByBody(program, site)) return { is: 'change', why: 'what this PUT carries says by how much, not what to' };
  if (method === 'PUT' || method === 'DELETE') return { is: 'idempotent', why: `${method} is idempotent by definition` };
  if (method === 'POST' && (readsByPost(urlOf(program, site)) || asksByDocument(program, site))) return { is: 'read', why: 'this POST only asks' };
  return { is: 'change', why: `${method} without an idempotency key that the receiver honours` };
}

/** Upper case; null when it is decided elsewhere. */
function methodOf(program: Program, paths: string | readonly string[], fallback: string, site: CallSite): string | null {
  if (paths === 'Call') return fallback;
  const found = locate(program, paths, site);
  if (found === null) return isOpaqueInit(program, site) ? null : fallback;
  const value = program.valueOf(found.node, found.env);
  if (value.kind === 'constant' && typeof value.value === 'string') return (/^[a-z]+/i.exec(value.value.trim())?.[0] ?? fallback).toUpperCase();
  if (
    value.kind === 'union' &&
    value.values.every((member) => member.kind === 'constant' && typeof member.value === 'string' && safe.has(member.value.toUpperCase()))
  )
    return 'GET';
  return null;
}

/** `fetch(url, init)` with an `init` from elsewhere says nothing about the method. */
function isOpaqueInit(program: Program, site: CallSite): boolean {
  const init = argumentOf(site, 1) ?? argumentOf(site, 0);
  if (init === null) return false;
  const node = bare(init.node);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.some((property) => ts.isSpreadAssignment(property) && program.valueOf(property.expression, init.env).kind !== 'object');
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node) || ts.isNewExpression(node)) return false;
  const value = program.valueOf(node, init.env);
  return argumentOf(site, 1) !== null && value.kind !== 'object' && value.kind !== 'constant';
}

function readsByPost(url: string): boolean {
  return /\/(_search|_msearch|_count|search|oauth2?\/(v\d\/)?token|token|introspect)\/?(\?.*)?$/.test(url) || /oauth|login\.microsoftonline/.test(url);
}

const bodies = [
  'Call.Argument[1]',
  'Call.Argument[1].Member[body]',
  'Call.Argument[1].Member[json]',
  'Call.Argument[0].Member[data]',
  'Call.Argument[0].Member[body]',
];

/** `{ stock: -order.quantity }`, `{ delta }`: an amount to be taken off or added. */
function movesByBody(program: Program, site: CallSite): boolean {
  return bodies.some((path) => {
    const body = locate(program, path, site);
    return body !== null && moves(bare(body.node));
  });
}

function moves(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    if (/^(?:delta|increment|decrement)(?:By)?$/i.test(node.name.getText())) return true;
    return ts.isPropertyAssignment(node) && moves(bare(node.initializer));
  }
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.MinusToken && !ts.isNumericLiteral(node.operand);
  if (ts.isCallExpression(node) && node.expression.getText() === 'JSON.stringify') return node.arguments.some((argument) => moves(bare(argument)));
  return ts.isObjectLiteralExpression(node) && node.properties.some(moves);
}

/** A GraphQL document in the body that is a query: `{ query: 'query Orders { ... }', variables }`, also as text. */
function asksByDocument(program: Program, site: CallSite): boolean {
  return bodies.some((path) => {
    const body = locate(program, path, site);
    if (body === null) return false;
    const written = bare(body.node);
    const isText = ts.isCallExpression(written) && written.expression.getText() === 'JSON.stringify';
    const document = isText
      ? locate(program, 'Call.Argument[0].Member[query]', { node: written, env: body.env })
      : locate(program, `${path}.Member[query]`, site);
    const text = document === null ? undefined : textOf(program, document.node, document.env)?.text;
    return text !== undefined && /^\s*(?:#.*\n\s*)*(?:query\b|fragment\b|\{)/.test(text) && !/\bmutation\b/.test(text);
  });
}

export function urlOf(program: Program, site: CallSite): string {
  const first = argumentOf(site, 0);
  if (first === null) return '';
  const node = bare(first.node);
  const url = ts.isObjectLiteralExpression(node)
    ? locate(program, ['Call.Argument[0].Member[url]', 'Call.Argument[0].Member[uri]', 'Call.Argument[0].Member[hostname]'], site)
    : first;
  return url === null ? '' : (textOf(program, url.node, url.env)?.text ?? '');
}

const hosts: readonly (readonly [RegExp, EffectKind, string])[] = [
  [/stripe\.com|paypal\.com|adyen|squareup\.com|mollie\.com|checkout\.com|razorpay\.com|wise\.com|paystack|flutterwave/, 'payment', 'calls a payment API'],
  [/sendgrid|postmarkapp|mailgun|resend\.com|brevo\.com|sendinblue|loops\.so|mailjet|sparkpost/, 'email', 'sends a mail'],
  [/twilio\.com|nexmo|messagebird|plivo|vonage/, 'sms', 'sends a text'],
  [/onesignal|fcm\.googleapis|exp\.host|push\.apple/, 'push', 'sends a push notification'],
  [/slack\.com|discord(app)?\.com|api\.telegram\.org|office\.com\/webhook|webhook\.office/, 'chat', 'posts a chat message'],
];
const harmlessHosts = /hc-ping\.com|sentry\.io|datadoghq|honeycomb\.io|newrelic|segment\.io|google-analytics|mixpanel\.com|posthog\.com/;

/** What calling that host means to the reader; null for hosts nobody knows. */
export function hostOf(url: string): { readonly kind: EffectKind; readonly verb: string } | 'harmless' | null {
  if (harmlessHosts.test(url)) return 'harmless';
  const known = hosts.find(([pattern]) => pattern.test(url));
  return known === undefined ? null : { kind: known[1], verb: known[2] };
}

/** A document without the word `mutation` only asks; one that can't be read is taken by its name. */
export function isMutation(program: Program, document: Located | null): boolean {
  if (document === null) return true;
  const text = textOf(program, document.node, document.env)?.text;
  if (text !== undefined && /\b(mutation|query|subscription)\b|\{/.test(text)) return /\bmutation\b/.test(text);
  return !/quer(y|ies)|^get|fragment/i.test(document.node.getText());
}

/** Command lines that only look. */
export function onlyLooks(program: Program, command: Located | null): boolean {
  const text = command === null ? '' : (textOf(program, command.node, command.env)?.text ?? '');
  return /^\s*(ffprobe|git (rev-parse|log|show|status|diff|ls-remote)|ls|cat|which|uname|node -v|identify|pdfinfo|df|du|ps|echo|whoami|pwd|date|head|tail|wc|grep|find)\b/.test(
    text,
  );
}

/** A Redis script by the commands in its text; null when there is no text to read. */
export function scriptMoves(program: Program, script: Located | null): boolean | null {
  const text = script === null ? undefined : textOf(program, script.node, script.env)?.text;
  if (text === undefined || !/redis\.(p?call)/i.test(text)) return null;
  return /['"](incr(by|byfloat)?|decr(by)?|hincrby(float)?|zincrby|lpush|rpush|append|xadd|publish|lpop|rpop|spop)['"]/i.test(text);
}
