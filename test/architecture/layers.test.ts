// Holds the line between the layers: names the file and line of every import that points to the right, and of every fenced package outside its fence.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const order = 'base facts models workspace syntax provenance handlers flow verdict rules guards fixes engine report cli lsp'.split(' ');

/** Which folders of server/src may import a package; every other package is open to all. */
const fences: readonly { readonly packages: RegExp; readonly folders: readonly string[] }[] = [
  { packages: /^typescript$/, folders: ['syntax', 'provenance', 'handlers', 'flow', 'guards', 'fixes'] },
  { packages: /^(node:)?fs(\/promises)?$|^fdir$|^ignore$/, folders: ['workspace', 'cli'] },
  { packages: /^vscode-languageserver/, folders: ['lsp'] },
  { packages: /^vscode(-languageclient.*)?$/, folders: [] },
];

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsBelow(folder: string): Import[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => importsOf(join(folder, name)));
}

function importsOf(file: string): Import[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const found = /(?:^|\s)from '([^']+)'|^import '([^']+)'|\b(?:import|require)\('([^']+)'\)/.exec(text);
    const specifier = found?.[1] ?? found?.[2] ?? found?.[3];
    return specifier === undefined || text.trimStart().startsWith('//')
      ? []
      : [{ file, line: index + 1, specifier, typeOnly: /^\s*(import|export) type /.test(text) }];
  });
}

const folderOf = (file: string): string => relative('server/src', file).split('/')[0] ?? '';

test('a layer of the server imports only layers to its left', () => {
  const wrong = importsBelow('server/src').filter(({ file, specifier }) => {
    if (!specifier.startsWith('.')) return false;
    const target = relative('.', join(dirname(file), specifier));
    // Guards bundle the guard's own source; the configuration is read by the schema that editors read.
    if (!target.startsWith('server/src')) return folderOf(file) !== 'guards' && !(folderOf(file) === 'workspace' && target.startsWith('syntaxes'));
    return order.indexOf(folderOf(target)) > order.indexOf(folderOf(file));
  });
  assert.deepEqual(
    wrong.map((found) => `${found.file}:${found.line} imports ${found.specifier}`),
    [],
  );
});

test('every folder of the server is a known layer', () => {
  const folders = readdirSync('server/src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(
    folders.filter((name) => !order.includes(name)),
    [],
  );
});

test('fenced packages stay inside their fence', () => {
  const wrong = importsBelow('server/src').filter(({ file, specifier }) =>
    fences.some((fence) => fence.packages.test(specifier) && !fence.folders.includes(folderOf(file))),
  );
  assert.deepEqual(
    wrong.map((found) => `${found.file}:${found.line} imports ${found.specifier}`),
    [],
  );
});

test('the client imports VS Code, and of the server only the types of its protocol', () => {
  const wrong = importsBelow('client/src').filter(({ specifier, typeOnly }) => {
    if (specifier.startsWith('.')) return specifier.includes('server/') && !(typeOnly && specifier.endsWith('server/src/lsp/protocol.ts'));
    return !/^(vscode|vscode-languageclient(\/.*)?|node:.*)$/.test(specifier);
  });
  assert.deepEqual(
    wrong.map((found) => `${found.file}:${found.line} imports ${found.specifier}`),
    [],
  );
});

test('no file or folder has a name that says nothing', () => {
  const names = ['server', 'client', 'test']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
  const empty = names.filter((name) => /(^|\/)(utils?|helpers?|common|misc|shared|types)(\.ts)?$/.test(name));
  assert.deepEqual(empty, []);
});
