// `// delivery-ignore <rule> -- reason` on a line or the line above it silences that rule there; one that silences nothing is reported itself.
import type { Finding } from '../facts/handler.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Suppressions {
  isSuppressed(finding: Finding): boolean;
  /** Findings about the comments of these files that silenced nothing. */
  unused(files: Iterable<string>): readonly Finding[];
}

interface Comment {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  used: boolean;
}

const pattern = /(?:\/\/|\/\*+|\*)\s*delivery-ignore\s+([\w-]+)[^\n]*/g;

export function createSuppressions(workspace: Workspace): Suppressions {
  const byFile = new Map<string, readonly Comment[]>();

  function commentsIn(file: string): readonly Comment[] {
    const known = byFile.get(file);
    if (known !== undefined) return known;
    const made = read(workspace.read(file) ?? '');
    byFile.set(file, made);
    return made;
  }

  function isSuppressed(finding: Finding): boolean {
    const { file, line } = finding.place;
    const comments = commentsIn(file).filter((each) => each.rule === finding.rule && (each.line === line || each.line === line - 1));
    for (const comment of comments) comment.used = true;
    return comments.length > 0;
  }

  function unused(files: Iterable<string>): readonly Finding[] {
    return [...files].flatMap((file) =>
      commentsIn(file)
        .filter((each) => !each.used)
        .map((each) => unusedFinding(file, each)),
    );
  }

  return { isSuppressed, unused };
}

function read(text: string): readonly Comment[] {
  if (!text.includes('delivery-ignore')) return [];
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(pattern)].map((match) => ({
      rule: match[1] ?? '',
      line: index + 1,
      column: match.index + 1,
      endColumn: match.index + 1 + match[0].trimEnd().length,
      used: false,
    })),
  );
}

function unusedFinding(file: string, comment: Comment): Finding {
  const { line, column, endColumn, rule } = comment;
  return {
    rule: 'unused-suppression',
    severity: 'warning',
    place: { file, line, column, endLine: line, endColumn },
    message: `Nothing to suppress here: ${rule} finds nothing on this line or the next.`,
    handler: null,
    related: [],
  };
}
