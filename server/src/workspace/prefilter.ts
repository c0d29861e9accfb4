// The words that make a file worth parsing first, as one expression over its text.

export interface PrefilterWords {
  /** npm packages: a file that names one in quotes (or a subpath of it) is a candidate. */
  readonly packages: readonly string[];
  /** Other words that registrations are known by without an import: type names, decorators. */
  readonly words: readonly string[];
}

/** A test over the text (or its Latin-1 bytes) of a file. */
export function compilePrefilter(filter: PrefilterWords): (text: string) => boolean {
  const packages = [...new Set(filter.packages)].sort().map(escape);
  const words = [...new Set(filter.words)].sort().map(escape);
  const alternatives = [
    ...(packages.length > 0 ? [`['"\`](?:${packages.join('|')})(?:/[^'"\`\\n]*)?['"\`]`] : []),
    ...(words.length > 0 ? [`\\b(?:${words.join('|')})\\b`] : []),
  ];
  if (alternatives.length === 0) return () => false;
  const expressions = alternatives.map((each) => new RegExp(each));
  return (text) => expressions.some((expression) => expression.test(text));
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
