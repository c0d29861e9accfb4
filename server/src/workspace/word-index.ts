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

/** All files and their signatures, side by side: a search is one pass over them. */
interface Signed {
  readonly files: readonly string[];
  readonly signatures: readonly Uint32Array[];
}

const nothing = new Uint32Array(1);

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
  let all: Signed | null = null;

  function signatureOf(file: string): Uint32Array {
    const known = signatures.get(file);
    if (known !== undefined) return known;
    const made = sign(latin1(file) ?? '');
    signatures.set(file, made);
    return made;
  }

  function signed(): Signed {
    all ??= { files: files(), signatures: files().map(signatureOf) };
    return all;
  }

  function filesNaming(word: string): readonly string[] {
    const known = answers.get(word);
    const bytes = Buffer.from(word, 'utf8').toString('latin1');
    const holds = (file: string): boolean => bytes !== '' && holdsWord(latin1(file) ?? '', bytes);
    if (known === undefined) {
      const found = mayHold(signed(), hashOf(bytes)).filter(holds);
      answers.set(word, { files: found, asOf: changes.length });
      return found;
    }
    for (const file of new Set(changes.slice(known.asOf))) {
      const is = holds(file);
      if (is !== known.files.includes(file)) known.files = is ? [...known.files, file].sort() : known.files.filter((each) => each !== file);
    }
    known.asOf = changes.length;
    return known.files;
  }

  function forget(file: string): void {
    signatures.delete(file);
    all = null;
    if (answers.size > 0) changes.push(file);
  }

  function forgetAnswers(): void {
    answers.clear();
    all = null;
    changes.length = 0;
  }

  return { filesNaming, forget, forgetAnswers };
}

let scratch: Buffer = Buffer.alloc(0);

/** Valid until the next call, a zero at its end: bytes are read faster than the characters of a string. */
function bytesOf(latin1: string): Uint8Array {
  if (scratch.length <= latin1.length) scratch = Buffer.alloc(2 * latin1.length + 1);
  scratch.write(latin1, 0, latin1.length, 'latin1');
  scratch[latin1.length] = 0;
  return scratch;
}

/** Two bits per identifier in about a quarter as many bits as the text has bytes: a wrong "maybe" for one file in a hundred. */
function sign(text: string): Uint32Array {
  let size = 32;
  while (size * 128 < text.length && size < 4096) size *= 2;
  const signature = new Uint32Array(size);
  const mask = size * 32 - 1;
  const { length } = text;
  const bytes = bytesOf(text);
  for (let at = 0; at < length; at += 1) {
    let code = bytes[at] ?? 0;
    if (isWordByte[code] !== 1) continue;
    let hash = 0x811c9dc5;
    do {
      hash = Math.imul(hash ^ code, 0x01000193);
      at += 1;
      code = bytes[at] ?? 0;
    } while (isWordByte[code] === 1);
    const first = hash & mask;
    const second = (hash >>> 15) & mask;
    signature[first >>> 5] = (signature[first >>> 5] ?? 0) | (1 << (first & 31));
    signature[second >>> 5] = (signature[second >>> 5] ?? 0) | (1 << (second & 31));
  }
  return signature;
}

/** Nearly every word is asked about nearly every file, so this is a plain loop. */
function mayHold({ files, signatures }: Signed, hash: number): string[] {
  const found: string[] = [];
  const second = hash >>> 15;
  for (let at = 0; at < signatures.length; at += 1) {
    const signature = signatures[at] ?? nothing;
    const mask = signature.length * 32 - 1;
    const bits = ((signature[(hash & mask) >>> 5] ?? 0) >>> (hash & 31)) & ((signature[(second & mask) >>> 5] ?? 0) >>> (second & 31));
    if ((bits & 1) === 1) found.push(files[at] ?? '');
  }
  return found;
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
