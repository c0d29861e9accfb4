// What the server needs from the layers to its left, as one value, so that tests can hand in a made-up one.
import type { Cancellation } from '../base/cancellation.ts';
import type { Place } from '../base/place.ts';
import type { Session } from '../engine/engine.ts';
import type { Audit, Finding } from '../facts/handler.ts';
import type { Fix, FixEdits } from '../fixes/fix.ts';
import type { ReportFormat, Settings } from './protocol.ts';

export interface Backend {
  openSession(root: string, settings: Settings): Session;
  /** What answers a finding, best first. Cheap: no edits. */
  fixesFor(session: Session, finding: Finding, cancellation: Cancellation): Promise<readonly Fix[]>;
  /** What answers anything in a handler, best first. */
  fixesAt(session: Session, handler: Place, cancellation: Cancellation): Promise<readonly Fix[]>;
  /** The edits of one fix, or null when the code no longer fits it. */
  editsOf(session: Session, fix: Fix, cancellation: Cancellation): Promise<FixEdits | null>;
  render(audit: Audit, format: ReportFormat): string;
  /** Address of the page about a rule. */
  pageOf(rule: string): string;
}
