// What an answer rests on: which files were looked at, which words searched for, on the way to it. Remembered answers keep what they rested on,
// because everything is noted down under the declaration it was computed for, and whoever comes by that declaration inherits it.

export interface Dependencies {
  /** Runs `work` on behalf of `key`: what it touches, `key` rests on; and whoever is running now rests on `key`. */
  within<Result>(key: string, work: () => Result): Result;
  /** Whoever is running now rests on `key`. */
  touch(key: string): void;
  /** Everything that `key` rests on, itself included. */
  closure(key: string): ReadonlySet<string>;
}

/** A key for a part of a file, as small as its edits can be told apart; who rests on it rests on the file. */
export function partKey(file: string, start: number): string {
  return `${file}${partMark}${start}`;
}

const partMark = '\u0000';

/** A key for "which files contain this word": keys without this mark are files. */
export function wordKey(word: string): string {
  return `word:${word}`;
}

/** For answers that nobody keeps. */
export const noDependencies: Dependencies = { within: (_key, work) => work(), touch: () => {}, closure: () => new Set() };

export function createDependencies(): Dependencies {
  const edges = new Map<string, Set<string>>();
  let current = '';
  let touched = edgesOf('');

  function edgesOf(key: string): Set<string> {
    const known = edges.get(key);
    if (known !== undefined) return known;
    const made = new Set<string>();
    edges.set(key, made);
    return made;
  }

  function within<Result>(key: string, work: () => Result): Result {
    if (key === current) return work();
    touched.add(key);
    const outer = current;
    const outerTouched = touched;
    current = key;
    touched = edgesOf(key);
    try {
      return work();
    } finally {
      current = outer;
      touched = outerTouched;
    }
  }

  function closure(key: string): ReadonlySet<string> {
    const found = new Set([key]);
    for (const each of found) for (const next of edges.get(each) ?? []) found.add(next);
    for (const each of found) {
      const at = each.indexOf(partMark);
      if (at > 0) {
        found.delete(each);
        found.add(each.slice(0, at));
      }
    }
    return found;
  }

  return { within, touch: (key) => void touched.add(key), closure };
}
