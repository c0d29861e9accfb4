// From places (1-based, relative files) to the protocol's ranges (0-based, addresses) and back.
import { pathToFileURL } from 'node:url';
import type { Position, Range } from 'vscode-languageserver';
import type { Place } from '../base/place.ts';

export function toRange(place: Place): Range {
  return {
    start: { line: place.line - 1, character: place.column - 1 },
    end: { line: place.endLine - 1, character: place.endColumn - 1 },
  };
}

/** Whether the position stands in the place, its end included: an editor asks with the cursor behind a word as well. */
export function isWithin(place: Place, position: Position): boolean {
  const line = position.line + 1;
  const column = position.character + 1;
  if (line < place.line || line > place.endLine) return false;
  if (line === place.line && column < place.column) return false;
  return line !== place.endLine || column <= place.endColumn;
}

export function overlaps(place: Place, range: Range): boolean {
  if (place.endLine - 1 < range.start.line || place.line - 1 > range.end.line) return false;
  if (place.endLine - 1 === range.start.line && place.endColumn - 1 < range.start.character) return false;
  return place.line - 1 !== range.end.line || place.column - 1 <= range.end.character;
}

/** Smaller places first: what is innermost is what is meant. */
export function compareExtent(left: Place, right: Place): number {
  return left.endLine - left.line - (right.endLine - right.line) || left.endColumn - left.column - (right.endColumn - right.column);
}

export function samePlace(left: Place, right: Place): boolean {
  return (
    left.file === right.file && left.line === right.line && left.column === right.column && left.endLine === right.endLine && left.endColumn === right.endColumn
  );
}

/** The address of a file in a folder. */
export function uriOf(root: string, file: string): string {
  return pathToFileURL(`${root}/${file}`).href;
}

/** As `uriOf`, with the line, so that a click leads there. */
export function uriOfPlace(root: string, place: Place): string {
  return `${uriOf(root, place.file)}#L${place.line},${place.column}`;
}
