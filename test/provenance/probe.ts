// A workspace of texts, and the values of what those texts hand to `probe(...)`, written as access paths.
import { createProgram } from '../../server/src/provenance/create-program.ts';
import type { ApiValue, Token, Value } from '../../server/src/provenance/values.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import type { Program } from '../../server/src/provenance/program.ts';
import ts from 'typescript';

export function textWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const names = Object.keys(files).sort();
  return {
    root: '/',
    files: names,
    candidates: names,
    isIncluded: () => true,
    read: (file) => files[file] ?? null,
    resolve(from, specifier) {
      if (!specifier.startsWith('.')) {
        const package_ = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        return { kind: 'package', package: package_ === 'util' ? 'node:util' : package_, specifier };
      }
      const parts = from.split('/').slice(0, -1);
      for (const part of specifier.split('/')) {
        if (part === '..') parts.pop();
        else if (part !== '.') parts.push(part);
      }
      const path = parts.join('/');
      const file = [path, `${path}.ts`, `${path}.js`, `${path}/index.ts`, `${path}/index.js`].find((name) => name in files);
      return file === undefined ? null : { kind: 'file', file };
    },
    filesNaming: (word, limit = 1000) =>
      names.filter((name) => new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`).test(files[name] ?? '')).slice(0, limit),
    sqlNaming: () => [],
    versionOf: () => null,
    filesLike: () => [],
    skipped: [],
    stats: { filesDiscovered: names.length, filesRead: 0 },
  };
}

/** What each `probe(x)` of the files sees, in order. */
export function probe(files: Readonly<Record<string, string>> | string): readonly string[] {
  const all = typeof files === 'string' ? { 'a.ts': files } : files;
  const program = createProgram(textWorkspace(all));
  return Object.keys(all).flatMap((file) =>
    program.callsNamed(file, 'probe').map((call) => (ts.isCallExpression(call) && call.arguments[0] ? show(program.valueOf(call.arguments[0], null)) : '')),
  );
}

export function programOf(files: Readonly<Record<string, string>>): Program {
  return createProgram(textWorkspace(files));
}

export function show(value: Value): string {
  switch (value.kind) {
    case 'api':
      return showPath(value);
    case 'union':
      return value.values.map(show).sort().join(' | ');
    case 'constant':
      return JSON.stringify(value.value) ?? 'undefined';
    case 'class':
    case 'function':
      return `${value.kind} ${nameOf(value.node)}`;
    case 'instance':
      return `instance ${nameOf(value.class.node)}`;
    case 'module':
      return `module ${value.file}`;
    case 'message':
      return `message ${value.expression}`;
    case 'list':
      return `[${value.elements.map(show).join(', ')}]`;
    case 'parameter':
      return ['parameter', value.node.name.getText(), ...value.path.map(showToken)].join(' ');
    default:
      return value.kind;
  }
}

function nameOf(node: ts.Node): string {
  if ('name' in node && typeof node.name === 'object' && node.name !== null && 'text' in node.name) return String(node.name.text);
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'anonymous';
}

function showPath(value: ApiValue): string {
  return value.parent && value.token ? `${showPath(value.parent)}${value.parent.parent ? '.' : ' '}${showToken(value.token)}` : value.package;
}

function showToken(token: Token): string {
  if (token.kind === 'member') return token.name;
  if (token.kind === 'type') return `type ${token.name}`;
  if (token.kind === 'argument' || token.kind === 'parameter') return `${token.kind}${token.index}`;
  return token.kind === 'return' ? '()' : token.kind;
}
