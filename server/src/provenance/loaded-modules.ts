// Modules that an awilix container loads by patterns, each under the name of its file: `container.loadModules(['./src/handlers/*.js'], { formatName: 'camelCase' })`.
// @see awilix@12.0.5 lib/load-modules.js, lib/list-modules.js
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf, unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

const mostFiles = 20;

/** What the module of that name gives: its default export, constructed or called; null where no container near `from` loads one. */
export function loadedByName(ev: Evaluator, name: string, from: string): Value | null {
  const files = ev.workspace
    .filesNaming('loadModules', mostFiles)
    .filter((file) => nearness(file, from) > 0 || !file.includes('/'))
    .flatMap((file) => foldersLoaded(ev, file))
    .flatMap((folder) => ev.workspace.files.filter((file) => file.startsWith(folder) && isNamed(file, name)));
  const [file] = files.toSorted((left, right) => nearness(right, from) - nearness(left, from));
  const value = file === undefined ? unknown : made(ev, ev.exportOf(file, 'default'));
  return value.kind === 'unknown' ? null : value;
}

/** How many folders two files have in common. */
export function nearness(left: string, right: string): number {
  const others = right.split('/');
  const differs = left.split('/').findIndex((part, index) => part !== others[index]);
  return differs < 0 ? others.length : differs;
}

/** The folders that the patterns in a file start with, seen from each folder around it: a container is told paths from where its process starts. */
function foldersLoaded(ev: Evaluator, file: string): readonly string[] {
  const source = ev.sourceFile(file);
  const patterns = (source ? (indexOf(source).calls.get('loadModules') ?? []) : []).flatMap((call) => (ts.isCallExpression(call) ? patternsIn(call) : []));
  const around = file.split('/').slice(0, -1);
  const roots = around.map((_, index) => `${around.slice(0, index + 1).join('/')}/`).concat('');
  const starts = patterns.map((pattern) => pattern.replace(/^\.?\//, '').replace(/[^/]*[*{[?!].*$/, '')).filter((start) => start !== '');
  return roots.flatMap((root) => starts.map((start) => `${root}${start}`));
}

function patternsIn(call: ts.CallExpression): readonly string[] {
  const list = call.arguments[0] && bare(call.arguments[0]);
  if (!list || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap((element) => {
    const pattern = ts.isArrayLiteralExpression(element) ? element.elements[0] : element;
    return pattern && ts.isStringLiteralLike(pattern) ? [pattern.text] : [];
  });
}

/** Named as it is, or in camel case. */
function isNamed(file: string, name: string): boolean {
  const base = file.slice(file.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
  return (
    base === name || base.replace(/[-_.\s]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^[A-Z]/, (letter) => letter.toLowerCase()) === name
  );
}

function made(ev: Evaluator, exported: Value): Value {
  return unionOf(
    membersOf(exported).map((value) => {
      if (value.kind === 'class') return ev.instanceOf(value, null);
      return value.kind === 'function' ? ev.returned(value, { outer: value.env, node: value.node, args: [], self: value.self, depth: 1 }) : unknown;
    }),
  );
}
