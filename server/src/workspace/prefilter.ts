// The words that make a file worth parsing first, as one expression over its text.
import { escapeWord } from '../base/escape-word.ts';

export interface PrefilterWords {
  /** npm packages: a file that names one in quotes (or a subpath of it) is a candidate. */
  readonly packages: readonly string[];
  /** Modules of the workspace, by the last telling part of their path: a file that imports from a path that ends in it is a candidate. */
  readonly modules?: readonly string[];
  /** Other words that registrations are known by without an import: type names, decorators. */
  readonly words: readonly string[];
}

/** A test over the text (or its Latin-1 bytes) of a file. */
export function compilePrefilter(filter: PrefilterWords): (text: string) => boolean {
  const [packages, modules, words] = [filter.packages, filter.modules ?? [], filter.words].map((list) => [...new Set(list)].sort().map(escapeWord).join('|'));
  const alternatives = [
    ...(packages ? [`['"\`](?:${packages})(?:/[^'"\`\\n]*)?['"\`]`] : []),
    ...(modules ? [`['"\`/](?:${modules})(?:/(?:${plainFolders}))*(?:\\.[cm]?[jt]sx?)?['"\`]`] : []),
    ...(words ? [`\\b(?:${words})\\b`] : []),
  ];
  if (alternatives.length === 0) return () => false;
  const expressions = alternatives.map((each) => new RegExp(each));
  return (text) => expressions.some((expression) => expression.test(text));
}

const plainFolders = 'index|src|lib|dist|main';
const isPlainFolder = new RegExp(`^(?:${plainFolders})$`);

/** `./libs/bus/src/index.ts` is imported as `@acme/bus`, `../bus`, `../bus/src`: what tells it is `bus`. */
export function moduleWord(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  return parts.findLast((part) => !isPlainFolder.test(part) && part !== '.') ?? parts.at(-1) ?? '';
}
