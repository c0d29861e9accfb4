// What code of the workspace hangs on the global object, `global.db = connect()`, and other files read as `db` or `global.db`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

const mostFiles = 40;

/** The platform's own: a polyfill or a test's stand-in is what it stands in for. */
const platform = new Set(
  (
    'Array ArrayBuffer BigInt Boolean Buffer DataView Date Error Function Infinity Intl JSON Map Math NaN Number Object Promise Proxy RangeError Reflect RegExp Set String Symbol ' +
    'TypeError URL URLSearchParams WeakMap WeakSet AbortController AbortSignal Blob FormData Headers Request Response TextDecoder TextEncoder WebSocket atob btoa clearImmediate ' +
    'clearInterval clearTimeout console crypto document fetch global globalThis isNaN localStorage navigator parseFloat parseInt performance process queueMicrotask require self ' +
    'setImmediate setInterval setTimeout structuredClone window'
  ).split(' '),
);

export function isOfPlatform(name: string): boolean {
  return platform.has(name);
}

const found = new WeakMap<Evaluator, Map<string, Value>>();

/** `unknown` for a name that nothing is kept under. */
export function keptGlobally(ev: Evaluator, name: string): Value {
  if (platform.has(name)) return unknown;
  const known = found.get(ev) ?? new Map<string, Value>();
  found.set(ev, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  known.set(name, unknown);
  const value = unionOf(writesOf(ev, name).map((written) => ev.valueOf(written, null)));
  known.set(name, value);
  return value;
}

function writesOf(ev: Evaluator, name: string): readonly ts.Expression[] {
  const written = new RegExp(`\\bglobal(?:This)?\\b[^;\\n]*\\.${name.replaceAll('$', '\\$')}\\s*(?:\\?\\?|\\|\\|)?=[^=]`);
  return ev.workspace.filesNaming(name, mostFiles).flatMap((file) => {
    const source = !isTest(file) && written.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    const writes = source ? (indexOf(source).memberWrites.get(name) ?? []) : [];
    return writes.flatMap(({ target, value, path }) => (path.length === 0 && isOnGlobal(target) ? [value] : []));
  });
}

function isOnGlobal(target: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(target)) return false;
  const object = bare(target.expression);
  return ts.isIdentifier(object) && /^global(This)?$/.test(object.text);
}
