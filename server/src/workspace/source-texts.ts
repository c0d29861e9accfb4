// The texts of files, each read at most once while memory allows: open documents first, then the disk.
// Texts are kept as Latin-1 of their bytes: one byte a character, searchable as they are; the real text is made on demand.
import { fromText, readBytes, textOf, type ReadResult } from './disk.ts';

export interface SourceTexts {
  /** The bytes as Latin-1 and whether that is the text already. */
  raw(file: string): ReadResult;
  text(file: string): string | null;
  /** Lays an unsaved text over the file; null takes it away. */
  overlay(file: string, text: string | null): void;
  /** Files with an unsaved text. */
  open(): Iterable<string>;
  forget(file: string): void;
  /** Files read from the disk so far. */
  reads(): number;
}

/** Beyond this many bytes texts are read again when they are needed again. */
const keptBytes = 64_000_000;
const keptDecoded = 200;

export function createSourceTexts(root: string, cap: number): SourceTexts {
  const kept = new Map<string, ReadResult>();
  const unsaved = new Map<string, ReadResult>();
  const decoded = new Map<string, string>();
  let bytes = 0;
  let count = 0;

  function raw(file: string): ReadResult {
    const known = unsaved.get(file) ?? kept.get(file);
    if (known !== undefined) return known;
    const result = readBytes(root, file, cap);
    count += 1;
    const size = result.kind === 'text' ? result.latin1.length : 0;
    if (bytes + size <= keptBytes) {
      kept.set(file, result);
      bytes += size;
    }
    return result;
  }

  function text(file: string): string | null {
    const result = raw(file);
    if (result.kind !== 'text') return null;
    if (result.isAscii) return result.latin1;
    const known = decoded.get(file);
    if (known !== undefined) return known;
    const made = textOf(result);
    for (const oldest of decoded.keys()) {
      if (decoded.size < keptDecoded) break;
      decoded.delete(oldest);
    }
    decoded.set(file, made);
    return made;
  }

  function forget(file: string): void {
    const known = kept.get(file);
    if (known?.kind === 'text') bytes -= known.latin1.length;
    kept.delete(file);
    decoded.delete(file);
  }

  function overlay(file: string, content: string | null): void {
    decoded.delete(file);
    if (content === null) unsaved.delete(file);
    else unsaved.set(file, fromText(content));
  }

  return { raw, text, overlay, open: () => unsaved.keys(), forget, reads: () => count };
}
