// Long requests with progress: they end when the request is cancelled, and when the progress shown for it is.
import {
  CancellationTokenSource,
  WorkDoneProgressCancelNotification,
  type CancellationToken,
  type Connection,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';

export type ProgressToken = string | number | undefined;

/**
 * Gives a job its progress and a token that both ways of cancelling reach. The library heeds `window/workDoneProgress/cancel` only for progress that the server
 * has created (vscode-languageserver@10.1 lib/common/progress.js); editors send it for their own as well.
 */
export function createProgress(
  connection: Connection,
): <Answer>(
  progress: ProgressToken,
  request: CancellationToken,
  job: (reporter: WorkDoneProgressReporter, cancellation: CancellationToken) => Promise<Answer>,
) => Promise<Answer> {
  const running = new Map<ProgressToken, CancellationTokenSource>();
  return async (progress, request, job) => {
    // Registered with the first job, that is after the library's own listener, which it replaces.
    if (running.size === 0) connection.onNotification(WorkDoneProgressCancelNotification.type, ({ token }) => running.get(token)?.cancel());
    const source = new CancellationTokenSource();
    const linked = request.onCancellationRequested(() => source.cancel());
    // The token of a request that was cancelled while it waited for its turn fires no more.
    if (request.isCancellationRequested) source.cancel();
    if (progress !== undefined) running.set(progress, source);
    try {
      return await job(connection.window.attachWorkDoneProgress(progress), source.token);
    } finally {
      linked.dispose();
      running.delete(progress);
    }
  };
}
