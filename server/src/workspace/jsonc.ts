// JSON with comments, as people write it in settings files.
import { parse, parseTree, type Node, type ParseError } from 'jsonc-parser';

type Wrong = Pick<ParseError, 'offset' | 'length'>;

const nestedTooDeep: Wrong = { offset: 0, length: 1 };

/** The plain value, as far as it could be read, and what is wrong with the text. */
export function readJsonc(text: string): { readonly value: unknown; readonly errors: readonly Wrong[] } {
  const errors: ParseError[] = [];
  return shallow<ReturnType<typeof readJsonc>>(() => ({ value: parse(text, errors, { allowTrailingComma: true, allowEmptyContent: true }), errors }), {
    value: undefined,
    errors: [nestedTooDeep],
  });
}

/** The tree with its places, as far as it could be read, and what is wrong with the text. */
export function treeOfJsonc(text: string): { readonly root: Node | undefined; readonly errors: readonly Wrong[] } {
  const errors: ParseError[] = [];
  return shallow<ReturnType<typeof treeOfJsonc>>(() => ({ root: parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: false }), errors }), {
    root: undefined,
    errors: [nestedTooDeep],
  });
}

/** The parser goes down by calling itself: brackets without end are more than the stack holds. */
function shallow<Read>(read: () => Read, otherwise: Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
