// The façade: the only thing the faces (cli, lsp) call. A session holds one folder; an edit invalidates only what depends on it.
import type { Cancellation } from '../base/cancellation.ts';
import type { Audit, Finding, HandlerReport, Skipped } from '../facts/handler.ts';
import type { ConfigurationProblem } from '../workspace/configuration.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Progress {
  /** `done` of `total` units of the named stage; called at most every 50 ms or so. */
  (stage: 'discovering' | 'analysing', done: number, total: number): void;
}

export interface AuditOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly cancellation?: Cancellation;
  readonly progress?: Progress;
}

/** Everything known about one open folder. Methods that analyse are async, give the event loop its turns, and throw `Cancelled`. */
export interface Session {
  readonly root: string;
  /** Sets the unsaved text of a file (relative path), or null to go back to the disk. Cheap: nothing is analysed. */
  edit(file: string, text: string | null): void;
  /** Files changed, appeared or went on disk (relative paths; empty means "anything may have", e.g. a checkout). */
  changed(files: readonly string[]): void;
  /** False in a workspace without any messaging dependency: faces stay dormant. */
  isRelevant(): Promise<boolean>;
  handlersIn(file: string, cancellation?: Cancellation): Promise<readonly HandlerReport[]>;
  /** Handlers whose picture has steps or effects in this file (for hovers on effects in helper files). */
  handlersTouching(file: string, cancellation?: Cancellation): Promise<readonly HandlerReport[]>;
  findingsIn(file: string, cancellation?: Cancellation): Promise<readonly Finding[]>;
  handlers(cancellation?: Cancellation, progress?: Progress): Promise<readonly HandlerReport[]>;
  audit(options?: AuditOptions): Promise<Audit>;
  /** The files as the session sees them, open documents laid over the disk: what fixes read. */
  workspace(): Promise<Workspace>;
  skipped(): readonly Skipped[];
  /** Mistakes in the workspace's configuration file. */
  problems(): readonly ConfigurationProblem[];
  dispose(): void;
}
