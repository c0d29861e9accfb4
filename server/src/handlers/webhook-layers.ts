// What stands on a router before its routes: a layer (`router.use(check)`, `app.use('/hooks', check, router)`) or a hook lets requests through to all that is posted to the router behind it.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';

/** The calls that post a route behind the layer. */
export function postedBehind(program: Program, layer: ts.CallExpression): readonly ts.CallExpression[] {
  const last = layer.arguments.at(-1);
  const mounted = last === undefined ? null : routerMade(program, last);
  if (mounted !== null) return postedTo(mounted);
  const router = ts.isPropertyAccessExpression(layer.expression) ? declarationOf(layer.expression.expression) : null;
  const path = prefixOf(layer);
  return router === null ? [] : postedTo(router).filter((call) => call.pos > layer.pos && (path === null || (pathOf(call) ?? '').startsWith(path)));
}

/** Where the router is declared that a value was made as, `export const hooks = Router()`. */
function routerMade(program: Program, expression: ts.Expression): ts.Node | null {
  const own = declarationOf(expression);
  if (own !== null && ts.isVariableDeclaration(own) && postedTo(own).length > 0) return own;
  const made = membersOf(program.valueOf(bare(expression), null)).flatMap((value) => (value.kind === 'api' && value.call !== null ? [value.call.node] : []));
  return made.flatMap(({ parent }) => keptAs(parent) ?? []).find((kept) => postedTo(kept).length > 0) ?? null;
}

/** The variable, or the field of a class, that what is made becomes: `router = Router()`, `this.router = Router()`. */
function keptAs(around: ts.Node): ts.Node | null {
  if (ts.isVariableDeclaration(around) || ts.isPropertyDeclaration(around)) return around;
  return ts.isBinaryExpression(around) ? declarationOf(around.left) : null;
}

function postedTo(router: ts.Node): readonly ts.CallExpression[] {
  const { calls } = indexOf(router.getSourceFile());
  return ['post', 'put', 'all']
    .flatMap((method) => calls.get(method) ?? [])
    .filter(ts.isCallExpression)
    .filter(
      ({ expression, arguments: given }) => given.length > 1 && ts.isPropertyAccessExpression(expression) && declarationOf(expression.expression) === router,
    );
}

function declarationOf(expression: ts.Expression): ts.Node | null {
  const name = bare(expression);
  if (ts.isIdentifier(name)) return resolveName(name.text, name);
  if (!ts.isPropertyAccessExpression(name) || name.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const members = ts.findAncestor(name, ts.isClassLike)?.members ?? [];
  return members.find((member) => ts.isPropertyDeclaration(member) && member.name.getText() === name.name.text) ?? null;
}

/** The path that the layer is for; null for all, or the event of a hook. */
function prefixOf(layer: ts.CallExpression): string | null {
  const path = layer.arguments.length > 1 && ts.isPropertyAccessExpression(layer.expression) && layer.expression.name.text === 'use' ? pathOf(layer) : null;
  return path === null ? null : path.replace(/\/?\*$/, '');
}

function pathOf(call: ts.CallExpression): string | null {
  const [path] = call.arguments;
  return path !== undefined && ts.isStringLiteralLike(path) ? path.text : null;
}
