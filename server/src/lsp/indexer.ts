// Keeps the picture of the workspace complete in the background, after the questions about open documents; tells the client how far it is.
import type { Connection } from 'vscode-languageserver';
import { bug } from '../base/bug.ts';
import { Cancelled, type Cancellation } from '../base/cancellation.ts';
import type { Folders } from './folders.ts';
import { protocolVersion, type Settings, type Status } from './protocol.ts';
import { isAtRisk } from './words.ts';

export interface Indexer {
  /** Stops what is under way and starts over after `milliseconds` of quiet. */
  soon(milliseconds: number): void;
  status(): Status;
  /** Grows with each completed run. */
  generation(): number;
  /** Resolves at the next change that a reader of the whole workspace should hear of. */
  nextChange(): Promise<void>;
  dispose(): void;
}

const latestStart = 50;

/** `refreshed` is called when what was shown may be outdated. */
export function startIndexer(connection: Connection, folders: Folders, settings: () => Settings, refreshed: () => void): Indexer {
  let timer: NodeJS.Timeout | undefined;
  let running: { isCancellationRequested: boolean } = { isCancellationRequested: false };
  let status: Status = {
    version: protocolVersion,
    state: 'starting',
    handlers: 0,
    atRisk: 0,
    message: null,
  };
  let listeners: (() => void)[] = [];
  let generation = 0;

  const report = (next: Omit<Status, 'version'>) => {
    status = { version: protocolVersion, ...next };
    void connection.sendNotification('deliveryGuarantees/status', status);
  };

  const run = async () => {
    running.isCancellationRequested = true;
    const mine = (running = { isCancellationRequested: false });
    try {
      report({
        ...(await indexAll(folders, settings(), mine, (message) => report({ ...status, state: 'indexing', message }))),
      });
      generation++;
      refreshed();
      const waiting = listeners;
      listeners = [];
      for (const listener of waiting) listener();
    } catch (error) {
      if (error instanceof Cancelled || mine.isCancellationRequested) return;
      bug(error instanceof Error ? (error.stack ?? error.message) : String(error));
      report({ ...status, state: 'failed', message: 'see the output channel' });
    }
  };

  const soon = (milliseconds: number) => {
    running.isCancellationRequested = true;
    clearTimeout(timer);
    const due = performance.now() + milliseconds;
    // Late means that an answer was being worked out all the while: whoever typed has not had a chance to go on yet.
    timer = setTimeout(() => (performance.now() - due > latestStart ? soon(milliseconds) : void run()), milliseconds);
  };

  return {
    soon,
    status: () => status,
    generation: () => generation,
    nextChange: () => new Promise((resolve) => listeners.push(resolve)),
    dispose() {
      clearTimeout(timer);
      running.isCancellationRequested = true;
    },
  };
}

async function indexAll(folders: Folders, settings: Settings, cancellation: Cancellation, say: (message: string) => void): Promise<Omit<Status, 'version'>> {
  if (!settings.enable) return { state: 'off', handlers: 0, atRisk: 0, message: null };
  let handlers = 0;
  let atRisk = 0;
  let relevant = false;
  for (const folder of folders.all()) {
    if (!(await folder.relevant())) continue;
    relevant = true;
    const reports = await folder.session.handlers(cancellation, (stage, done, total) => say(`${folder.name}: ${stage} ${done} of ${total}`));
    handlers += reports.length;
    atRisk += reports.filter(isAtRisk).length;
  }
  return { state: relevant ? 'ready' : 'dormant', handlers, atRisk, message: null };
}
