// Files in the folder for temporary ones: what an attempt writes there, or leaves there, nobody reads after it.
import ts from 'typescript';
import type { AccessPath } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite, Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare, locate } from './locate.ts';
import { assignmentsTo } from './locals.ts';
import { givenTo, returnsOf } from './origins.ts';

/** Whether each of the paths that the call is given lies in the folder for temporary files. */
export function isTemporary(program: Program, paths: AccessPath | readonly AccessPath[], site: CallSite): boolean {
  return [paths].flat().every((path) => {
    const found = locate(program, path, site);
    return found !== null && isTemporaryPath(program, found.node, found.env, 0);
  });
}

const folder = /^(?:\/private)?\/(?:var\/)?tmp(?:\/|$)/;

function isTemporaryPath(program: Program, expression: ts.Expression, env: Environment, depth: number): boolean {
  if (depth > 8) return false;
  const node = bare(expression);
  const of = (part: ts.Expression, inside: Environment = env): boolean => isTemporaryPath(program, part, inside, depth + 1);
  if (ts.isStringLiteralLike(node)) return folder.test(node.text);
  if (ts.isTemplateExpression(node)) {
    const [first] = node.templateSpans;
    return node.head.text === '' ? first !== undefined && of(first.expression) : folder.test(node.head.text);
  }
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken && of(node.left);
  if (ts.isCallExpression(node)) return isTemporaryCall(program, node, env, of);
  if (!ts.isIdentifier(node)) return false;
  const declared = resolveName(node.text, node);
  if (declared === null) return false;
  if (ts.isParameter(declared)) {
    const given = givenTo(declared, env);
    return given !== null && of(given.node, given.env);
  }
  if (!ts.isVariableDeclaration(declared)) return false;
  const set = [...(declared.initializer === undefined ? [] : [declared.initializer]), ...assignmentsTo(node.text, declared)].filter(
    (value) => !isNothing(value),
  );
  return set.length > 0 && set.every((value) => of(value));
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || node.getText() === 'undefined' || (ts.isStringLiteralLike(node) && node.text === '');
}

/** `os.tmpdir()`, `path.join(os.tmpdir(), name)`, `mkdtemp(prefix)`, and functions of the workspace that return such a path. */
function isTemporaryCall(program: Program, node: ts.CallExpression, env: Environment, of: (part: ts.Expression, env?: Environment) => boolean): boolean {
  const callee = program.valueOf(node.expression, env);
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
  const [first] = node.arguments;
  if (callee.kind === 'api' && /^(?:node:)?os$/.test(callee.package)) return name === 'tmpdir';
  if (callee.kind === 'api' && /^(?:node:)?path$/.test(callee.package)) return /^(?:join|resolve|normalize)$/.test(name) && first !== undefined && of(first);
  if (callee.kind === 'api') return /^mkdtemp(?:Sync)?$/.test(name) && first !== undefined && of(first);
  if (callee.kind !== 'function') return false;
  const returned = returnsOf(callee.node.body);
  const inside = program.enter(callee, program.argumentsOf({ node, env }), { node, env });
  return returned.length > 0 && returned.every((value) => of(value, inside));
}
