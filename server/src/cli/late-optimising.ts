// When V8 optimises what it runs. A cold audit is over in seconds, and a fifth of its processor time goes into optimising functions that have few calls left. With a core to spare for that the wall clock is the same.
import v8 from 'node:v8';

/** V8's own in Node 20, in bytes of bytecode run. Later versions count otherwise, and answer an unknown flag with an error on the screen. */
const usualBudget = 67_584;
const isKnown = process.versions.v8.startsWith('11.');

/** For a short run: compiles each function once, without optimising, and optimises only what runs hot for long. */
export function optimiseLate(): void {
  if (!isKnown) return;
  v8.setFlagsFromString('--always-sparkplug');
  v8.setFlagsFromString(`--interrupt-budget=${9 * usualBudget}`);
}
