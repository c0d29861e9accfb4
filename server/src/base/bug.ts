// An impossible state is reported and survived in production, and fatal in tests.

/** Receives what `bug` reports; the language server sends it to the output channel. */
export type BugReporter = (message: string) => void;

let reporter: BugReporter = () => {};

/** Sets where `bug` reports to; tests install one that throws. */
export function onBug(next: BugReporter): void {
  reporter = next;
}

/** Says that the program is wrong (not the user's code), and lets the caller go on with a safe answer. */
export function bug(message: string): void {
  reporter(`internal: ${message}`);
}
