// What is read out of a text by looking it through, remembered by the text itself: after an edit all texts but one are the same.

const mostTexts = 6000;

/** The same answers as `work`, each computed once for a text. */
export function byText<Result>(work: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    if (known.size >= mostTexts) known.clear();
    const result = work(text);
    known.set(text, { result });
    return result;
  };
}
