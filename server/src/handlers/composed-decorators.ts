// Decorators of the workspace's own that apply a library's: `applyDecorators(RabbitSubscribe({ ... }))` in a function that methods are decorated with,
// or a mark that start-up code looks for and decorates those who carry it: `Reflect.decorate([MessagePattern(topic)], type.prototype, name, ...)`.
import ts from 'typescript';
import { calleeOf, indexOf } from '../syntax/file-index.ts';
import type { CallSite } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { classesOf, draftFor } from './class-registrations.ts';
import type { Draft, Search } from './draft.ts';
import { methodsMarkedFor } from './marked-methods.ts';
import { inPlace, through, type Context, type Question } from './outward.ts';
import { packageOn } from './registrations.ts';

/** The factories in a file that make such decorators, followed outward to the methods they decorate. */
export function composedDecorators(search: Search, file: string): readonly Draft[] {
  const source = search.program.sourceFile(file);
  if (!source) return [];
  const { calls } = indexOf(source);
  return [...search.registrations.byDecorator.keys()].flatMap((name) =>
    (calls.get(name) ?? []).flatMap((node) => (ts.isCallExpression(node) && !ts.isDecorator(node.parent) ? draftsOf(search, node, name) : [])),
  );
}

function draftsOf(search: Search, node: ts.CallExpression, name: string): readonly Draft[] {
  const callee = search.program.valueOf(calleeOf(node), null);
  const matching = (search.registrations.byDecorator.get(name) ?? []).filter((one) => packageOn(search.program, callee, one) !== null);
  const [registration] = matching;
  if (!registration) return [];
  const package_ = packageOn(search.program, callee, registration) ?? '';
  const question: Question = { at: node, read: (env) => search.program.valueOf(node, env) };
  const later = isAppliedByHand(node)
    ? methodsMarkedFor(search.program, node).map(({ site, method }) => ({ context: { ...inPlace, sites: [site] }, method }))
    : [];
  return [...decorating(search, question, node, inPlace, 0), ...later].flatMap(({ context, method }) => {
    const cls = search.program.classAround(method);
    const site: CallSite = { node, env: context.env };
    return (cls ? classesOf(search, cls) : []).flatMap((one) => {
      const draft = draftFor(search, matching, package_, one, method, site, callee);
      return draft ? [{ ...draft, registeredAt: context.sites.at(-1)?.node ?? node, outer: context.sites }] : [];
    });
  });
}

/** `Reflect.decorate([MessagePattern(topic)], prototype, name)`, `MessagePattern(topic)(prototype, name, descriptor)`. */
function isAppliedByHand(node: ts.CallExpression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression === node) return parent.arguments.length >= 2;
  if (!ts.isArrayLiteralExpression(parent) || !ts.isCallExpression(parent.parent)) return false;
  return parent.parent.arguments[0] === parent && bare(parent.parent.expression).getText() === 'Reflect.decorate';
}

interface Decorating {
  readonly context: Context;
  readonly method: ts.MethodDeclaration;
}

/** The methods decorated with what a function around `node` makes, each with the arguments it is made from. */
function decorating(search: Search, question: Question, node: ts.Node, context: Context, depth: number): readonly Decorating[] {
  const owners = depth < 3 ? functionsAround(node) : [];
  return owners.flatMap((owner) =>
    usesOf(search, owner).flatMap((site) => {
      const outside = through(search.program, question, owner, site, context);
      const method = ts.isDecorator(site.node.parent) ? site.node.parent.parent : null;
      if (method && ts.isMethodDeclaration(method) && method.body) return [{ context: outside, method }];
      return decorating(search, question, site.node, outside, depth + 1);
    }),
  );
}

/** Who decorates with it, and who else calls it. */
function usesOf({ program }: Search, owner: ts.SignatureDeclaration): readonly CallSite[] {
  const marking = program.decoratorsOf(owner);
  const known = new Set(marking.map(({ node }) => node));
  return [...marking, ...program.callsOf(owner).filter(({ node }) => !known.has(node))];
}

function functionsAround(node: ts.Node): readonly ts.SignatureDeclaration[] {
  const found: ts.SignatureDeclaration[] = [];
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) found.push(at);
  return found;
}
