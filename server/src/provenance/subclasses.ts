// Downward: the classes that extend a class or implement a type, also by a type that extends it or is another name for it.
import ts from 'typescript';
import { indexOf } from '../syntax/file-index.ts';
import { localNames, mostFiles, namesOf } from './known-names.ts';
import { baseClass } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';
import type { ClassValue, ObjectType, Value } from './values.ts';

const most = 200;

/** All classes below, nearest first, each once. */
export function subclassesOf(ev: Evaluator, target: ClassValue | ObjectType): readonly ClassValue[] {
  const found: ClassValue[] = [];
  const pending = new Set<ts.ClassLikeDeclaration | ObjectType>([target.kind === 'class' ? target.node : target]);
  for (const next of pending) {
    for (const sub of directSubclasses(ev, next)) {
      if (found.length === most) return found;
      if (found.some((other) => other.node === sub.node)) continue;
      found.push(sub);
      pending.add(sub.node);
    }
    if (!ts.isClassLike(next)) for (const type of typesOf(ev, next)) pending.add(type);
  }
  return found;
}

/** The types that extend a type or are another name for it. */
function typesOf(ev: Evaluator, target: ObjectType): readonly ObjectType[] {
  const { text: name } = target.name;
  const word = name.replaceAll('$', '\\$');
  const names = new RegExp(`\\b(?:interface|type)\\s[^{;]*(?<![\\w$])${word}(?![\\w$])`);
  return ev.workspace.filesNaming(name, mostFiles).flatMap((file) => {
    const source = names.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    const types = (source?.statements ?? []).flatMap((node) => (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? [node] : []));
    return types.filter((type) => namesBehind(type).some((base) => namesIt(ev, base, target)));
  });
}

export function directSubclasses(ev: Evaluator, target: ts.ClassLikeDeclaration | ObjectType): readonly ClassValue[] {
  // `class Consumer` is somebody else's `const Base = require('./consumer')`.
  const names = ts.isClassLike(target) ? namesOf(ev, target) : [target.name.text];
  const found: ClassValue[] = [];
  for (const name of names) {
    const word = name.replaceAll('$', '\\$');
    const heritage = new RegExp(`\\b(?:extends|implements)\\b[^{;]*(?<![\\w$])${word}(?![\\w$])|(?<![\\w$])${word}\\s*(?:as|:)\\s`);
    for (const file of ev.workspace.filesNaming(name, mostFiles)) {
      // Most files that name a type only use it.
      const source = heritage.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
      if (!source) continue;
      for (const node of indexOf(source).classes) {
        const cls: ClassValue = { kind: 'class', node, env: null };
        const isBelow = ts.isClassLike(target) ? node !== target && extendsIt(ev, cls, target, name) : implementsIt(ev, node, target);
        if (isBelow && !found.some((other) => other.node === node)) found.push(cls);
      }
    }
  }
  return found;
}

function extendsIt(ev: Evaluator, cls: ClassValue, target: ts.ClassLikeDeclaration, name: string): boolean {
  const clauses = cls.node.heritageClauses ?? [];
  const written = clauses.some((clause) =>
    clause.types.some((type) => type.getText().includes(name) || localNames(cls.node.getSourceFile(), name).some((local) => type.getText().includes(local))),
  );
  if (!written) return false;
  if (membersOf(baseClass(ev, cls)).some((base: Value) => base.kind === 'class' && base.node === target)) return true;
  return implementsIt(ev, cls.node, target);
}

function implementsIt(ev: Evaluator, node: ts.ClassLikeDeclaration, target: ts.Node): boolean {
  const clauses = (node.heritageClauses ?? []).filter((clause) => clause.token === ts.SyntaxKind.ImplementsKeyword);
  return clauses.some((clause) => clause.types.some((type) => namesIt(ev, type.expression, target)));
}

function namesIt(ev: Evaluator, name: ts.Node, target: ts.Node): boolean {
  const meaning = ts.isIdentifier(name) ? ev.typeNamed(name.text, name.parent) : null;
  return meaning?.kind === 'declaration' && meaning.node === target;
}

/** The names of the types that a type extends, is put together from, or is another name for. */
function namesBehind(node: ts.Node): readonly ts.Node[] {
  if (ts.isInterfaceDeclaration(node)) return (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => type.expression));
  if (!ts.isTypeAliasDeclaration(node)) return [];
  const parts = ts.isIntersectionTypeNode(node.type) ? node.type.types : [node.type];
  return parts.flatMap((part) => (ts.isTypeReferenceNode(part) ? [part.typeName] : []));
}
