// File names as infrastructure code writes them: `join(__dirname, '..', 'src/orders.ts')`, `${__dirname}/orders.ts`, also through a function that puts them together.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Program, Reading } from '../provenance/program.ts';
import type { Environment } from '../provenance/values.ts';
import { folderOf } from '../workspace/package-files.ts';
import { join } from '../workspace/project-files.ts';

const deepest = 6;

/** The path an expression spells, from the workspace's root where `__dirname` starts it, else as written; null when a part is computed elsewhere. */
export function writtenPath(program: Program, { node, env }: Reading): string | null {
  return ts.isExpression(node) ? pathOf(program, node, env, 0) : null;
}

function pathOf(program: Program, node: ts.Expression, env: Environment, depth: number): string | null {
  if (depth > deepest) return null;
  const again = (inner: ts.Expression): string | null => pathOf(program, inner, env, depth + 1);
  const inner = bare(node);
  if (ts.isIdentifier(inner) && inner.text === '__dirname') return folderOf(program.fileOf(inner));
  if (ts.isPropertyAccessExpression(inner) && inner.getText() === 'import.meta.dirname') return folderOf(program.fileOf(inner));
  if (ts.isTemplateExpression(inner)) {
    const parts = inner.templateSpans.map((span) => ({ value: again(span.expression), text: span.literal.text }));
    return parts.some(({ value }) => value === null) ? null : normal(inner.head.text + parts.map(({ value, text }) => `${value}${text}`).join(''));
  }
  if (ts.isCallExpression(inner)) return calledPath(program, inner, env, depth);
  const value = program.valueOf(inner, env);
  if (value.kind === 'constant') return typeof value.value === 'string' ? value.value : null;
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? again(declaration.initializer) : null;
}

function calledPath(program: Program, call: ts.CallExpression, env: Environment, depth: number): string | null {
  const callee = program.valueOf(bare(call.expression), env);
  const isPaths = callee.kind === 'api' && callee.package === 'node:path' && callee.token?.kind === 'member' && /^(?:join|resolve)$/.test(callee.token.name);
  if (isPaths) {
    const parts = call.arguments.map((argument) => pathOf(program, argument, env, depth + 1));
    return parts.some((part) => part === null) ? null : normal(parts.join('/'));
  }
  const [fn] = program.functionsOf(callee);
  const body = fn?.node.body;
  const [statement] = body && ts.isBlock(body) ? body.statements : [];
  const returned = body && !ts.isBlock(body) ? body : statement && ts.isReturnStatement(statement) ? statement.expression : undefined;
  if (!fn || !returned) return null;
  const site = { node: call, env };
  return pathOf(program, returned, program.enter(fn, program.argumentsOf(site), site), depth + 1);
}

function normal(path: string): string {
  return join('', path);
}
