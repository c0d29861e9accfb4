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
import { onBug } from '../base/bug.ts';
import type { Desk } from './ask.ts';
import type { Backend } from './backend.ts';
import { Folders } from './folders.ts';
import { startIndexer } from './indexer.ts';
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

/** Serves one client over the connection until it hangs up. */
export function startServer(connection: Connection, backend: Backend, options: ServerOptions): void {
  let capabilities: ClientCapabilities = {};
  let settings: Settings = defaultSettings;
  let initialization: InitializationOptions = {};
  let initialFolders: readonly WorkspaceFolder[] = [];
  const folders = new Folders((root) => backend.openSession(root, settings));
  const documents = new TextDocuments(TextDocument);
  const indexer = startIndexer(connection, folders, () => settings, refreshClient);
  const desk: Desk = { folders, documents, backend, settings: () => settings };

  onBug((message) => connection.console.error(message));

  connection.onInitialize((params): InitializeResult => {
    capabilities = params.capabilities;
    initialization = readInitialization(params.initializationOptions);
    settings = readSettings(initialization.settings);
    initialFolders = foldersOf(params);
    return {
      serverInfo: { name: options.name, version: options.version },
      capabilities: serverCapabilities(initialization.commands === true),
    };
  });

  connection.onInitialized(async () => {
    await fetchSettings();
    for (const folder of initialFolders) folders.add(folder.uri, folder.name);
    for (const document of documents.all()) overlay(document.uri, document.getText());
    if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true)
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: settingsSection,
      });
    if (capabilities.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        for (const folder of event.removed) folders.remove(folder.uri);
        for (const folder of event.added) folders.add(folder.uri, folder.name);
        overlayAll();
        indexer.soon(quietAfterStart);
      });
    }
    refreshClient();
    indexer.soon(quietAfterStart);
  });

  connection.onDidChangeConfiguration(async (change) => {
    if (capabilities.workspace?.configuration !== true) settings = readSettings(sectionOf(change.settings));
    await fetchSettings();
    folders.reopen();
    overlayAll();
    refreshClient();
    indexer.soon(quietAfterStart);
  });

  connection.onDidChangeWatchedFiles((event) => {
    folders.changed(event.changes.map((change) => change.uri));
    overlayAll();
    indexer.soon(quietAfterEdit);
  });

  documents.onDidChangeContent(({ document }) => {
    overlay(document.uri, document.getText());
    indexer.soon(quietAfterEdit);
  });
  documents.onDidClose(({ document }) => {
    overlay(document.uri, null);
    indexer.soon(quietAfterEdit);
  });

  connection.onShutdown(() => {
    indexer.dispose();
    folders.dispose();
  });

  answerRequests(connection, desk, indexer, () => editSupportOf(capabilities));
  documents.listen(connection);
  connection.listen();

  async function fetchSettings(): Promise<void> {
    if (capabilities.workspace?.configuration !== true) return;
    const section: unknown = await connection.workspace.getConfiguration(settingsSection);
    if (section !== null && section !== undefined) settings = readSettings(section);
  }

  function overlay(uri: string, text: string | null): void {
    const located = folders.locate(uri);
    located?.folder.session.edit(located.file, text);
  }

  function overlayAll(): void {
    for (const document of documents.all()) overlay(document.uri, document.getText());
  }

  function refreshClient(): void {
    const { workspace } = capabilities;
    const quietly = (refresh: Promise<void>) => void refresh.catch(() => {});
    if (workspace?.codeLens?.refreshSupport === true) quietly(connection.sendRequest('workspace/codeLens/refresh'));
    if (workspace?.inlayHint?.refreshSupport === true) quietly(connection.languages.inlayHint.refresh());
    if (workspace?.diagnostics?.refreshSupport === true) quietly(connection.languages.diagnostics.refresh());
  }
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
