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

function started() {
  const runs: Cancellation[] = [];
  const folders = new Folders((folder) => ({
    ...fakeBackend().openSession(folder, defaultSettings),
    async handlers(cancellation) {
      if (cancellation !== undefined) runs.push(cancellation);
      await after(40);
      return [];
    },
  }));
  folders.add(`file://${root}`, 'shop');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the indexer only notifies
  const connection = { sendNotification: async () => {} } as unknown as Connection;
  return {
    runs,
    indexer: startIndexer(
      connection,
      folders,
      () => defaultSettings,
      () => {},
    ),
  };
}

void test('an edit stops the run under way, and the next one waits for quiet', async () => {
  const { runs, indexer } = started();
  indexer.soon(1);
  await after(20);
  assert.equal(runs.length, 1);
  indexer.soon(60);
  assert.equal(runs[0]?.isCancellationRequested, true);
  await after(30);
  assert.equal(runs.length, 1);
  await after(80);
  assert.equal(runs.length, 2);
  indexer.dispose();
});

void test('a wait that an answer was worked out in is not quiet', async () => {
  const { runs, indexer } = started();
  indexer.soon(40);
  const busyUntil = performance.now() + 150;
  while (performance.now() < busyUntil);
  await after(15);
  assert.equal(runs.length, 0);
  await after(80);
  assert.equal(runs.length, 1);
  indexer.dispose();
});
