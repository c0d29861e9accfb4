// Turns the text of one file into a tree. Errors are tolerated: the parser recovers, and what it could not read is simply not there.
import ts from 'typescript';

const kinds: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JSX,
  jsx: ts.ScriptKind.JSX,
  mjs: ts.ScriptKind.JSX,
  cjs: ts.ScriptKind.JSX,
  json: ts.ScriptKind.JSON,
};

/** Parses `text` as the language that the file's name says; parents are set. */
export function parseFile(file: string, text: string): ts.SourceFile {
  const extension = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return withParents(ts.createSourceFile(file, text, options, false, kinds[extension] ?? ts.ScriptKind.TS));
}

/** The compiler's own way makes a list for every node, a seventh of the time that parsing takes; comments have no nodes here. */
function withParents(source: ts.SourceFile): ts.SourceFile {
  const pending: ts.Node[] = [];
  let parent: ts.Node = source;
  const bind = (child: ts.Node): void => {
    (child as { parent: ts.Node }).parent = parent;
    if (child.kind >= ts.SyntaxKind.FirstNode) pending.push(child);
  };
  for (let next: ts.Node | undefined = source; next !== undefined; next = pending.pop()) {
    parent = next;
    ts.forEachChild(next, bind);
    if (ts.isFunctionLike(next)) leaveOutThis(next);
  }
  return source;
}

/** `find(this: Orders, id: string)`: a type alone, erased before anything runs. Without it, positions among parameters are those among arguments. */
function leaveOutThis(fn: ts.SignatureDeclaration): void {
  const [first] = fn.parameters;
  if (!first || !ts.isParameter(first) || !ts.isIdentifier(first.name) || first.name.text !== 'this') return;
  const { pos, end, hasTrailingComma } = fn.parameters;
  Object.assign(fn, { parameters: Object.assign(fn.parameters.slice(1), { pos, end, hasTrailingComma }) });
}
