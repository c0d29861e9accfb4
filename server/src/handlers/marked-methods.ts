// Methods that a decorator of the workspace marks and a wrapper finds by the mark: `Reflect.getMetadata(HANDLERS, this)`, `reflector.get(TOPIC, instance[name])`, a table that
// the decorator puts them into. What is called is computed, so that the name of the mark, which both of them use, has to lead to the methods.
import ts from 'typescript';
import { escapeWord } from '../base/escape-word.ts';
import { bare } from '../syntax/bare.ts';
import { calleeOf, indexOf, type CallNode } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf, unknown } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ClassValue, FunctionValue, InstanceValue } from '../provenance/values.ts';
import { calledThrough, isGet } from './callees.ts';
import { hasLookUp, type Subject } from './origins.ts';
import { madeOf } from './handed-to.ts';
import { callsIn } from './message-names.ts';
import { selfOf, type Answer } from './outward.ts';

/** What a wrapper's function calls, where that is looked up by a mark: the methods of the workspace that carry it. */
export function markedMethods(program: Program, { fn, context }: Subject, call: ts.CallExpression): readonly Answer[] {
  const callee = calledThrough(bare(call.expression));
  // The look-up itself calls nothing yet.
  if (!isLookedUp(callee) || isGet(callee)) return [];
  const own = program.functionsOf(program.valueOf(callee, null)).filter(({ node }) => node.body !== undefined && !isCaller(node));
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : null;
  const marked = scopesOf(program, fn).flatMap((scope) =>
    [...marksIn(scope), ...marksGiven(program, scope)].flatMap((mark) => methodsWith(program, mark, name)),
  );
  const self = selfOf(context.env);
  return marked.flatMap(({ site, method, of: cls = program.classAround(method) }) => {
    if (!cls || contains(fn.node, method)) return [];
    // What is known to be a function of the workspace needs no mark, unless that is what is marked.
    if (own.length > 0 && !own.some(({ node }) => node === method)) return [];
    // A base class finds the methods of the object that it is.
    if (isOfItself(program, fn) && self?.kind === 'instance' && !mayBeOf(program, self, cls)) return [];
    return [
      {
        context: { ...context, sites: [...context.sites, site] },
        fn: { kind: 'function', node: method, env: null, self: madeOf(program, cls) },
        linked: false,
      },
    ];
  });
}

/** `handlers.set(name, (job) => target[method](job))`: what was put into the table calls what is marked by its name. */
function isCaller(node: FunctionValue['node']): boolean {
  return ts.isArrowFunction(node) && callsIn(node).some(({ expression }) => ts.isElementAccessExpression(bare(expression)));
}

/** An object that is known by its type alone may be of any class that extends it. */
function mayBeOf(program: Program, self: InstanceValue, cls: ClassValue): boolean {
  return self.class.node === cls.node || (self.made === null && program.subclassesOf(self.class).some(({ node }) => node === cls.node));
}

/** The methods that carry a mark which the function around `node` reads: what `Reflect.decorate([...], type.prototype, name, ...)` there is done to. */
export function methodsMarkedFor(program: Program, node: ts.Node): readonly Marked[] {
  return marksIn(outermost(node)).flatMap((mark) => methodsWith(program, mark));
}

/** `instance[name]`, or a variable that holds what was looked up: `handler.handle`, `provider.instance.handle`. */
function isLookedUp(callee: ts.Expression): boolean {
  if (hasLookUp(callee)) return true;
  let root = callee;
  while (ts.isPropertyAccessExpression(root)) root = bare(root.expression);
  const declaration = ts.isIdentifier(root) ? resolveName(root.text, root) : null;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration))
    return declaration.initializer ? hasLookUp(declaration.initializer) : ts.isForOfStatement(declaration.parent.parent);
  return ts.isBindingElement(declaration);
}

/** Where a wrapper reads its marks: its class, or the functions around it; the classes that put into its table, and what those are given to read with. */
function scopesOf(program: Program, fn: FunctionValue): readonly ts.Node[] {
  const cls = program.classAround(fn.node)?.node;
  if (!cls) return [outermost(fn.node)];
  const registering = cls.members.filter((member) => ts.isMethodDeclaration(member) && member.body !== undefined && putsIn.test(member.body.getText()));
  const callers = registering.flatMap((member) => program.callsOf(member).slice(0, mostCallers));
  const classes = new Set([cls, ...callers.flatMap(({ node }) => program.classAround(node)?.node ?? [])]);
  return [...new Set([...classes, ...[...classes].flatMap((one) => readersGiven(program, one))])];
}

const reading = /\.(?:get(?:All)?\w*|getMetadata|getOwnMetadata)\(/;

/** Classes of the workspace that the constructor is given and that read something by a name: `constructor(private readonly marks: MarkReader)`. */
function readersGiven(program: Program, cls: ts.ClassLikeDeclaration): readonly ts.Node[] {
  const given = cls.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
  return given.flatMap(({ type }) =>
    membersOf(type ? program.valueOfType(type, null) : unknown).flatMap((value) =>
      value.kind === 'instance' && reading.test(value.class.node.getText()) ? [value.class.node] : [],
    ),
  );
}

const putsIn = /\.(?:set|push|add)\(|\] =/;
const mostCallers = 5;

function outermost(fn: ts.Node): ts.Node {
  let at = fn;
  for (let node = fn; !ts.isSourceFile(node); node = node.parent) if (ts.isFunctionLike(node)) at = node;
  return at;
}

/** What a mark is written with: `TOPIC`, `Keys.Topic`, `'topic'`. */
type Mark = ts.Identifier | ts.PropertyAccessExpression | ts.StringLiteralLike;

function isMark(node: ts.Node | undefined): node is Mark {
  return (
    node !== undefined && (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)))
  );
}

function rootOf(mark: Mark): ts.Identifier | null {
  if (ts.isIdentifier(mark)) return mark;
  return !ts.isStringLiteralLike(mark) && ts.isIdentifier(mark.expression) ? mark.expression : null;
}

function writtenAs(mark: Mark): string {
  if (ts.isStringLiteralLike(mark)) return `'${mark.text}'`;
  return ts.isIdentifier(mark) ? mark.text : `${mark.expression.getText()}.${mark.name.text}`;
}

/** Constants, imported or of the file, and members of such, whose mention here may be the reading of a mark. */
function marksIn(scope: ts.Node): readonly Mark[] {
  const known = marksKnown.get(scope) ?? readMarksIn(scope);
  marksKnown.set(scope, known);
  return known;
}

/** Each call of a handler asks again. */
const marksKnown = new WeakMap<ts.Node, readonly Mark[]>();

function readMarksIn(scope: ts.Node): readonly Mark[] {
  const found = new Map<string, Mark>();
  const visit = (node: ts.Node): void => {
    if (isMark(node) && !found.has(writtenAs(node)) && isRead(node)) found.set(writtenAs(node), node);
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return [...found.values()];
}

/** Tables that callers hand over: `listen(handlers)`, where `handlers.get(name)` is asked for. */
function marksGiven(program: Program, scope: ts.Node): readonly Mark[] {
  if (!ts.isFunctionDeclaration(scope) && !ts.isArrowFunction(scope) && !ts.isFunctionExpression(scope)) return [];
  const body = scope.body?.getText() ?? '';
  return scope.parameters.flatMap(({ name }, index) => {
    const isAsked = ts.isIdentifier(name) && new RegExp(`\\b${escapeWord(name.text)}(?:\\.get\\(|\\[)`).test(body);
    const calls = isAsked ? program.callsOf(scope).slice(0, mostCallers) : [];
    return calls.flatMap(({ node }) => {
      const given = ts.isCallExpression(node) ? node.arguments[index] : undefined;
      return isMark(given) && isConstant(rootOf(given)) ? [given] : [];
    });
  });
}

/** Handed to a call (a key), or the table that something is asked of or gone through. */
function isRead(node: Mark): boolean {
  const { parent } = node;
  const isKey =
    ts.isCallExpression(parent) &&
    parent.arguments.includes(node) &&
    /^(?:get|getAll|has)\w*$/.test(ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : '');
  // Of a text, only what reads metadata says that it is a mark.
  if (ts.isStringLiteralLike(node)) return isKey && /metadata|reflect/i.test(parent.expression.getText());
  const isAsked = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node;
  const isTable = ts.isIdentifier(node) && (isAsked || (ts.isForOfStatement(parent) && parent.expression === node));
  return (isKey || isTable) && isConstant(rootOf(node));
}

function isConstant(name: ts.Identifier | null): boolean {
  const declaration = name ? resolveName(name.text, name) : null;
  if (!declaration) return false;
  const isOfFile = ts.isVariableDeclaration(declaration) && ts.isSourceFile(declaration.parent.parent.parent);
  return isOfFile || ts.isEnumDeclaration(declaration) || ts.isImportSpecifier(declaration);
}

/** A method, and the decorator that marks it. */
export interface Marked {
  readonly site: CallSite;
  readonly method: FunctionValue['node'];
  /** The class, where the decorator marks that. */
  readonly of?: ClassValue;
}

/** The methods decorated with what writes under the mark, and those of this name in classes that are. */
function methodsWith(program: Program, mark: Mark, called: string | null = null): readonly Marked[] {
  const value = program.valueOf(mark, null);
  if (membersOf(value).every(({ kind }) => kind === 'function' || kind === 'class' || kind === 'instance' || kind === 'module')) return [];
  const known = marked.get(program) ?? new Map<string, readonly Marked[]>();
  marked.set(program, known);
  const key = `${writtenAs(mark)} ${called ?? ''}`;
  const found = known.get(key) ?? searchMarked(program, mark, called);
  known.set(key, found);
  return found;
}

const marked = new WeakMap<Program, Map<string, readonly Marked[]>>();

function searchMarked(program: Program, mark: Mark, called: string | null): readonly Marked[] {
  const isText = ts.isStringLiteralLike(mark);
  const name = isText ? `['"\`]${escapeWord(mark.text)}['"\`]` : `(?<![\\w$.])${escapeWord(writtenAs(mark))}\\b`;
  const word = isText ? /[\w$]+(?=\W*$)/.exec(mark.text)?.[0] : rootOf(mark)?.text;
  // A logger is named in every file, and written into in none.
  const written = new RegExp(`\\b(?:SetMetadata|defineMetadata|metadata)(?:<[^()]*>)?\\(\\s*${name}|${name}\\s*(?:\\??\\.\\s*(?:set|push|add)\\(|\\[)`);
  return program.filesNaming(word ?? '').flatMap((file) => {
    const source = written.test(program.textOf(file) ?? '') ? program.sourceFile(file) : null;
    return source ? writersOf(source, writtenAs(mark)).flatMap((write) => decoratedBy(program, write, called)) : [];
  });
}

/** Calls and assignments that write under a name: `SetMetadata(TOPIC, ...)`, `Reflect.defineMetadata(TOPIC, ...)`, `table.set(...)`, `table[topic] = ...`. */
function writersOf(source: ts.SourceFile, name: string): readonly ts.Node[] {
  const { calls, memberWrites } = indexOf(source);
  const isName = (node: ts.Node | undefined): boolean => isMark(node) && writtenAs(node) === name;
  const keyed = ['SetMetadata', 'defineMetadata', 'metadata'].flatMap((writer) => calls.get(writer) ?? []);
  const put = ['set', 'push', 'add'].flatMap((writer) => calls.get(writer) ?? []);
  const written = (memberWrites.get('[]') ?? []).flatMap(({ target }) => (ts.isElementAccessExpression(target) ? [target] : []));
  return [
    ...keyed.filter((node) => ts.isCallExpression(node) && isName(node.arguments[0])),
    ...put.filter((node) => ts.isPropertyAccessExpression(calleeOf(node)) && isName(tableIn(calleeOf(node)))),
    ...written.filter((target) => isName(bare(target.expression))),
  ];
}

function tableIn(callee: ts.Expression): ts.Node | undefined {
  return ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : undefined;
}

/** The methods that a function around the write decorates, called as a factory or by its name alone. */
function decoratedBy(program: Program, write: ts.Node, called: string | null): readonly Marked[] {
  const found: Marked[] = [];
  for (let at = write.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    for (const site of program.callsOf(at)) {
      const method = methodUnder(site.node);
      if (method) found.push({ site, method });
      const cls = called === null ? null : classUnder(program, site.node);
      const own = cls === null || called === null ? null : program.methodOf(cls, called);
      if (cls !== null && own?.node.body) found.push({ site, method: own.node, of: cls });
    }
  }
  return found;
}

function methodUnder(node: CallNode): ts.MethodDeclaration | null {
  const decorator = ts.isDecorator(node) ? node : node.parent;
  const method = ts.isDecorator(decorator) ? decorator.parent : null;
  return method && ts.isMethodDeclaration(method) && method.body ? method : null;
}

function classUnder(program: Program, node: CallNode): ClassValue | null {
  const decorator = ts.isDecorator(node) ? node : node.parent;
  const cls = ts.isDecorator(decorator) ? decorator.parent : null;
  return cls && ts.isClassLike(cls) ? program.classAround(cls.members[0] ?? cls) : null;
}

/** Whether the function's class asks for marks of `this`. */
function isOfItself(program: Program, { node }: FunctionValue): boolean {
  const cls = program.classAround(node)?.node;
  return cls !== undefined && /\b(?:get|getOwn)Metadata\([^)]*\bthis\b|\bgetPrototypeOf\(this\)/.test(cls.getText());
}
