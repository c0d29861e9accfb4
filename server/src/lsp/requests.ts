// Each request of the protocol, and each of ours, to its feature.
import type { CancellationToken, Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { configurationFile } from '../workspace/configuration.ts';
import { ask, guarded, type Desk } from './ask.ts';
import { audit } from './features/audit.ts';
import { codeActions, documentOf, resolveCodeAction } from './features/code-actions.ts';
import { codeLens } from './features/code-lens.ts';
import { configurationDiagnostics } from './features/configuration.ts';
import { documentDiagnostics, workspaceDiagnostics } from './features/diagnostics.ts';
import { explain } from './features/explain.ts';
import { handlersOfWorkspace } from './features/handlers.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import type { Folder } from './folders.ts';
import type { Indexer } from './indexer.ts';
import { protocolVersion, type AuditParams, type AuditResult, type ExplainParams, type HandlersParams } from './protocol.ts';
import { createProgress } from './progress.ts';
import type { EditSupport } from './workspace-edit.ts';

export function answerRequests(connection: Connection, desk: Desk, indexer: Indexer, support: () => EditSupport): void {
  connection.onHover((params, token) => ask(desk, params.textDocument.uri, token, null, (question) => hover(question, params.position)));
  connection.onCodeLens((params, token) => ask(desk, params.textDocument.uri, token, [], codeLens));
  connection.languages.inlayHint.on((params, token) => ask(desk, params.textDocument.uri, token, [], (question) => inlayHints(question, params.range)));
  connection.onCodeAction((params, token) => ask(desk, params.textDocument.uri, token, [], (question) => codeActions(question, params)));
  connection.onCodeActionResolve((action, token) => {
    const uri = documentOf(action);
    return uri === null ? action : ask(desk, uri, token, action, (question) => resolveCodeAction(question, action, support()));
  });
  answerDiagnostics(connection, desk, indexer);
  answerOurs(connection, desk, indexer);
}

function answerDiagnostics(connection: Connection, desk: Desk, indexer: Indexer): void {
  const nothing: DocumentDiagnosticReport = { kind: 'full', items: [] };
  connection.languages.diagnostics.on((params, token) => {
    const { uri } = params.textDocument;
    const located = desk.folders.locate(uri);
    if (located?.file === configurationFile) {
      return guarded<DocumentDiagnosticReport>(token, nothing, async () => ({ kind: 'full', items: problemsIn(desk, located.folder) }));
    }
    return ask<DocumentDiagnosticReport>(desk, uri, token, nothing, (question) => documentDiagnostics(question, params.previousResultId));
  });
  let answered = 0;
  connection.languages.diagnostics.onWorkspace((params, token) =>
    guarded(token, { items: [] }, async () => {
      // The client asks again as soon as it is answered; it is kept waiting until the index has moved on.
      if (params.previousResultIds.length > 0 && answered === indexer.generation()) await untilCancelled(indexer.nextChange(), token);
      answered = indexer.generation();
      const reports = await Promise.all(
        desk.folders.all().map((folder) => workspaceDiagnostics(folder, desk.settings(), desk.backend, params.previousResultIds, token)),
      );
      return { items: reports.flat() };
    }),
  );
}

/** An editor that knows the schema has shown already what it tells of the open file. */
function problemsIn(desk: Desk, folder: Folder): Diagnostic[] {
  const { enable, diagnostics } = desk.settings();
  return enable && diagnostics.enabled ? configurationDiagnostics(folder, desk.knowsSchema() ? 'beyond-schema' : 'all') : [];
}

function answerOurs(connection: Connection, desk: Desk, indexer: Indexer): void {
  const withProgress = createProgress(connection);
  connection.onRequest('deliveryGuarantees/status', () => indexer.status());
  connection.onRequest('deliveryGuarantees/handlers', (params: HandlersParams, token: CancellationToken) =>
    guarded(token, { version: protocolVersion, handlers: [] }, () => handlersOfWorkspace(desk.folders, params.folder, token)),
  );
  connection.onRequest('deliveryGuarantees/explain', (params: ExplainParams, token: CancellationToken) =>
    ask(desk, params.uri, token, null, (question) => explain(question, params.position)),
  );
  connection.onRequest('deliveryGuarantees/audit', (params: AuditParams, token: CancellationToken) => {
    const nothing: AuditResult = { version: protocolVersion, folders: [] };
    return guarded(token, nothing, () => withProgress(params.workDoneToken, token, (progress, cancellation) => audit(desk, params, cancellation, progress)));
  });
  connection.onExecuteCommand(async (params, token) => {
    const target: unknown = params.arguments?.[0];
    if (!isExplainParams(target)) return null;
    const explained = await ask(desk, target.uri, token, null, (question) => explain(question, target.position));
    if (explained !== null && 'markdown' in explained) connection.window.showInformationMessage(explained.markdown);
    return null;
  });
}

function isExplainParams(value: unknown): value is ExplainParams {
  return typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string' && 'position' in value;
}

function untilCancelled(change: Promise<void>, token: CancellationToken): Promise<void> {
  if (token.isCancellationRequested) return Promise.resolve();
  return Promise.race([change, new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()))]);
}
