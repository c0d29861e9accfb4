// What a fix is: something the user may accept for a finding or a handler, and the edits it makes. Faces show fixes; only this folder computes edits.
import type { Place } from '../base/place.ts';
import type { Finding, HandlerReport } from '../facts/handler.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What fixes ask for; a session of the engine is one. */
export interface FixSource {
  workspace(): Promise<Workspace>;
  handlersTouching(file: string): Promise<readonly HandlerReport[]>;
  findingsIn(file: string): Promise<readonly Finding[]>;
}

/** Offered to the user. Plain data: it can travel with a code action and come back to `editsOf`. */
export interface Fix {
  /** The fix's name on the command line: `wrap-in-guard`, `await-effect`. */
  readonly id: string;
  /** What it does, and no more than the verdict of the fixed code gives: "Wrap in an idempotency guard (inbox: exactly-once effect)". */
  readonly title: string;
  /** `quickfix` answers a finding; `refactor` is offered for a handler that needs none. */
  readonly kind: 'quickfix' | 'refactor';
  /** Rules whose findings it answers, for attaching it to diagnostics. */
  readonly rules: readonly string[];
  /** The first of its kind at this place: the one to offer as preferred. */
  readonly isPreferred: boolean;
  /** A fix that changes behaviour asks for confirmation: never on save, never in fix-all. All but formatting-neutral ones do. */
  readonly needsConfirmation: string | null;
  /** What it is about: the handler, effect, acknowledgement. */
  readonly place: Place;
  /** The handler it was found for; `place` may stand in another file. */
  readonly handler: Place;
  /** Tells variants of one fix at one place apart (the key of a guard, the store). */
  readonly variant: string;
}

/** Offsets into the file's text before any edit, end exclusive. Edits of one file don't overlap and come in ascending order. */
export interface FixEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export interface NewFile {
  readonly file: string;
  readonly text: string;
}

export interface FixEdits {
  readonly edits: readonly FixEdit[];
  readonly newFiles: readonly NewFile[];
  /** What the user has to do besides: run a migration, fill in a placeholder. */
  readonly toDo: readonly string[];
}
