// What the layers above may ask about the files of one folder. Reading the disk happens only in this folder of the code.
import type { Skipped } from '../facts/handler.ts';

/** A module specifier, resolved without running or installing anything. */
export type Resolution =
  /** A file of the workspace (relative path). */
  | { readonly kind: 'file'; readonly file: string }
  /** A package from a registry (or a node: builtin, then `package` is `node:fs`). `package` is the npm name, `specifier` what was written. */
  | { readonly kind: 'package'; readonly package: string; readonly specifier: string };

/** The files of one folder, with open documents laid over the disk. All paths are relative to `root`, with `/`. */
export interface Workspace {
  readonly root: string;
  /** Source files that may be analysed (ignore rules, excludes, size cap, generated and minified files applied), sorted. */
  readonly files: readonly string[];
  /** Files whose text names a messaging package, or that the prefilter's words select: where the search for registrations starts. Sorted. */
  readonly candidates: readonly string[];
  /** Whether handlers in this file are asked for. Those that register them may stand elsewhere. */
  isIncluded(file: string): boolean;
  /** The text of a source file or any other file inside the root (configuration, YAML); null when unreadable or outside. Memoised. */
  read(file: string): string | null;
  /** Resolves `specifier` as written in `from`: relative paths, tsconfig paths/baseUrl/extends, package.json imports, workspace packages (with exports), else a package. */
  resolve(from: string, specifier: string): Resolution | null;
  /** Source files whose text contains this identifier as a whole word, sorted; at most `limit` (then the rest is left out). Works on text, memoised by word. */
  filesNaming(word: string, limit?: number): readonly string[];
  /** The same for SQL files. */
  sqlNaming(word: string): readonly string[];
  /** The declared or locked version of a package as seen from a file (`8.1.0`, `^8.1.0`), null when unknown. */
  versionOf(from: string, package_: string): string | null;
  /** Non-source files by name or extension (`serverless.yml`, `template.yaml`, `wrangler.toml`, `schema.prisma`, `*.sql`), sorted. */
  filesLike(pattern: string): readonly string[];
  readonly skipped: readonly Skipped[];
  readonly stats: { readonly filesDiscovered: number; filesRead: number };
}
