// Where something stands in a file, as people and editors print it: the one notion of position every layer right of syntax uses.

/** 1-based line and column; `file` is relative to the audited folder, with `/`. The end is exclusive in columns, inclusive in lines. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Orders places by file, then line, then column: the order in which everything is reported. */
export function comparePlaces(left: Place, right: Place): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
