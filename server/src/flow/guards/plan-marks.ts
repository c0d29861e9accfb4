// Pairs a read whose answer skips the work with the write that makes the next delivery skip it.
import ts from 'typescript';
import type { Met, Walk } from '../walk.ts';
import type { MarkFact } from '../../facts/steps.ts';
import { bare } from '../../syntax/bare.ts';
import { contains } from '../../syntax/places.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import { apisOf } from '../matching-rows.ts';
import { stabilityOf } from '../repeat/stability.ts';
import { equality, isInspected, wholeChain } from './call-chain.ts';
import { keyOf as stableKeyOf } from './mark-key.ts';
import { noMarks, type MarkPlan, type PlannedMark } from './mark-plan.ts';
import { mentionsOf } from '../promise-use.ts';
import { givesWhatItFound, holderOf, isHandedOn, shapesHandedTo, skipShapesOf, type SkipShape } from './skip-shape.ts';
import { worksOnListed } from './changed-together.ts';
import { pickedFrom } from './picked-rows.ts';
import { isRefusable } from './planned-marks.ts';
import { isListOf, isOfMany, selectedBy, turnOpenedBy } from './selected-rows.ts';
import { siftedAt, siftedBy } from './sifted.ts';
import { storeOf } from './stores.ts';
import { leavesDone } from './done-values.ts';
import { planListed } from './listed-files.ts';
import { isAfterError } from './mark-upkeep.ts';

export function planMarks(w: Walk): MarkPlan {
  const reads = distinct(w.reads);
  if (reads.length === 0 || w.writes.length === 0) return noMarks;
  const marks = [...reads.flatMap((read) => planFor(w, read) ?? []), ...planListed(w)];
  return marks.length === 0 ? noMarks : { marks };
}

function distinct(reads: readonly Met[]): readonly Met[] {
  const seen: Met[] = [];
  for (const read of reads) if (!seen.some((other) => other.node === read.node && other.scope.caller?.node === read.scope.caller?.node)) seen.push(read);
  return seen;
}

/** The first shape that some write of the handler belongs to. */
function planFor(w: Walk, read: Met): PlannedMark | null {
  const picked = pickedFrom(w, read);
  const shapes = [...shapesAround(read), ...shapesBehind(w, read).map((shape) => ({ shape, site: null }))];
  if (
    countsAll(read) ||
    (shapes.length === 0 && !isOfMany(read) && picked.length === 0) ||
    (read.inMemory ? !remembersMessage(w, read) : keepsOneValue(w, read))
  )
    return null;
  const store = storeOf(w, read.node, read.callee, read.sql, read.scope);
  if (store === null) return null;
  const beside = w.writes.filter((write) => storeOf(w, write.node, write.callee, write.sql, write.scope) === store);
  for (const { shape, site } of shapes) {
    const leaving = (write: Met) => (shape.field === null || shape.done === null ? null : leavesDone(w, read, write, shape.field, shape.done));
    const writes = beside.filter(
      (write) =>
        isMark(write, shape) &&
        (shape.sameValue ? leaving(write) === true : leaving(write) !== false) &&
        (shape.within === undefined || standsIn(shape.within, write)),
    );
    const resets = beside.filter((write) => isAfterError(write.node, write.scope) && leaving(write) === false);
    const first = writes.find((write) => write.transaction === read.transaction) ?? writes[0];
    if (first !== undefined) return onlyFetches(w, read, writes) ? null : planOf(w, read, { shape, site }, first, { writes, resets });
  }
  for (const { field, done, isList } of [...selectedBy(read).map((one) => ({ ...one, isList: isListOf(read.node, holderOf(read.node)) })), ...picked]) {
    const leaving = (write: Met) => (isDeletion(write) ? null : leavesDone(w, read, write, field, done));
    const [first, ...others] = beside.filter((write) => leaving(write) === true && turnOpenedBy(write.node, isList) !== null);
    const resets = beside.filter((write) => isAfterError(write.node, write.scope) && leaving(write) === false);
    const shape: SkipShape = { decides: null, inverted: true, field, done };
    const loop = first === undefined ? null : turnOpenedBy(first.node, isList);
    if (first === undefined || loop === null) continue;
    const plan = planOf(w, read, { shape, site: null }, first, { writes: [first, ...others], resets });
    // The rows are what they are: whatever else the condition asks is no key.
    return { ...plan, key: null, ...(picked.length > 0 ? { worksOnListed: [loop] } : {}) };
  }
  return together(w, read, beside);
}

/** There, or in a function called from there. */
function standsIn(within: ts.Node, { node, scope }: Met): boolean {
  if (contains(within, node)) return true;
  for (let caller = scope.caller; caller !== null; caller = caller.scope.caller) if (contains(within, caller.node)) return true;
  return false;
}

/** Many rows that are listed and changed, or taken away, by one write. */
function together(w: Walk, read: Met, beside: readonly Met[]): PlannedMark | null {
  const listed = worksOnListed(read);
  if (listed === null) return null;
  const isGone = (write: Met) => isDeletion(write) || selectedBy(read).some(({ field, done }) => leavesDone(w, read, write, field, done) === true);
  const [first, ...others] = beside.filter((write) => isGone(write) && listed.changesAll(write));
  const shape: SkipShape = { decides: null, inverted: true, field: null, done: null };
  return first === undefined
    ? null
    : { ...planOf(w, read, { shape, site: null }, first, { writes: [first, ...others], resets: [] }), key: null, worksOnListed: listed.statements };
}

function planOf(
  w: Walk,
  read: Met,
  { shape, site }: Shaped,
  first: Met,
  { writes, resets }: { readonly writes: readonly Met[]; readonly resets: readonly Met[] },
): PlannedMark {
  return {
    read: read.node,
    site,
    writes,
    resets,
    guard: read.inMemory ? 'in-memory' : shape.field !== null || shape.inverted ? 'state-check' : 'check-then-mark',
    decides: shape.decides,
    gone: shape.inverted ? 'row' : null,
    ...(shape.sifts ? { sifts: true as const } : {}),
    key: keyOf(spelledOut(read).node),
    keyScope: spelledOut(read).scope,
    transaction: first.transaction,
    alsoIn: [...new Set(writes.flatMap(({ transaction }) => (transaction === null || transaction === first.transaction ? [] : [transaction])))],
    atomicBy: atomicBy(w, read, first, shape),
  };
}

/** What keeps an overlapping run out between the look and the mark. */
function atomicBy(w: Walk, read: Met, write: Met, shape: SkipShape): MarkFact['atomicBy'] {
  if (shape.field === null && (write.refusedTwice === true || (isUniqueLookup(w, read, write) && isRefusable(write.node)))) return 'unique-key';
  if (write.transaction === null) return 'nothing';
  if (w.serializable.has(write.transaction)) return 'serializable';
  // What is not there yet can't be locked.
  const locked = shape.field !== null || shape.inverted ? [read] : [];
  const before = w.reads.slice(0, w.reads.indexOf(read)).filter((other) => other.sql?.locks === 'name' || (isLock(other) && isInspected(other.node)));
  return [...locked, ...before].some((lock) => lock.transaction === write.transaction && isLock(lock)) ? 'row-lock' : 'nothing';
}

const lockWords = /\bforUpdate\b|\.for\(\s*['"](?:no key )?update|pessimistic_write|\bLOCK\.UPDATE\b|\.LOCK\b|LockMode\.PESSIMISTIC|\block:\s*true\b/i;

/** It locks, and does not skip what another run has locked. */
function isLock(read: Met): boolean {
  const text = wholeChain(read.node).getText();
  return (read.sql === null ? lockWords.test(text) : read.sql.locks !== null) && !/skip.?locked/i.test(text);
}

/** Prisma finds by a unique key only; the write fills that key. */
function isUniqueLookup(w: Walk, read: Met, write: Met): boolean {
  const [api] = apisOf(w.program.valueOf(read.callee, read.scope.env));
  if (api?.package !== '@prisma/client' || lastNameOf(read.callee)?.startsWith('findUnique') !== true) return false;
  const names = [...(/\bwhere:\s*\{([\s\S]*)/.exec(read.node.getText())?.[1] ?? '').matchAll(/(\w+)\s*(?=[:,}](?!\s*\{))/g)].map(([, name]) => name);
  const [key] = names;
  return key !== undefined && new RegExp(`\\b${key}\\b`).test(write.node.getText());
}

/** A memory of messages, as against a cache of computed values: keyed by the message, and what is found there is not the answer itself. */
function remembersMessage(w: Walk, read: Met): boolean {
  const key = keyOf(read.node);
  return key !== null && stableKeyOf(w, key, read.scope).stable !== null && !givesWhatItFound(read.node);
}

/** `const token = await redis.get(TOKEN); if (token) return token;`: one value for all messages, kept to be used again; as is what `JSON.parse` gives back, unless the message keys it. */
function keepsOneValue(w: Walk, read: Met): boolean {
  const { node, scope } = spelledOut(read);
  const key = keyOf(node);
  if (key === null || !givesWhatItFound(read.node)) return false;
  const stability = stabilityOf(w.program, key, scope.env, w.repeat);
  return stability === 'constant' || (stability !== 'message' && givesWhatItFound(read.node, /JSON\.parse\(/));
}

/** A helper that gives back what it finds kept as text, and else fetches it, keeps it and gives it back: what it skips is no work of the message's. */
function onlyFetches(w: Walk, read: Met, kept: readonly Met[]): boolean {
  const { fn, caller } = read.scope;
  if (caller === null || read.inMemory || !givesWhatItFound(read.node, /JSON\.parse\(\s*/)) return false;
  const isInside = ({ scope }: Met): boolean => {
    let at: Met['scope'] | undefined = scope;
    while (at !== undefined && (at.fn !== fn || at.caller?.node !== caller.node)) at = at.caller?.scope;
    return at !== undefined;
  };
  return w.writes.every((write) => !isInside(write) || kept.includes(write));
}

/** `await Model.count()`: whether anything is there at all says nothing about this message. */
function countsAll({ node, callee }: Met): boolean {
  const isCount = /^(?:count|countDocuments|estimatedDocumentCount)$/.test(lastNameOf(callee) ?? '');
  return isCount && ts.isCallExpression(node) && node.arguments.length === 0 && !/\bwhere\w*\(|\bfind\(/.test(wholeChain(node).getText());
}

interface Shaped {
  readonly shape: SkipShape;
  readonly site: ts.Node | null;
}

/** The shapes where the read stands, and where a function that only hands the answer on was called. */
function shapesAround(read: Met): readonly Shaped[] {
  const here = skipShapesOf(read.node).map((shape) => ({ shape, site: null }));
  if (here.some(({ shape }) => !shape.inverted)) return here;
  const sifted = shapesSifted(read);
  if (sifted.length > 0) return sifted;
  let [node, scope]: [ts.Node, Met['scope']] = [read.node, read.scope];
  for (let depth = 0; depth < 3 && isHandedOn(node) && scope.caller !== null; depth++) {
    ({ node, scope } = scope.caller);
    const shapes = skipShapesOf(node);
    if (shapes.length > 0) return [...here, ...shapes.map((shape) => ({ shape, site: read.scope.caller?.node ?? null }))];
  }
  return here;
}

/** Where what is there already is taken out of what the message brings, here or in a function that gives back the rest. */
function shapesSifted(read: Met): readonly Shaped[] {
  const { shapes, handedOn } = siftedBy(read.node);
  const { caller } = read.scope;
  const outside = handedOn && caller !== null ? siftedAt(caller.node) : [];
  return [...shapes.map((shape) => ({ shape, site: null })), ...outside.map((shape) => ({ shape, site: caller?.node ?? null }))];
}

/** The questions about the row in functions that it is handed to. */
function shapesBehind(w: Walk, read: Met): readonly SkipShape[] {
  const name = holderOf(read.node);
  return (name === null ? [] : mentionsOf(name, name)).flatMap((mention) => {
    const call = mention.parent;
    const index = ts.isCallExpression(call) ? call.arguments.findIndex((argument) => argument === mention) : -1;
    if (!ts.isCallExpression(call) || index < 0) return [];
    const [fn, ...others] = w.program.functionsOf(w.program.valueOf(call.expression, read.scope.env));
    const parameter = others.length > 0 ? undefined : fn?.node.parameters[index];
    return parameter !== undefined && ts.isIdentifier(parameter.name) ? shapesHandedTo(parameter) : [];
  });
}

function isDeletion({ callee, sql }: Met): boolean {
  return sql === null ? /^(delete|remove|destroy|del$|unlink)/i.test(lastNameOf(callee) ?? '') : sql.verb === 'delete';
}

function isMark(write: Met, shape: SkipShape): boolean {
  const name = ts.isPropertyAccessExpression(write.callee) ? write.callee.name.text : '';
  const deletes = isDeletion(write);
  if (shape.inverted) return deletes;
  if (deletes) return false;
  if (shape.field !== null) return setsField(write, shape.field);
  return !/^(update|increment|decrement)/.test(name) || write.sql?.verb === 'insert' || upserts(write.node);
}

/** `updateOne({ eventId }, { $setOnInsert: { eventId } }, { upsert: true })` puts in the row that is looked for. */
function upserts(node: ts.Node): boolean {
  const options = ts.isCallExpression(node) ? node.arguments.at(-1) : undefined;
  return options !== undefined && /\bupsert:\s*true\b/.test(options.getText());
}

/** The field is among what is written, or assigned before the whole object is saved. */
function setsField(write: Met, field: string): boolean {
  if (new RegExp(`\\b${field}\\b`).test(wholeChain(write.node).getText())) return true;
  if (!ts.isPropertyAccessExpression(write.callee) || !/^(save|update|flush|persist)/.test(write.callee.name.text) || spellsItOut(write.node)) return false;
  let fn: ts.Node = write.node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return new RegExp(`\\.${field}\\s*=[^=]|\\b${field}\\s*:`).test(fn.getText());
}

/** `update({ where, data: { status } })`, `update(orders).set({ status })`: all that is written stands there. */
function spellsItOut(node: ts.Node): boolean {
  const set = argumentOfSet(node);
  if (set !== null) return !set.properties.some(ts.isSpreadAssignment);
  const [given] = ts.isCallExpression(node) ? (node.arguments ?? []) : [];
  if (given === undefined || !ts.isObjectLiteralExpression(given)) return false;
  return given.properties.some(
    (property) =>
      ts.isPropertyAssignment(property) &&
      property.name.getText() === 'data' &&
      ts.isObjectLiteralExpression(property.initializer) &&
      !property.initializer.properties.some(ts.isSpreadAssignment),
  );
}

function argumentOfSet(node: ts.Node): ts.ObjectLiteralExpression | null {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== 'set' || !ts.isCallExpression(parent.parent)) return null;
  const [given] = parent.parent.arguments;
  return given !== undefined && ts.isObjectLiteralExpression(given) ? given : null;
}

/** `pool.query(text, values)` in a helper that is given both: where the statement is written, the values stand beside it. */
function spelledOut(read: Met): { readonly node: ts.Node; readonly scope: Met['scope'] } {
  let at: { readonly node: ts.Node; readonly scope: Met['scope'] } = read;
  for (let depth = 0; read.sql !== null && depth < 3 && isGivenAll(at) && at.scope.caller !== null; depth++) at = at.scope.caller;
  return at;
}

/** All of the arguments are parameters of the function around. */
function isGivenAll({ node, scope }: { readonly node: ts.Node; readonly scope: Met['scope'] }): boolean {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return false;
  return node.arguments.every((argument) => {
    const declaration = ts.isIdentifier(argument) ? resolveName(argument.text, argument) : null;
    return declaration !== null && ts.isParameter(declaration) && declaration.parent === scope.fn;
  });
}

/** The value that singles the row out: `{ where: { id: X } }`, `{ id: X }`, `X`, the first bound value of a statement; `{ path: ['orderId'], equals: X }` in a JSON column. */
function keyOf(node: ts.Node): ts.Expression | null {
  if (ts.isTaggedTemplateExpression(node)) return ts.isTemplateExpression(node.template) ? (node.template.templateSpans[0]?.expression ?? null) : null;
  if (!ts.isCallExpression(node)) return null;
  const chained = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
  // `.where(eq(orders.id, id)).limit(1)`, `.findOne({ id }).lean({ virtuals: true })`.
  if (chained !== null && ts.isCallExpression(chained) && shaping.has(lastNameOf(node.expression) ?? '')) return keyOf(chained);
  // `redis.sismember(handled, id)`, `redis.hexists(handled, id)`: the set is all messages', and the member one's.
  if (/^(?:s(?:is|mis)member|hexists|hget)$/i.test(lastNameOf(node.expression) ?? '') && node.arguments[1] !== undefined) return innermost(node.arguments[1]);
  const given = node.arguments.filter(
    (argument) =>
      (!ts.isStringLiteralLike(argument) && !(ts.isIdentifier(argument) && /^[A-Z]/.test(argument.text)) && !ts.isTemplateExpression(argument)) ||
      node.arguments.length === 1,
  );
  const [first] = given;
  if (first !== undefined) return innermost(first);
  // `Event.findOne({ id }).lean().exec()`, `const document = collection.doc(id)`, then `document.get()`.
  const made = chained === null || node.arguments.length > 0 ? null : (madeOf(chained) ?? chained);
  return made !== null && ts.isCallExpression(made) ? keyOf(made) : null;
}

/** Links of a chain that say how rows are given, not which. */
const shaping: ReadonlySet<string> = new Set(['limit', 'offset', 'orderBy', 'for', 'lean', 'populate', 'select', 'sort', 'session']);

/** What a constant was made to be. */
function madeOf(node: ts.Expression): ts.Expression | null {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  return declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? bare(declaration.initializer) : null;
}

function innermost(node: ts.Expression): ts.Expression {
  if (ts.isArrayLiteralExpression(node)) return node.elements[0] === undefined ? node : innermost(node.elements[0]);
  if (!ts.isObjectLiteralExpression(node)) return equality(node) ?? node;
  const where =
    node.properties.find(
      (property) => property.name !== undefined && ts.isIdentifier(property.name) && /^(where|filter|Key|query|key|equals)$/.test(property.name.text),
    ) ?? node.properties[0];
  if (where === undefined) return node;
  if (ts.isPropertyAssignment(where)) return innermost(where.initializer);
  return ts.isShorthandPropertyAssignment(where) ? where.name : node;
}
