// When V8 optimises what it runs. A cold audit is over in seconds, and a fifth of its processor time would go into optimising functions that have few calls left.
import v8 from 'node:v8';

/** V8's own in Node 20, in bytes of bytecode run. Later versions count otherwise, and answer an unknown flag with an error on the screen. */
const usualBudget = 67_584;
const isKnown = process.versions.v8.startsWith('11.');

/** For a short run: optimises only what runs hot for long. */
export function optimiseLate(): void {
  if (isKnown) v8.setFlagsFromString(`--interrupt-budget=${4 * usualBudget}`);
}
