// The words that an edit brought into a file or took out of it: searches for these may have other answers now.

const word = /[\w$\u0080-\uffff]+/g;

export function wordsThatDiffer(before: string, after: string): readonly string[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  return [...old].filter((each) => !now.has(each)).concat([...now].filter((each) => !old.has(each)));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(word) ?? []);
}
