// Colours on a terminal that wants them: NO_COLOR and FORCE_COLOR are honoured by picocolors.
import colours from 'picocolors';
import { plain } from '../report/paint.ts';
import type { Paint } from '../report/paint.ts';

export function paintFor(stream: NodeJS.WriteStream): Paint {
  if (!stream.isTTY && process.env['FORCE_COLOR'] === undefined) return plain;
  const { bold, dim, red, yellow, green } = colours.createColors(colours.isColorSupported);
  return { bold, dim, red, yellow, green };
}
