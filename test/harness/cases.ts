// Reads a Markdown file of cases: a heading is a case's name, fenced blocks are its files, trailing comments are its expectations.
// Words: `handler: <headline> [transport] ["source"]`, `delivery: <guarantee>`, `effect: lost <answer>, repeated <answer>`, `ack`, `guard: <kind>`, `opaque`, `harmless`, `finding: [rule] "part of the message"`.

export interface CaseFile {
  readonly path: string;
  readonly text: string;
}

export interface Expectation {
  readonly word: 'handler' | 'delivery' | 'effect' | 'ack' | 'guard' | 'opaque' | 'harmless' | 'finding';
  readonly file: string;
  readonly line: number;
  readonly rest: string;
}

export interface Case {
  readonly name: string;
  /** Line of the heading, for failure messages. */
  readonly line: number;
  readonly files: readonly CaseFile[];
  readonly expectations: readonly Expectation[];
  /** The words whose facts must match in both directions: those that occur, and always `handler`. */
  readonly words: ReadonlySet<Expectation['word']>;
}

const extensions: Readonly<Record<string, string>> = { typescript: 'ts', javascript: 'js', yaml: 'yml' };
const pattern =
  /\b(handler|delivery|effect|guard|finding|opaque|harmless|ack)\b(?::\s*((?:(?!\s{2,}(?:handler|delivery|effect|guard|finding|opaque|harmless|ack)\b).)*))?/g;

/** Splits the text of a Markdown file into its cases; a heading without blocks is prose. */
export function readCases(markdown: string): Case[] {
  const cases: { name: string; line: number; files: CaseFile[] }[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heading = /^#{2,4} (.+)/.exec(line);
    if (heading) cases.push({ name: heading[1] ?? '', line: index + 1, files: [] });
    const current = cases.at(-1);
    const fence = /^```(\w+)(?:\s+(\S+))?/.exec(line);
    if (!fence || !current) continue;
    const end = lines.indexOf('```', index + 1);
    const language = fence[1] ?? 'ts';
    const named = fence[2] ?? pathBefore(lines, index) ?? `case.${extensions[language] ?? language}`;
    current.files.push({ path: named, text: `${lines.slice(index + 1, end).join('\n')}\n` });
    index = end;
  }
  return cases.filter((found) => found.files.length > 0).map(complete);
}

function pathBefore(lines: readonly string[], fence: number): string | null {
  for (let index = fence - 1; index >= 0 && index >= fence - 2; index--) {
    const named = /^`([^`\s]+)`:?$/.exec((lines[index] ?? '').trim())?.[1];
    if (named !== undefined) return named;
    if ((lines[index] ?? '').trim() !== '') return null;
  }
  return null;
}

function complete(found: { name: string; line: number; files: CaseFile[] }): Case {
  const expectations = found.files.flatMap((file) => file.text.split('\n').flatMap((text, index) => expectationsIn(text, file.path, index + 1)));
  return { ...found, expectations, words: new Set<Expectation['word']>(['handler', ...expectations.map((expected) => expected.word)]) };
}

const words: readonly Expectation['word'][] = ['handler', 'delivery', 'effect', 'ack', 'guard', 'opaque', 'harmless', 'finding'];

function expectationsIn(text: string, file: string, line: number): Expectation[] {
  const comment = /(?:\/\/|#)\s*((?:handler|delivery|effect|guard|finding|opaque|harmless|ack)\b.*)$/.exec(text)?.[1];
  if (comment === undefined) return [];
  return [...comment.matchAll(pattern)].flatMap((match) => {
    const word = words.find((candidate) => candidate === match[1]);
    return word === undefined ? [] : [{ word, file, line, rest: (match[2] ?? '').trim() }];
  });
}
