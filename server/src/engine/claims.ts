// Comments that promise what no network can, in the files that have to do with handlers. Each text is looked through once.
import type { Finding } from '../facts/handler.ts';
import { claimsIn } from '../rules/exactly-once-claim.ts';
import { commentsOf } from '../syntax/comments.ts';
import { parseFile } from '../syntax/parse.ts';

interface Texts {
  read(file: string): string | null;
}

interface Known {
  readonly text: string;
  readonly findings: readonly Finding[];
}

const byWorkspace = new WeakMap<Texts, Map<string, Known>>();

export function claimsOf(workspace: Texts, files: readonly string[]): readonly Finding[] {
  const known = byWorkspace.get(workspace) ?? new Map<string, Known>();
  byWorkspace.set(workspace, known);
  return files.flatMap((file) => {
    const text = workspace.read(file);
    if (text === null || !/(?:exactly|only)[ -]?once/iu.test(text)) return [];
    const before = known.get(file);
    if (before?.text === text) return before.findings;
    const findings = findingsIn(file, text);
    known.set(file, { text, findings });
    return findings;
  });
}

function findingsIn(file: string, text: string): readonly Finding[] {
  return commentsOf(parseFile(file, text)).flatMap((comment) =>
    claimsIn(comment.text, comment.place).map(({ place, message }): Finding => ({
      rule: 'exactly-once-claim',
      severity: 'information',
      place,
      message,
      handler: null,
      related: [],
    })),
  );
}
