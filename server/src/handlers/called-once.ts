// A handler may use what the function around it was given: `function register(orders) { channel.consume('orders', (message) => orders.handle(message)); }`.
// Where one place alone calls that function, the place says what it is; tests, which hand in doubles, say nothing.
import ts from 'typescript';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, FunctionValue } from '../provenance/values.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { asInstance, callersOf, entered } from './outward.ts';

const deepest = 3;

/** The function with what the functions around it were given, or its object was made with, where nothing else says so. */
export function closedOver(program: Program, fn: FunctionValue): FunctionValue {
  const env = fn.env === null ? environmentAround(program, fn.node, 0) : null;
  return env === null ? inOnlyObject(program, fn) : { ...fn, env };
}

/** The frame of a function that fetches its messages: one place alone may say what it is given. */
export function enteredOnce(program: Program, fn: FunctionValue): Environment {
  const env = fn.node.body ? environmentAround(program, fn.node.body, 0) : null;
  return env?.node === fn.node ? env : program.enter(inOnlyObject(program, fn), []);
}

/** `new Orders(service)` in one place alone says what `this.service` is in its methods, where no type and no container does. */
function inOnlyObject(program: Program, fn: FunctionValue): FunctionValue {
  const cls = fn.env === null && !(fn.self?.kind === 'instance' && fn.self.made) ? program.classAround(fn.node) : null;
  if (cls === null || !isFilledByMaker(program, cls.node)) return fn;
  const [site, ...others] = program.callsOf(cls.node).filter(({ node }) => ts.isNewExpression(node) && !isTest(program.fileOf(node)));
  const made = site && others.length === 0 && ts.isNewExpression(site.node) ? program.valueOf(site.node, site.env) : null;
  if (made?.kind !== 'instance') return fn;
  return fn.node.parent === cls.node ? { ...fn, self: made } : { ...fn, env: asInstance(program, fn.node, made) };
}

/** Some of its fields are what the constructor is given, and nothing but that is known of them. */
function isFilledByMaker(program: Program, cls: ts.ClassLikeDeclaration): boolean {
  const isOpen = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword
      ? membersOf(program.valueOf(node, null)).some((value) => value.kind === 'parameter' && ts.isConstructorDeclaration(value.node.parent))
      : ts.forEachChild(node, (child) => isOpen(child) || undefined) === true;
  return cls.members.some((member) => ts.isConstructorDeclaration(member) && member.parameters.length > 0) && isOpen(cls);
}

function environmentAround(program: Program, inside: ts.Node, depth: number): Environment {
  const owner = depth < deepest ? functionGiving(program, inside) : null;
  if (!owner) return null;
  const [site, ...others] = callersOf(program, owner, inside).filter(({ node }) => !isTest(program.fileOf(node)));
  return site && others.length === 0 ? entered(program, owner, site, environmentAround(program, site.node, depth + 1), inside) : null;
}

/** The innermost function around with a parameter that is used inside, and of which only a caller knows what it is. */
function functionGiving(program: Program, inside: ts.Node): ts.SignatureDeclaration | null {
  const open = parametersUsed(inside).filter((name) => membersOf(program.valueOf(name, null)).some(({ kind }) => kind === 'parameter'));
  const owners = new Set(open.map((name) => ownerOf(name)));
  for (let at = inside.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at) && owners.has(at)) return at;
  return null;
}

/** Names inside that are parameters of functions around, one mention of each. */
function parametersUsed(inside: ts.Node): readonly ts.Identifier[] {
  const found = new Map<string, ts.Identifier>();
  const isGivenAround = (name: ts.Identifier): boolean => {
    const owner = isMemberName(name) ? null : ownerOf(name);
    return owner !== null && owner !== inside && contains(owner, inside);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !found.has(node.text) && isGivenAround(node)) found.set(node.text, node);
    ts.forEachChild(node, visit);
  };
  visit(inside);
  return [...found.values()];
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** The function that a name is a parameter of, or a part of one. */
function ownerOf(name: ts.Identifier): ts.SignatureDeclaration | null {
  let declaration = resolveName(name.text, name);
  while (declaration && ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
  return declaration && ts.isParameter(declaration) ? declaration.parent : null;
}
