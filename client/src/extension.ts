// The extension: starts the language server and shows what it says. Everything that knows about messages is on the server's side.
import type * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { createHandlersView } from './handlers-view.ts';
import { Server } from './server.ts';
import { showStatus } from './status.ts';

/** What tests and other extensions may use. */
export interface Api {
  /** Resolves once every handler of the workspace is known. */
  ready(): Promise<void>;
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const started = new Server(context);
  server = started;
  context.subscriptions.push(started, showStatus(started));
  const view = createHandlersView(started);
  context.subscriptions.push(view, ...registerCommands(context, started, view));
  await started.start();
  return { ready: () => started.settled() };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
