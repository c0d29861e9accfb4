// Values that are kept for some time so that they need not be fetched or computed again: nobody minds one that was not kept, or that was kept twice.
import ts from 'typescript';
import type { EffectRow } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite } from '../../provenance/values.ts';
import { calleeOf, lastNameOf } from '../../syntax/file-index.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { givesWhatItFound } from '../guards/skip-shape.ts';
import { bare } from './locate.ts';

/** Whether a write that expires fills a cache: it is called one, or the function around gives back what it finds under the key before it fills it. */
export function fillsCache(program: Program, { expires }: EffectRow, site: CallSite): boolean {
  const { node } = site;
  const [key] = ts.isCallExpression(node) ? node.arguments : [];
  if (expires === undefined || key === undefined || !ts.isCallExpression(node)) return false;
  if (expires !== true && !expires.some((path) => program.readPath(site, path) !== null)) return false;
  return isNamedCache(key, node) || isReadThrough(key, node);
}

const word = /cache/i;

/** By its key, or by the function or class that fills it. */
function isNamedCache(key: ts.Expression, node: ts.Node): boolean {
  const declared = ts.isIdentifier(key) ? resolveName(key.text, key) : null;
  const initializer = declared !== null && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  if (word.test(key.getText()) || word.test(initializer?.getText() ?? '')) return true;
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isVariableDeclaration(at)) && word.test(at.name?.getText() ?? '')) return true;
  }
  return false;
}

/** `const cached = await redis.get(key); if (cached) return JSON.parse(cached);`, and further down `redis.set(key, ...)`. */
function isReadThrough(key: ts.Expression, node: ts.CallExpression): boolean {
  const fn = ts.findAncestor(node, ts.isFunctionLike);
  const receiver = receiverOf(node);
  const visit = (at: ts.Node): boolean => {
    const isLook =
      ts.isCallExpression(at) &&
      /^(?:get|getex|getEx)$/.test(lastNameOf(calleeOf(at)) ?? '') &&
      receiverOf(at) === receiver &&
      at.arguments[0]?.getText() === key.getText();
    return (isLook && givesWhatItFound(at, /(?:await\s+|JSON\.parse\(\s*)?/)) || (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  };
  return fn !== undefined && receiver !== null && visit(fn);
}

function receiverOf(call: ts.CallExpression): string | null {
  const callee = bare(call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.expression.getText() : null;
}
