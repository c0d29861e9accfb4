// Frames stand in lexical order: the outer frame of a frame belongs to a function around it. These are the look-ups that rest on it.
import ts from 'typescript';
import { indexOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Environment, Frame } from './values.ts';

/** The frame of exactly this function (or class), if one is bound. */
export function frameOf(node: ts.Node, env: Environment): Frame | null {
  for (let frame = env; frame; frame = frame.outer) if (frame.node === node) return frame;
  return null;
}

/** The environment cut down to the frames that enclose `node`: what its value can depend on. */
export function environmentAt(node: ts.Node, env: Environment): Environment {
  let frame = env;
  while (frame && !encloses(frame.node, node)) frame = frame.outer;
  return frame;
}

const inConstructor = new WeakMap<Frame, Frame>();

/** What is known, at a place where something is put into an object, of the environment that the object was made in: a field's is that of its class, whose constructor may fill it. */
export function environmentOfMaker(node: ts.Node, env: Environment): Environment {
  const made = environmentAt(node, env);
  const constructor = made && ts.isClassLike(made.node) ? ts.findAncestor(node, ts.isConstructorDeclaration) : undefined;
  if (!made || constructor?.parent !== made.node) return made;
  const known = inConstructor.get(made) ?? { ...made, node: constructor };
  inConstructor.set(made, known);
  return known;
}

/** What the value of an expression can depend on: nothing at all where it is made of imports and other names of the file alone. */
export function environmentFor(node: ts.Expression, env: Environment): Environment {
  return env === null || isOfTheFile(node) ? null : environmentAt(node, env);
}

const ofTheFile = new WeakMap<ts.Node, boolean>();

function isOfTheFile(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isOfTheFile(node.expression);
  if (!ts.isIdentifier(node)) return ts.isStringLiteralLike(node) || ts.isNumericLiteral(node);
  const known = ofTheFile.get(node);
  if (known !== undefined) return known;
  const declaration = resolveName(node.text, node);
  const is = declaration === null ? !indexOf(node.getSourceFile()).writes.has(node.text) : isOutsideFunctions(declaration);
  ofTheFile.set(node, is);
  return is;
}

function isOutsideFunctions(declaration: ts.Node): boolean {
  if (ts.isParameter(declaration)) return false;
  for (let at = declaration.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at) || ts.isClassLike(at)) return false;
  return true;
}

/** Whether `inner` is `outer` or lies within it. */
export function encloses(outer: ts.Node, inner: ts.Node): boolean {
  for (let at: ts.Node | undefined = inner; at && at.pos >= outer.pos && at.end <= outer.end; at = at.parent) if (at === outer) return true;
  return false;
}

/** The frames outside `node`. */
export function environmentOutside(node: ts.Node, env: Environment): Environment {
  let frame = env;
  while (frame && encloses(node, frame.node)) frame = frame.outer;
  return frame;
}
