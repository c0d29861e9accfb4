// Outward: who calls a function, who makes a class. A text search finds the files, evaluation confirms the calls.
import ts from 'typescript';
import { calleeOf, indexOf, type CallNode } from '../syntax/file-index.ts';
import { exportsOf } from '../syntax/modules.ts';
import { callsLoaded, loadsComputed, wordOfFile, wordOfFolder } from '../workspace/loads.ts';
import { constructorOf, nameOf } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { localNames, mostFiles, namesOf, ownName } from './known-names.ts';
import { makerOf } from './maker-of.ts';
import { membersOf, unknown } from './making.ts';
import { directSubclasses } from './subclasses.ts';
import type { CallSite, ParameterValue, Value } from './values.ts';

export function callsOf(ev: Evaluator, target: ts.Node): readonly CallSite[] {
  if (ts.isClassLike(target)) return constructions(ev, target);
  if (ts.isConstructorDeclaration(target)) return constructions(ev, target.parent);
  const found: CallSite[] = [];
  const method = ts.isClassLike(target.parent) || ts.isInterfaceDeclaration(target.parent);
  const owner = method ? (target.parent.name?.text ?? null) : null;
  for (const name of namesOf(ev, target)) {
    for (const call of callsNamedAnywhere(ev, name, owner)) {
      if (!found.some((site) => site.node === call) && isCallOf(ev, call, target, method ? name : null)) found.push({ node: call, env: null });
    }
  }
  const inline = callsOfLoaded(ev, target, found.length > 0);
  if (found.length > 0 || inline.length > 0) return [...found, ...inline];
  return callsOfMade(ev, target);
}

/** `@Subscribed('orders')`: the calls that decorate, in as many files as there are; each of them has something to show. */
export function decoratorsOf(ev: Evaluator, target: ts.Node): readonly CallSite[] {
  return namesOf(ev, target).flatMap((name) => {
    const files = ev.workspace.filesNaming(name).filter((file) => ev.workspace.read(file)?.includes(`@${name}(`));
    const calls = files.flatMap((file) => indexOf(ev.sourceFile(file) ?? target.getSourceFile()).calls.get(name) ?? []);
    return calls.filter((call) => ts.isDecorator(call.parent) && isCallOf(ev, call, target, null)).map((node) => ({ node, env: null }));
  });
}

/** `require('./mails')(agenda)`, and of what nobody calls by a name `require('./jobs/' + type)(agenda)`: what a file is, called where it is loaded. */
function callsOfLoaded(ev: Evaluator, target: ts.Node, isNamed: boolean): readonly CallSite[] {
  const source = target.getSourceFile();
  const isWhole = exportsOf(source).whole.some((node) => membersOf(ev.valueOf(node, null)).some((value) => 'node' in value && value.node === target));
  if (!isWhole) return [];
  const [file, folder] = [wordOfFile(ev.fileOf(target)), isNamed ? null : wordOfFolder(ev.fileOf(target))];
  const mayLoad = [
    ...(file === null ? [] : ev.workspace.filesNaming(file, mostFiles).filter((one) => callsLoaded(ev.workspace.read(one) ?? ''))),
    ...(folder === null ? [] : ev.workspace.filesNaming(folder, mostFiles).filter((one) => loadsComputed(ev.workspace.read(one) ?? ''))),
  ];
  const calls = [...new Set(mayLoad)].flatMap((loader) => callsAfterLoading(ev.sourceFile(loader) ?? source));
  return calls.filter((call) => isCallOf(ev, call, target, null)).map((node) => ({ node, env: null }));
}

/** `require(file)(agenda)`, `const define = require(file); define(agenda)`, `require(file).default(agenda)`. */
function callsAfterLoading(loader: ts.SourceFile): readonly CallNode[] {
  const { calls } = indexOf(loader);
  return (calls.get('require') ?? []).flatMap((load) => {
    const { parent } = load;
    if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? (calls.get(parent.name.text) ?? []) : [];
    const callee = ts.isPropertyAccessExpression(parent) && parent.name.text === 'default' ? parent : load;
    return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? [callee.parent] : [];
  });
}

/** `const consume = createConsumer(connection)`, then `consume(queue, handle)`: the calls of a function that has no name where it is made, but where it is kept. */
function callsOfMade(ev: Evaluator, target: ts.Node): readonly CallSite[] {
  const maker = makerOf(target);
  if (!maker) return [];
  const kept = callsOf(ev, maker).flatMap(({ node }): readonly CallNode[] => {
    const called = node.parent;
    if (ts.isCallExpression(called) && called.expression === node) return [called];
    const name = ownName(node);
    return name === null ? [] : [...callsNamedAnywhere(ev, name)];
  });
  return [...new Set(kept)].filter((call) => isCallOf(ev, call, target, null)).map((node) => ({ node, env: null }));
}

function* callsNamedAnywhere(ev: Evaluator, name: string, owner: string | null = null): Generator<CallNode> {
  for (const file of filesWith(ev, name, owner)) {
    const source = ev.sourceFile(file);
    if (!source) continue;
    for (const local of localNames(source, name)) yield* indexOf(source).calls.get(local) ?? [];
  }
}

/** The files with a word; of more than can be looked at (`on` is a word of prose too) those first that name the owner of the method. */
function filesWith(ev: Evaluator, name: string, owner: string | null): readonly string[] {
  const files = ev.workspace.filesNaming(name);
  if (files.length <= mostFiles || owner === null) return files.slice(0, mostFiles);
  const naming = new Set(ev.workspace.filesNaming(owner));
  return [...files.filter((file) => naming.has(file)), ...files.filter((file) => !naming.has(file))].slice(0, mostFiles);
}

function isCallOf(ev: Evaluator, call: CallNode, target: ts.Node, method: string | null): boolean {
  const callee = calleeOf(call);
  const value = ev.valueOf(callee, null);
  const members = membersOf(value);
  if (members.some((member) => 'node' in member && member.node === target)) return true;
  if (method === null) return false;
  // A call through an interface may run the method of any class that implements it; a call of the abstract method may run this one.
  if (members.some((member) => member.kind === 'function' && !member.node.body && ev.functionsOf(member).some((fn) => fn.node === target))) return true;
  if (members.some((member) => member.kind === 'parameter' && isGivenIn(ev, member, target))) return true;
  const isUnsure = members.every((member) => member.kind === 'unknown' || member.kind === 'parameter');
  return isUnsure && ts.isPropertyAccessExpression(callee) && isUnique(ev, method);
}

const mostMakings = 12;

const farthest = 2;

/** `this.transport.subscribe(...)` of a class that is constructed with its transport, `bus.subscribe(...)` in a function that is given the bus: what is handed over has the method. */
function isGivenIn(ev: Evaluator, { node, path }: ParameterValue, target: ts.Node, depth = 0): boolean {
  const owner = node.parent;
  if (depth > farthest || path.some((token) => token.kind !== 'member')) return false;
  return ev
    .callsOf(owner)
    .slice(0, mostMakings)
    .some((site) => {
      const [given = unknown] = ev.argumentsOf(site).slice(owner.parameters.indexOf(node));
      const callee = path.reduce<Value>((value, token) => (token.kind === 'member' ? ev.memberOf(value, token.name) : unknown), given);
      return membersOf(callee).some((member) =>
        member.kind === 'function' ? member.node === target : member.kind === 'parameter' && member.node !== node && isGivenIn(ev, member, target, depth + 1),
      );
    });
}

/** Whether one class alone has a method of this name. */
function isUnique(ev: Evaluator, method: string): boolean {
  let count = 0;
  for (const file of ev.workspace.filesNaming(method, mostFiles)) {
    const source = ev.sourceFile(file);
    if (!source) continue;
    for (const cls of indexOf(source).classes) if (cls.members.some((member) => nameOf(member) === method)) count += 1;
  }
  return count === 1 && method.length > 4 && !commonMethods.has(method);
}

const commonMethods = new Set([
  'subscribe',
  'publish',
  'consume',
  'process',
  'handle',
  'execute',
  'start',
  'listen',
  'connect',
  'register',
  'create',
  'update',
  'delete',
  'query',
  'close',
  'write',
  'send',
  'emit',
  'once',
  'forEach',
  'filter',
]);

/** `new X()`, `super()` in subclasses, and constructions of subclasses that have no constructor of their own. */
function constructions(ev: Evaluator, cls: ts.ClassLikeDeclaration): readonly CallSite[] {
  const found: CallSite[] = [];
  for (const name of namesOf(ev, cls)) {
    for (const call of callsNamedAnywhere(ev, name)) {
      const makes = ts.isNewExpression(call) && membersOf(ev.valueOf(call.expression, null)).some((value) => value.kind === 'class' && value.node === cls);
      if (makes && !found.some((site) => site.node === call)) found.push({ node: call, env: null });
    }
  }
  for (const sub of directSubclasses(ev, cls)) {
    const made = constructorOf(sub.node);
    if (!made) found.push(...constructions(ev, sub.node));
    else {
      for (const call of indexOf(sub.node.getSourceFile()).calls.get('super') ?? [])
        if (call.pos >= made.pos && call.end <= made.end) found.push({ node: call, env: null });
    }
  }
  return found;
}
