// A wrapper that is an event emitter: its own function emits each message under a name, and what others listen with to that name are the handlers.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { nearness } from '../provenance/loaded-modules.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { functionsBehind, type Answer, type Context } from './outward.ts';

/** The arguments that an emitter does not hand on: the event's name. */
export const emittedFrom = 1;

const mostFiles = 60;
const listening = ['on', 'addListener', 'once'];
const mayListen = /\.(?:on|addListener|once)\s*\(/;
const aside = /^(?:error|close|end|connect(?:ed)?|disconnect(?:ed)?|ready|drain|open|log|debug|info|warn|stats?|metrics?)$/i;

/** The functions that listen to what this call emits; empty where it emits nothing, or nobody listens to it. */
export function listenersTo(program: Program, call: ts.CallExpression, env: Environment, context: Context): readonly Answer[] {
  const emitted = emittedBy(program, call, env);
  if (emitted === null) return [];
  const { emitting, emitter } = emitted;
  const isSame = (receiver: ts.Expression): boolean => isEmitter(program, emitter, emitting, receiver);
  const fns = sitesListening(program, emitted).flatMap((site) => (isSame(receiverOf(site)) ? listenersAt(program, site) : []));
  return [...new Map(fns.map((fn) => [fn.node, fn])).values()].map((fn) => ({ context, fn, linked: false }));
}

/** What is handed over, or what the callers of the function around hand over: `onPaid(listener) { this.on('paid', listener); }`. */
function listenersAt(program: Program, site: Listening): readonly FunctionValue[] {
  const listener = listenerOf(site);
  const read = (env: Environment): Value => program.valueOf(listener, env);
  const own = program.functionsOf(read(null)).filter((fn) => fn.node.body !== undefined);
  return own.length > 0 ? own : functionsBehind(program, { at: listener, read }).map(({ fn }) => fn);
}

/** Whether somebody listens to an event of that name, or to one whose name can't be read: it may be to this very emitter, and what listens may be handed in from elsewhere. */
export function mayBeHeard(program: Program, call: ts.CallExpression, env: Environment): boolean {
  const emitted = emittedBy(program, call, env);
  return emitted !== null && (emitted.events.length === 0 || sitesListening(program, emitted).length > 0);
}

/** A name, or the `Symbol()` that stands for one. */
type EventName = string | ts.Node;

interface Emitted {
  /** One, or each that it may be; none where the name can't be read. */
  readonly events: readonly EventName[];
  readonly words: readonly string[];
  readonly emitting: ts.Expression;
  readonly emitter: Value;
}

function emittedBy(program: Program, call: ts.CallExpression, env: Environment): Emitted | null {
  const callee = bare(call.expression);
  const [name] = call.arguments;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'emit' || !name || call.arguments.length < 2) return null;
  const names = membersOf(program.valueOf(name, env)).map(eventNameOf);
  const read = names.filter((event) => event !== null);
  const events = read.length < names.length ? [] : read.filter((event) => typeof event !== 'string' || !aside.test(event));
  if (events.length === 0 && read.length === names.length) return null;
  const words = [...events.map((event) => (typeof event === 'string' ? /[\w$]+$/.exec(event)?.[0] : undefined)), constantOf(name)].flatMap(
    (word) => word ?? [],
  );
  return { events, words, emitting: callee.expression, emitter: objectOf(program, callee.expression, env) };
}

function eventNameOf(value: Value): EventName | null {
  if (value.kind === 'constant') return typeof value.value === 'string' ? value.value : null;
  const made = value.kind === 'api' && value.package === 'global' ? value.call?.node : undefined;
  return made !== undefined && ts.isCallExpression(made) && /^Symbol(?:\.for)?$/.test(made.expression.getText()) ? made : null;
}

/** `super.emit(...)` emits for the object itself. */
function objectOf(program: Program, receiver: ts.Expression, env: Environment): Value {
  const cls = receiver.kind === ts.SyntaxKind.SuperKeyword ? program.classAround(receiver) : null;
  return cls === null ? program.valueOf(receiver, env) : { kind: 'instance', class: cls, made: null };
}

type Listening = ts.CallExpression & { readonly expression: ts.PropertyAccessExpression };

const receiverOf = ({ expression }: Listening): ts.Expression => expression.expression;
const listenerOf = ({ arguments: given, expression }: Listening): ts.Expression => given[1] ?? expression;

/** The calls that listen to an event of that name. */
function sitesListening(program: Program, { events, words, emitting, emitter }: Emitted): readonly Listening[] {
  return filesListening(program, words, emitter, program.fileOf(emitting))
    .flatMap((file) => listening.flatMap((method) => program.callsNamed(file, method)))
    .filter((site): site is Listening => events.some((event) => isListening(program, site, event)));
}

function isListening(program: Program, site: ts.Node, event: EventName): boolean {
  if (!ts.isCallExpression(site) || !ts.isPropertyAccessExpression(bare(site.expression))) return false;
  const [name, listener] = site.arguments;
  if (!name || !listener) return false;
  return membersOf(program.valueOf(name, null)).some((value) => eventNameOf(value) === event);
}

/** `Paid` of `Events.Paid`, `ORDER_PAID`: what those who listen write as well. A parameter's name is of the function alone. */
function constantOf(name: ts.Expression): string | null {
  const constant = lastNameOf(name);
  return ts.isPropertyAccessExpression(bare(name)) || (constant !== null && /^[A-Z]/.test(constant)) ? constant : null;
}

/**
 * Where somebody may listen, likeliest first: files that name the emitter's class, then the nearest. `message` is listened to all over a workspace; `Events.Paid`
 * by files that have the constant's name and never its text.
 */
function filesListening(program: Program, words: readonly string[], emitter: Value, emitting: string): readonly string[] {
  const names = membersOf(emitter).flatMap((value) => (value.kind === 'instance' && value.class.node.name ? [value.class.node.name.text] : []));
  const rank = (file: string): number => (names.some((name) => program.textOf(file)?.includes(name)) ? 1000 : 0) + nearness(file, emitting);
  return [...new Set(words.flatMap((word) => program.filesNaming(word)))]
    .filter((file) => !isTest(file) && mayListen.test(program.textOf(file) ?? ''))
    .map((file) => ({ file, rank: rank(file) }))
    .toSorted((left, right) => right.rank - left.rank)
    .slice(0, mostFiles)
    .flatMap(({ file }) => (program.sourceFile(file) === null ? [] : [file]));
}

/** Whether the object listened to is the one that emits: of the same class, made by the same `new`, or made by a function of the file that emits. */
function isEmitter(program: Program, emitter: Value, emitting: ts.Expression, receiver: ts.Expression): boolean {
  const heard = membersOf(objectOf(program, receiver, null));
  return (
    membersOf(emitter).some((value) => heard.some((other) => isSameObject(program, value, other))) ||
    (!membersOf(emitter).some((value) => value.kind === 'instance') && isMadeBy(program, receiver, program.fileOf(emitting)))
  );
}

function isSameObject(program: Program, left: Value, right: Value): boolean {
  if (left.kind === 'instance' && right.kind === 'instance') return isOfOneFamily(program, left.class, right.class);
  if (left.kind !== 'api' || right.kind !== 'api' || left.token?.kind !== 'instance') return false;
  return left.call !== null && left.call.node === right.call?.node;
}

function isOfOneFamily(program: Program, left: ClassValue, right: ClassValue): boolean {
  const extendsIt = (base: ClassValue, cls: ClassValue): boolean => program.subclassesOf(base).some((one) => one.node === cls.node);
  return left.node === right.node || extendsIt(left, right) || extendsIt(right, left);
}

/** `queue = new Queue()`, where `Queue` is a function (a constructor of the old kind) of that file. */
function isMadeBy(program: Program, receiver: ts.Expression, file: string): boolean {
  const inner = bare(receiver);
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const made = [...(declaration.initializer ? [bare(declaration.initializer)] : []), ...assignedTo(declaration)];
  return made.some(
    (one) =>
      ts.isNewExpression(one) &&
      membersOf(program.valueOf(one.expression, null)).some((value) => value.kind === 'function' && program.fileOf(value.node) === file),
  );
}

function assignedTo(declaration: ts.VariableDeclaration): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    const isIt = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left);
    if (isIt && resolveName(node.left.getText(), node.left) === declaration) found.push(bare(node.right));
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}
