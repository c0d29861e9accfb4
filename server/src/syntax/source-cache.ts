// Trees outlive programs: a file is parsed again only when its text has changed.
import type { SourceFile } from 'typescript';
import { parseFile } from './parse.ts';

export interface SourceCache {
  parse(file: string, text: string): SourceFile;
  /** Files parsed so far, each counted once. */
  size(): number;
}

export function createSourceCache(): SourceCache {
  const trees = new Map<string, SourceFile>();
  function parse(file: string, text: string): SourceFile {
    const known = trees.get(file);
    if (known?.text === text) return known;
    const made = parseFile(file, text);
    trees.set(file, made);
    return made;
  }
  return { parse, size: () => trees.size };
}
