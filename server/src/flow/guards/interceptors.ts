// Guards that stand in front of a Nest route: a decorator says what the key is, an interceptor does the work, a module of the application chooses the store.
import ts from 'typescript';
import { escapeWord } from '../../base/escape-word.ts';
import type { GuardModel } from '../../models/schema.ts';
import type { Environment } from '../../provenance/values.ts';
import { apisOf } from '../matching-rows.ts';
import type { Walk } from '../walk.ts';
import type { MarkKey } from './mark-key.ts';

type Wrap = GuardModel['wraps'][number];

/** Whether a decorator that was found guards the messages of this method: it makes a key of its own, and what reads it is used. */
export function isInForce(w: Walk, method: ts.Node, call: ts.CallExpression, env: Environment, row: Wrap): boolean {
  if (row.needsKey === true && (row.key === undefined || w.program.readPath({ node: call, env }, row.key) === null)) return false;
  if (row.givesWay !== undefined && isNamedIn(w, row.givesWay)) return false;
  return (
    row.interceptor === undefined ||
    isUsed(w, method, row.interceptor) ||
    isNamedIn(w, [nameOf(row.interceptor)], /\bAPP_INTERCEPTOR\b|\buseGlobalInterceptors\(/)
  );
}

function nameOf(path: string): string {
  return /\[(\w+)\]$/.exec(path)?.[1] ?? path;
}

/** `@UseInterceptors(IdempotencyInterceptor)` on the method or its class. */
function isUsed(w: Walk, method: ts.Node, interceptor: string): boolean {
  const decorators = [method, method.parent].flatMap((node) => (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []));
  return decorators.some(
    ({ expression }) =>
      ts.isCallExpression(expression) &&
      /\bUseInterceptors$/.test(expression.expression.getText()) &&
      expression.arguments.some((argument) => apisOf(w.program.valueOf(argument, null)).some((api) => w.program.matches(api, api.package, interceptor))),
  );
}

/** Whether a file of the workspace has one of these pieces of code in it, however it quotes. */
export function isNamedIn(w: Walk, pieces: readonly string[], beside = /./): boolean {
  return pieces.some((piece) => {
    const pattern = new RegExp(
      escapeWord(piece)
        .replaceAll("'", `['"\`]`)
        .replaceAll(' ', String.raw`\s*`),
    );
    return w.program.textsNaming(/^\w+/.exec(piece)?.[0] ?? piece).some((text) => pattern.test(text) && beside.test(text));
  });
}

const unstable = /random|uuid\(|nanoid|\bDate\b|\bnow\(|timestamp|signature|attempt|retr(?:y|ies)/i;

/** The key that a function makes of the request, or the header that holds it. A sender's signature and its time are others with each attempt. */
export function resolverKey(w: Walk, call: ts.CallExpression, env: Environment, { key }: Wrap): MarkKey | null {
  const reading = key === undefined ? null : w.program.readPath({ node: call, env }, key);
  if (reading === null) return null;
  const made = ts.isFunctionLike(reading.node) && 'body' in reading.node ? resultOf(reading.node.body) : reading.node;
  const text = made?.getText().replace(/\s+/g, ' ').slice(0, 120) ?? null;
  const isSeen = text !== null && (made !== reading.node || ts.isStringLiteralLike(reading.node));
  return { text, stable: isSeen ? !unstable.test(text) : null, coversDuplicatePublish: isSeen && /\bbody\b/.test(text) };
}

function resultOf(body: ts.Node | undefined): ts.Node | null {
  if (body === undefined || !ts.isBlock(body)) return body ?? null;
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) ? (last.expression ?? null) : null;
}
