// An editor for tests: speaks to a server in this process over two streams, keeps documents, and knows cursor marks.
import { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type ProtocolConnection } from 'vscode-languageserver/node';
import type { ClientCapabilities, Hover, InitializeResult, Position, Range } from 'vscode-languageserver';
import type { Backend } from '../../server/src/lsp/backend.ts';
import type { Status } from '../../server/src/lsp/protocol.ts';
import { startServer } from '../../server/src/lsp/server.ts';

export interface Editor {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly log: readonly string[];
  readonly refreshes: readonly string[];
  open(uri: string, text: string, version?: number): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  hover(uri: string, position: Position): Promise<string | null>;
  request<Result>(method: string, params?: unknown): Promise<Result>;
  ready(): Promise<Status>;
  close(): Promise<void>;
}

export interface EditorOptions {
  readonly folders: readonly string[];
  readonly settings?: unknown;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
}

export const richCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {} },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

/** Starts a server on the backend and introduces an editor to it. */
export async function openEditor(backend: Backend, options: EditorOptions): Promise<Editor> {
  const toServer = new Pipe();
  const toClient = new Pipe();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), backend, {
    name: 'delivery-guarantees',
    version: '0.0.0',
  });
  return introduce(createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)), options);
}

/** The editor's half alone: for servers in another process as well. */
export async function introduce(connection: ProtocolConnection, options: EditorOptions): Promise<Editor> {
  const log: string[] = [];
  const refreshes: string[] = [];
  let status: Status | null = null;
  const waiting: ((status: Status) => void)[] = [];
  connection.onNotification('window/logMessage', (message: { message: string }) => void log.push(message.message));
  connection.onNotification('deliveryGuarantees/status', (next: Status) => {
    status = next;
    if (isSettled(next)) for (const resolve of waiting.splice(0)) resolve(next);
  });
  connection.onRequest('workspace/configuration', () => [options.settings ?? null]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  for (const what of ['codeLens', 'diagnostic', 'inlayHint']) {
    connection.onRequest(`workspace/${what}/refresh`, () => {
      refreshes.push(what);
      return null;
    });
  }
  connection.listen();
  const workspaceFolders = options.folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder.slice(folder.lastIndexOf('/') + 1) }));
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? richCapabilities,
    workspaceFolders,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    log,
    refreshes,
    open: (uri, text, version = 1) => connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version, text } }),
    change: (uri, version, text) => connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] }),
    hover: async (uri, position) => markdownOf(await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position })),
    request: (method, params) => connection.sendRequest(method, params),
    ready: () => (status !== null && isSettled(status) ? Promise.resolve(status) : new Promise((resolve) => waiting.push(resolve))),
    close: async () => {
      await connection.sendRequest('shutdown');
      connection.dispose();
    },
  };
}

function isSettled(status: Status): boolean {
  return status.state !== 'starting' && status.state !== 'indexing';
}

function markdownOf(hover: Hover | null): string | null {
  if (hover === null) return null;
  const { contents } = hover;
  return typeof contents === 'object' && 'kind' in contents ? contents.value : null;
}

/** Where the text stands in the source, as a position or a range. */
export function positionOf(source: string, text: string, from = 0): Position {
  return positionAt(source, source.indexOf(text, from));
}

export function rangeOf(source: string, text: string): Range {
  const start = source.indexOf(text);
  return { start: positionAt(source, start), end: positionAt(source, start + text.length) };
}

function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

/** Applies edits to a text, last first. */
export function applyEdits(source: string, edits: readonly { readonly range: Range; readonly newText: string }[]): string {
  const lines = source.split('\n');
  const offset = (position: Position) => lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
  return edits
    .map((edit) => ({ start: offset(edit.range.start), end: offset(edit.range.end), text: edit.newText }))
    .toSorted((left, right) => right.start - left.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), source);
}

class Pipe extends Duplex {
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.push(chunk);
    callback();
  }
}
