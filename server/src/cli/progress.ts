// One line of progress on a terminal, only when a run takes long enough to wonder.
import type { Progress } from '../engine/engine.ts';

const patience = 700;

/** Writes to stderr so that a report on stdout stays clean; silent where nobody watches. */
export function showProgress(): { readonly report: Progress; readonly clear: () => void } {
  const started = Date.now();
  let shown = false;
  const report: Progress = (stage, done, total) => {
    if (!process.stderr.isTTY || Date.now() - started < patience) return;
    shown = true;
    process.stderr.write(`\r\u001b[K${stage} ${done} of ${total}`);
  };
  const clear = (): void => {
    if (shown) process.stderr.write('\r\u001b[K');
  };
  return { report, clear };
}
