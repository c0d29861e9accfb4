// The ID of a webhook's event as the request holds it, before the route's own code has run: `body.id`, `headers['svix-id']`.
import ts from 'typescript';
import type { FunctionNode, Subject } from './subject.ts';

/** Senders that are known by a header of theirs, and where they say which event it is. docs.stripe.com/api/events, docs.svix.com, shopify.dev: Webhooks, Ignore duplicates. */
const senders: readonly { readonly header: RegExp; readonly key: string }[] = [
  { header: /['"`]svix-(?:id|signature)['"`]/, key: "headers['svix-id']" },
  { header: /['"`]webhook-(?:id|signature)['"`]/, key: "headers['webhook-id']" },
  { header: /['"`]x-shopify-hmac-sha256['"`]/i, key: "headers['x-shopify-webhook-id']" },
  { header: /['"`]stripe-signature['"`]/, key: 'body.id' },
];

/** What to read from the request; null where no ID is known, or where the body is still bytes. */
export function requestKey(subject: Subject, handler: FunctionNode): string | null {
  const { eventId, otherEventIds } = subject.report;
  const expressions = (eventId === null ? otherEventIds : [eventId, ...otherEventIds]).map(({ expression }) => expression);
  const own = expressions.flatMap((expression) => pathIn(expression, handler) ?? []);
  const known = senders.filter(({ header }) => header.test(handler.getText())).map(({ key }) => key);
  const isParsed = own.length > 0 || readsRawBody(handler);
  return [...own, ...known].find((key) => isParsed || !key.startsWith('body')) ?? null;
}

/** Nest keeps the bytes beside the parsed body; without that, `body` is what a signature is checked against. */
function readsRawBody(handler: FunctionNode): boolean {
  return /\brawBody\b|@RawBody\(/.test(handler.getText());
}

function pathIn(expression: string, handler: FunctionNode): string | null {
  const [root = '', ...rest] = expression.split('.');
  if (rest.length === 0 || !rest.every((part) => /^[A-Za-z_]\w*$/.test(part))) return null;
  const parameter = handler.parameters.find(({ name }) => ts.isIdentifier(name) && name.text === root);
  const decorators = (parameter && ts.getDecorators(parameter)) ?? [];
  if (decorators.some((one) => /^@Body\(\s*(?:new |\)|[A-Z])/.test(one.getText()))) return `body.${rest.join('.')}`;
  if (decorators.some((one) => /^@Req(?:uest)?\(\s*\)$/.test(one.getText()))) return rest[0] === 'body' && rest.length > 1 ? rest.join('.') : null;
  return parameter === undefined && isCheckedBody(root, handler) ? `body.${rest.join('.')}` : null;
}

/** `const event = stripe.webhooks.constructEvent(request.rawBody, signature, secret)`: what the body says, once it is known to be the sender's. */
function isCheckedBody(name: string, handler: FunctionNode): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name)
      found ||= /\b(?:constructEvent(?:Async)?|verify|unwrap)\(/.test(node.initializer?.getText() ?? '');
    ts.forEachChild(node, visit);
  };
  if (handler.body) visit(handler.body);
  return found && readsRawBody(handler);
}
