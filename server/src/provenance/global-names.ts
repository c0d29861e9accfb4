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
  // The language's own.
  (
    'AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array ' +
    'Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer ' +
    'String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly arguments decodeURI decodeURIComponent ' +
    'encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape ' +
    // What Node, workers and browsers add.
    'AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent ' +
    'DOMException DecompressionStream Event EventSource EventTarget File FormData HTMLRewriter Headers MessageChannel MessageEvent MessagePort Performance PerformanceObserver ' +
    'ReadableStream Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream URL URLPattern URLSearchParams WebSocket ' +
    'WebSocketPair WritableStream XMLHttpRequest __dirname __filename addEventListener atob btoa caches clearImmediate clearInterval clearTimeout console crypto document exports ' +
    'fetch global importScripts localStorage location module navigator performance process queueMicrotask reportError require scheduler self sessionStorage setImmediate ' +
    'setInterval setTimeout structuredClone window Bun Deno ' +
    // What SST puts there (https://sst.dev/docs/reference/global/).
    'sst'
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
