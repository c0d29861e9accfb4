import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationToken, type Connection } from 'vscode-languageserver';
import { createProgress } from '../../server/src/lsp/progress.ts';

const connection = { onNotification: () => {}, window: { attachWorkDoneProgress: () => ({}) } } as unknown as Connection;

for (const [token, expected] of [
  [CancellationToken.Cancelled, true],
  [CancellationToken.None, false],
] as const) {
  test(`a job whose request was ${expected ? '' : 'not '}cancelled while it waited for its turn starts ${expected ? '' : 'un'}cancelled`, async () => {
    const isCancelled = await createProgress(connection)('audit-1', token, async (_, cancellation) => cancellation.isCancellationRequested);
    assert.equal(isCancelled, expected);
  });
}
