// The suite that runs inside VS Code. A tiny runner, so that both hosts run the same file with nothing installed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tests } from './registry.ts';
// oxlint-disable-next-line import/no-unassigned-import -- it registers the tests
import './features.ts';

/** The workbench logs a lot of its own; the runner picks these lines out. */
const mark = '[suite]';

/** The contract of `extensionTestsPath`. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const { name, body } of tests) {
    const started = Date.now();
    try {
      await body();
      console.log(`${mark} ok   ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed++;
      console.log(`${mark} FAIL ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  const summary = `${tests.length - failed} passed, ${failed} failed`;
  console.log(`${mark} ${summary}`);
  // A host that ends well without having run anything leaves no such file: `run.mjs` looks for it.
  writeFileSync(join(__dirname, 'summary.txt'), summary);
  if (failed > 0) throw new Error(`${failed} of ${tests.length} failed`);
}
