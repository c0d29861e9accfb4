// Reads the annotations out of a file's comments. What follows from them is the engine's business.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { Annotation } from '../facts/annotation.ts';
import { effectKinds } from '../facts/vocabulary.ts';
import { commentsOf, type Comment } from './comments.ts';
import { placeIn, placeOfSpan } from './places.ts';

const marker = /(?<![\w@])@(delivery|idempotent|effect)(?=[ \t]|\*|$)|(?<![\w-])(delivery-ignore)(?![\w-])/gmu;

/** Whether the text can hold an annotation at all: most files can't, and are not looked through. */
export function mayAnnotate(text: string): boolean {
  return /@delivery|@idempotent|@effect|delivery-ignore/u.test(text);
}

/** Every annotation of the file, in order. */
export function annotationsOf(source: ts.SourceFile): readonly Annotation[] {
  if (!mayAnnotate(source.text)) return [];
  return commentsOf(source).flatMap((comment) => annotationsIn(source, comment));
}

function annotationsIn(source: ts.SourceFile, comment: Comment): readonly Annotation[] {
  const inner = comment.text.startsWith('/*') ? comment.text.slice(0, -2) : comment.text;
  return [...inner.matchAll(marker)].map((match) => {
    const rest = inner.slice(match.index + match[0].length);
    const words = (/^[^\r\n]*/u.exec(rest)?.[0] ?? '').trim();
    const start = comment.start + match.index;
    const place = placeOfSpan(source, start, start + match[0].length + (/^[^\r\n]*/u.exec(rest)?.[0].trimEnd().length ?? 0));
    const base = { place, covers: coveredBy(source, comment) };
    if (match[2] !== undefined) return suppression(base, words);
    if (match[1] === 'delivery') return delivery(base, words);
    return match[1] === 'effect' ? effect(base, words) : idempotent(base, words);
  });
}

interface Base {
  readonly place: Place;
  readonly covers: Place;
}

function delivery(base: Base, words: string): Annotation {
  const [first = ''] = words.split(/\s+/u);
  const guarantee = first === 'at-least-once' || first === 'at-most-once' ? first : null;
  const attempts = valueOf(words, 'attempts');
  const deadLetter = valueOf(words, 'dlq');
  if (guarantee === null && (first === '' || !first.includes('=')))
    return { ...base, kind: 'malformed', problem: '@delivery is followed by at-least-once or at-most-once, or by dlq=... or attempts=...' };
  if (attempts !== null && !/^[1-9]\d*$/u.test(attempts)) return { ...base, kind: 'malformed', problem: 'attempts= is followed by a number, 1 or more' };
  return { ...base, kind: 'delivery', guarantee, deadLetter, attempts: attempts === null ? null : Number(attempts) };
}

function idempotent(base: Base, words: string): Annotation {
  const via = /(?:^|\s)via\s+(.+)$/u.exec(words)?.[1]?.trim() ?? null;
  return { ...base, kind: 'idempotent', key: valueOf(words, 'key'), via };
}

function effect(base: Base, words: string): Annotation {
  const [first = ''] = words.split(/\s+/u);
  const is = first === 'harmless' ? first : effectKinds.find((kind) => kind === first);
  if (is === undefined) return { ...base, kind: 'malformed', problem: `@effect is followed by harmless or by a kind of effect (${effectKinds.join(', ')})` };
  return { ...base, kind: 'effect', is, reason: /(?:^|\s)reason=(.+)$/u.exec(words)?.[1]?.trim() ?? null };
}

function suppression(base: Base, words: string): Annotation {
  const [names = '', reason] = words.split(/\s--\s*/u);
  const rules = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (rules.length === 0) return { ...base, kind: 'malformed', problem: 'delivery-ignore is followed by the name of a rule' };
  if (reason === undefined || reason.trim() === '')
    return { ...base, kind: 'malformed', problem: `delivery-ignore needs a reason: delivery-ignore ${rules.join(', ')} -- reason` };
  return { ...base, kind: 'suppression', rules, reason: reason.trim() };
}

function valueOf(words: string, key: string): string | null {
  return new RegExp(`(?:^|\\s)${key}=(\\S+)`, 'u').exec(words)?.[1] ?? null;
}

/** Behind code, the comment is about what its line holds; alone on its line, about what comes next. */
function coveredBy(source: ts.SourceFile, comment: Comment): Place {
  const lineStart = source.text.lastIndexOf('\n', comment.start - 1) + 1;
  const before = source.text.slice(lineStart, comment.start).trim();
  const position =
    before === '' || before.endsWith('*/') ? nextCode(source, comment.end) : lineStart + (/^\s*/u.exec(source.text.slice(lineStart))?.[0].length ?? 0);
  const node = outermostFrom(source, position);
  return node === null ? comment.place : placeIn(source, node);
}

function nextCode(source: ts.SourceFile, from: number): number {
  const trivia = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/uy;
  trivia.lastIndex = from;
  return from + (trivia.exec(source.text)?.[0].length ?? 0);
}

/** The largest node below the file that starts there: the whole statement, member, property or argument. */
function outermostFrom(source: ts.SourceFile, position: number): ts.Node | null {
  let node: ts.Node = source;
  for (;;) {
    const child: ts.Node | undefined = ts.forEachChild(node, (each) => (each.getFullStart() <= position && position < each.end ? each : undefined));
    if (child === undefined) return null;
    if (child.getStart(source) === position && child.kind !== ts.SyntaxKind.SyntaxList) return child;
    node = child;
  }
}
