// Which files contain a word, without parsing any: a small signature of the identifiers of each file rules nearly all files out, the text decides about the rest.

export interface WordIndex {
  /** Files that contain `word` as a whole word, in the order of `files`. */
  filesNaming(word: string): readonly string[];
  /** The text of this file has changed. */
  forget(file: string): void;
  /** Which files there are has changed. */
  forgetAnswers(): void;
}

/** Identifier characters: letters, digits, `_`, `$` and every byte of a non-ASCII character. */
const isWordByte = new Uint8Array(256);
for (let code = 0; code < 256; code += 1) {
  const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  if (isLetter || (code >= 48 && code <= 57) || code === 95 || code === 36 || code >= 128) isWordByte[code] = 1;
}

interface Signed {
  readonly file: string;
  readonly signature: Uint32Array;
}

interface Answer {
  files: readonly string[];
  /** How many of the changed files it takes account of. */
  asOf: number;
}

/** `latin1` gives the bytes of a file as a string, or null when it can't be read; `files` the files to search, sorted. */
export function createWordIndex(files: () => readonly string[], latin1: (file: string) => string | null): WordIndex {
  const signatures = new Map<string, Uint32Array>();
  const answers = new Map<string, Answer>();
  const changes: string[] = [];
  let list: readonly Signed[] | null = null;

  function signatureOf(file: string): Uint32Array {
    const known = signatures.get(file);
    if (known !== undefined) return known;
    const made = sign(latin1(file) ?? '');
    signatures.set(file, made);
    return made;
  }

  /** All files with their signatures, side by side: a search is one pass over them. */
  function signed(): readonly Signed[] {
    list ??= files().map((file) => ({ file, signature: signatureOf(file) }));
    return list;
  }

  function filesNaming(word: string): readonly string[] {
    const search = searchFor(word);
    const known = answers.get(word);
    if (known === undefined) {
      const found: string[] = [];
      for (const { file, signature } of signed()) if (search(file, signature)) found.push(file);
      answers.set(word, { files: found, asOf: changes.length });
      return found;
    }
    for (const file of new Set(changes.slice(known.asOf))) {
      const is = search(file, signatureOf(file));
      if (is !== known.files.includes(file)) known.files = is ? [...known.files, file].sort() : known.files.filter((each) => each !== file);
    }
    known.asOf = changes.length;
    return known.files;
  }

  function searchFor(word: string): (file: string, signature: Uint32Array) => boolean {
    const bytes = Buffer.from(word, 'utf8').toString('latin1');
    const hash = hashOf(bytes);
    return (file, signature) => {
      if (bytes === '' || !mayHold(signature, hash)) return false;
      const text = latin1(file);
      return text !== null && holdsWord(text, bytes);
    };
  }

  function forget(file: string): void {
    signatures.delete(file);
    list = null;
    if (answers.size > 0) changes.push(file);
  }

  function forgetAnswers(): void {
    answers.clear();
    list = null;
    changes.length = 0;
  }

  return { filesNaming, forget, forgetAnswers };
}

/** Two bits per identifier in about a quarter as many bits as the text has bytes: a wrong "maybe" for one file in a hundred. */
function sign(text: string): Uint32Array {
  let size = 32;
  while (size * 128 < text.length && size < 4096) size *= 2;
  const signature = new Uint32Array(size);
  const mask = size * 32 - 1;
  const { length } = text;
  for (let at = 0; at < length; at += 1) {
    let code = text.charCodeAt(at);
    if (isWordByte[code] !== 1) continue;
    let hash = 0x811c9dc5;
    do {
      hash = Math.imul(hash ^ code, 0x01000193);
      at += 1;
      code = at < length ? text.charCodeAt(at) : 0;
    } while (isWordByte[code] === 1);
    const first = hash & mask;
    const second = (hash >>> 15) & mask;
    signature[first >>> 5] = (signature[first >>> 5] ?? 0) | (1 << (first & 31));
    signature[second >>> 5] = (signature[second >>> 5] ?? 0) | (1 << (second & 31));
  }
  return signature;
}

function mayHold(signature: Uint32Array, hash: number): boolean {
  const mask = signature.length * 32 - 1;
  const first = hash & mask;
  const second = (hash >>> 15) & mask;
  return (((signature[first >>> 5] ?? 0) >>> (first & 31)) & ((signature[second >>> 5] ?? 0) >>> (second & 31)) & 1) === 1;
}

function hashOf(bytes: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ bytes.charCodeAt(at), 0x01000193);
  return hash;
}

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = at === 0 ? 0 : isWordByte[text.charCodeAt(at - 1)];
    const after = isWordByte[text.charCodeAt(at + word.length)] ?? 0;
    if (before !== 1 && after !== 1) return true;
  }
  return false;
}
