// Reads each source once to decide whether it may register a handler, and whether it is worth looking at at all; a slice at a time where that is asked for.
import type { Skipped } from '../facts/handler.ts';
import { unfitText } from './file-kinds.ts';
import type { SourceTexts } from './source-texts.ts';

export interface Sources {
  /** Sorted. */
  readonly files: readonly string[];
  /** Whether a text may register a handler. */
  readonly selects: (text: string) => boolean;
}

export interface Candidates {
  among(sources: Sources): readonly string[];
  /** Looks at up to `count` more files; false when none is left. */
  scan(sources: Sources, count: number): boolean;
  /** The bytes of a file that is worth looking at. */
  latin1(file: string): string | null;
  /** Files that are not, and why. */
  unfit(): readonly Skipped[];
  /** The text of this file has changed. */
  forget(file: string): void;
  /** Which files there are has changed. */
  restart(): void;
}

export function createCandidates(texts: SourceTexts): Candidates {
  const reasons = new Map<string, string>();
  const chosen = new Map<string, boolean>();
  let candidates: readonly string[] | null = null;
  let scanned = 0;

  function choose(file: string, { selects }: Sources): boolean {
    const known = chosen.get(file);
    if (known !== undefined) return known;
    const raw = texts.raw(file);
    const reason = raw.kind === 'text' ? unfitText(raw.latin1) : raw.reason;
    if (reason !== null) reasons.set(file, reason);
    const is = reason === null && raw.kind === 'text' && selects(raw.latin1);
    chosen.set(file, is);
    return is;
  }

  return {
    among(sources) {
      candidates ??= sources.files.filter((file) => choose(file, sources));
      return candidates;
    },
    scan(sources, count) {
      const end = Math.min(sources.files.length, scanned + count);
      for (; scanned < end; scanned += 1) choose(sources.files[scanned] ?? '', sources);
      return scanned < sources.files.length;
    },
    latin1(file) {
      const raw = texts.raw(file);
      return raw.kind === 'text' && !reasons.has(file) ? raw.latin1 : null;
    },
    unfit: () => [...reasons].map(([file, reason]) => ({ file, reason })),
    forget(file) {
      chosen.delete(file);
      reasons.delete(file);
      candidates = null;
    },
    restart() {
      chosen.clear();
      reasons.clear();
      candidates = null;
      scanned = 0;
    },
  };
}
