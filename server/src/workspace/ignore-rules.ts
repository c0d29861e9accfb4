// The .gitignore files that apply to a folder, innermost last; deeper files win, as in git.
import ignore from 'ignore';

type Rules = ReturnType<typeof ignore>;

/** A folder's rules, linked to those of the folders around it. */
export interface IgnoreRules {
  readonly folder: string;
  readonly rules: Rules;
  readonly outer: IgnoreRules | null;
}

/** Adds the text of the .gitignore in `folder` (relative, '' for the root). A text with broken patterns leaves those out. */
export function withIgnoreFile(outer: IgnoreRules | null, folder: string, text: string): IgnoreRules {
  const rules = ignore({ allowRelativePaths: true });
  for (const line of text.split(/\r?\n/)) addPattern(rules, line);
  return { folder, rules, outer };
}

/** `path` is relative to the root; folders end in `/`. Their parents are taken not to be ignored: the walk never enters those. */
export function isIgnored(rules: IgnoreRules | null, path: string): boolean {
  for (let level = rules; level !== null; level = level.outer) {
    const answer = level.rules.test(level.folder === '' ? path : path.slice(level.folder.length + 1));
    if (answer.ignored) return true;
    if (answer.unignored) return false;
  }
  return false;
}

function addPattern(rules: Rules, line: string): void {
  try {
    rules.add(line);
  } catch {
    // A pattern that is no valid expression matches nothing in git either.
  }
}
