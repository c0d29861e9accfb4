// The language server: what it can do, and the life of its documents, folders and settings. Requests are answered in `requests.ts`.
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { bug, onBug } from '../base/bug.ts';
import type { Desk } from './ask.ts';
import type { Backend } from './backend.ts';
import { Folders } from './folders.ts';
import { startIndexer, type Indexer } from './indexer.ts';
import type { InitializationOptions, Settings } from './protocol.ts';
import { answerRequests } from './requests.ts';
import { defaultSettings, readSettings, settingsSection } from './settings.ts';
import { editSupportOf } from './workspace-edit.ts';

/** Long enough for a burst of typing to end, short enough for the tree to follow. */
const quietAfterEdit = 700;
const quietAfterStart = 30;

export interface ServerOptions {
  readonly name: string;
  readonly version: string;
}

interface Running {
  readonly connection: Connection;
  readonly folders: Folders;
  readonly documents: TextDocuments<TextDocument>;
  readonly indexer: Indexer;
  /** What the client said about itself, and its settings; replaced, never changed in place. */
  readonly client: { capabilities: ClientCapabilities; settings: Settings; initialization: InitializationOptions; folders: readonly WorkspaceFolder[] };
}

/** Serves one client over the connection until it hangs up. */
export function startServer(connection: Connection, backend: Backend, options: ServerOptions): void {
  const client: Running['client'] = { capabilities: {}, settings: defaultSettings, initialization: {}, folders: [] };
  const folders = new Folders((root) => backend.openSession(root, client.settings));
  const documents = new TextDocuments(TextDocument);
  const indexer = startIndexer(
    connection,
    folders,
    () => client.settings,
    () => refreshClient(connection, client.capabilities),
  );
  const running: Running = { connection, folders, documents, indexer, client };
  const desk: Desk = { folders, documents, backend, settings: () => client.settings, knowsSchema: () => client.initialization.commands === true };

  onBug((message) => connection.console.error(message));
  connection.onInitialize((params): InitializeResult => {
    client.capabilities = params.capabilities;
    client.initialization = readInitialization(params.initializationOptions);
    client.settings = readSettings(client.initialization.settings);
    client.folders = foldersOf(params);
    return { serverInfo: { name: options.name, version: options.version }, capabilities: serverCapabilities(client.initialization.commands === true) };
  });
  connection.onInitialized(() => begin(running));
  connection.onDidChangeConfiguration((change) => reconfigure(running, change.settings));
  connection.onShutdown(() => {
    indexer.dispose();
    folders.dispose();
  });
  followDocuments(running);
  answerRequests(connection, desk, indexer, () => editSupportOf(client.capabilities));
  documents.listen(connection);
  connection.listen();
}

async function begin(running: Running): Promise<void> {
  const { connection, folders, indexer, client } = running;
  await fetchSettings(running);
  for (const folder of client.folders) folders.add(folder.uri, folder.name);
  overlayAll(running);
  const { workspace } = client.capabilities;
  if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
  }
  if (workspace?.workspaceFolders === true) {
    connection.workspace.onDidChangeWorkspaceFolders((event) => {
      for (const folder of event.removed) folders.remove(folder.uri);
      for (const folder of event.added) folders.add(folder.uri, folder.name);
      overlayAll(running);
      indexer.soon(quietAfterStart);
    });
  }
  refreshClient(connection, client.capabilities);
  indexer.soon(quietAfterStart);
}

async function reconfigure(running: Running, pushed: unknown): Promise<void> {
  const { connection, folders, indexer, client } = running;
  if (client.capabilities.workspace?.configuration !== true) client.settings = readSettings(sectionOf(pushed));
  await fetchSettings(running);
  folders.reopen();
  overlayAll(running);
  refreshClient(connection, client.capabilities);
  indexer.soon(quietAfterStart);
}

async function fetchSettings({ connection, client }: Running): Promise<void> {
  if (client.capabilities.workspace?.configuration !== true) return;
  const section: unknown = await connection.workspace.getConfiguration(settingsSection);
  if (section !== null && section !== undefined) client.settings = readSettings(section);
}

function followDocuments(running: Running): void {
  const { connection, folders, documents, indexer } = running;
  connection.onDidChangeWatchedFiles((event) => {
    folders.changed(event.changes.map((change) => change.uri));
    overlayAll(running);
    indexer.soon(quietAfterEdit);
  });
  documents.onDidChangeContent(({ document }) => {
    overlay(folders, document.uri, document.getText());
    indexer.soon(quietAfterEdit);
  });
  documents.onDidClose(({ document }) => {
    overlay(folders, document.uri, null);
    indexer.soon(quietAfterEdit);
  });
}

function overlay(folders: Folders, uri: string, text: string | null): void {
  try {
    folders.edit(uri, text);
  } catch (error) {
    // A folder that is gone or may not be read: its questions are answered with nothing, and typing goes on.
    bug(error instanceof Error ? error.message : String(error));
  }
}

/** Sessions that were opened or told of changes on disk hear of the open documents again. */
function overlayAll({ folders, documents }: Running): void {
  for (const document of documents.all()) overlay(folders, document.uri, document.getText());
}

function refreshClient(connection: Connection, { workspace }: ClientCapabilities): void {
  const quietly = (refresh: Promise<void>) => void refresh.catch(() => {});
  if (workspace?.codeLens?.refreshSupport === true) quietly(connection.sendRequest('workspace/codeLens/refresh'));
  if (workspace?.inlayHint?.refreshSupport === true) quietly(connection.languages.inlayHint.refresh());
  if (workspace?.diagnostics?.refreshSupport === true) quietly(connection.languages.diagnostics.refresh());
}

function serverCapabilities(clientHasCommands: boolean): InitializeResult['capabilities'] {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    codeLensProvider: { resolveProvider: false },
    inlayHintProvider: { resolveProvider: false },
    diagnosticProvider: {
      identifier: 'delivery-guarantees',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: true },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    // An editor without our client shows explanations as a message; ours has a command of its own.
    ...(clientHasCommands ? {} : { executeCommandProvider: { commands: ['deliveryGuarantees.explainHandler'] } }),
  };
}

function foldersOf(params: InitializeParams): readonly WorkspaceFolder[] {
  if (Array.isArray(params.workspaceFolders)) return params.workspaceFolders;
  const { rootUri } = params;
  return typeof rootUri === 'string' ? [{ uri: rootUri, name: rootUri.slice(rootUri.lastIndexOf('/') + 1) }] : [];
}

function readInitialization(raw: unknown): InitializationOptions {
  if (typeof raw !== 'object' || raw === null) return {};
  return {
    commands: 'commands' in raw && raw.commands === true,
    ...('settings' in raw ? { settings: readSettings(raw.settings) } : {}),
  };
}

function sectionOf(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && 'deliveryGuarantees' in raw ? raw.deliveryGuarantees : undefined;
}
