// When the whole workspace is looked at: after quiet, and never against someone who types.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver';
import type { Cancellation } from '../../server/src/base/cancellation.ts';
import { Folders } from '../../server/src/lsp/folders.ts';
import { startIndexer } from '../../server/src/lsp/indexer.ts';
import { defaultSettings } from '../../server/src/lsp/settings.ts';
import { fakeBackend, root } from './fake.ts';

interface Run {
  readonly at: number;
  readonly cancellation: Cancellation;
}

function started() {
  const runs: Run[] = [];
  const folders = new Folders((folder) => ({
    ...fakeBackend().openSession(folder, defaultSettings),
    async handlers(cancellation) {
      if (cancellation !== undefined) runs.push({ at: performance.now(), cancellation });
      await after(40);
      return [];
    },
  }));
  folders.add(`file://${root}`, 'shop');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the indexer only notifies
  const connection = { sendNotification: async () => {} } as unknown as Connection;
  const indexer = startIndexer(
    connection,
    folders,
    () => defaultSettings,
    () => {},
  );
  const run = async (index: number): Promise<Run> => {
    for (;;) {
      const found = runs[index];
      if (found !== undefined) return found;
      await after(5);
    }
  };
  return { run, indexer };
}

// A machine under load may start later, never sooner.
void test('an edit stops the run under way, and the next one waits for quiet', async () => {
  const { run, indexer } = started();
  indexer.soon(1);
  const first = await run(0);
  const edited = performance.now();
  indexer.soon(60);
  assert.equal(first.cancellation.isCancellationRequested, true);
  assert.ok((await run(1)).at - edited > 55);
  indexer.dispose();
});

void test('a wait that an answer was worked out in is not quiet', async () => {
  const { run, indexer } = started();
  indexer.soon(40);
  const busyUntil = performance.now() + 150;
  while (performance.now() < busyUntil);
  assert.ok((await run(0)).at - busyUntil > 35);
  indexer.dispose();
});
