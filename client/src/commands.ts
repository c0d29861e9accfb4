// The commands of the palette, each a few lines: they ask the server and show the answer.
import * as vscode from 'vscode';
import type { ExplainParams, ReportFormat } from '../../server/src/lsp/protocol.ts';
import { showExplanation } from './explanation.ts';
import type { HandlersView } from './handlers-view.ts';
import { showReport } from './report.ts';
import type { Server } from './server.ts';
import { goToRisky } from './risky.ts';

const toggles = {
  toggleHover: 'hover.enabled',
  toggleCodeLens: 'codeLens.enabled',
  toggleInlayHints: 'inlayHints.enabled',
  toggleDiagnostics: 'diagnostics.enabled',
} as const;

export function registerCommands(context: vscode.ExtensionContext, server: Server, view: HandlersView): readonly vscode.Disposable[] {
  const register = (name: string, run: (...args: unknown[]) => unknown) => vscode.commands.registerCommand(`deliveryGuarantees.${name}`, run);
  return [
    register('auditWorkspace', () => auditWorkspace(context, server)),
    register('exportReport', (wishes) => exportReport(server, wishes)),
    register('showHandlers', () => view.reveal()),
    register('explainHandler', (target) => explainHandler(server, target)),
    register('nextRiskyHandler', () => goToRisky(server, view, 'next')),
    register('previousRiskyHandler', () => goToRisky(server, view, 'previous')),
    register('restartServer', () => server.restart()),
    register('showOutput', () => server.output.show()),
    register('refreshHandlers', () => view.refresh()),
    register('groupByTransport', () => view.groupBy('transport')),
    register('groupByVerdict', () => view.groupBy('verdict')),
    register('groupByFile', () => view.groupBy('file')),
    ...Object.entries(toggles).map(([name, setting]) => register(name, () => toggle(setting))),
  ];
}

async function auditWorkspace(context: vscode.ExtensionContext, server: Server): Promise<boolean> {
  const result = await withProgress(server, ['json']);
  if (result === null) return false;
  if (result.folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to audit its message handlers.'));
    return false;
  }
  showReport(context, server, result);
  return true;
}

const formats: readonly { readonly format: ReportFormat; readonly label: string; readonly extension: string }[] = [
  { format: 'html', label: 'HTML', extension: 'html' },
  { format: 'markdown', label: 'Markdown', extension: 'md' },
  { format: 'json', label: 'JSON', extension: 'json' },
  { format: 'csv', label: 'CSV', extension: 'csv' },
  { format: 'sarif', label: 'SARIF 2.1.0', extension: 'sarif' },
];

/** Where to and in which form: asked for where a keybinding, a task or another extension has not said. */
interface ExportWishes {
  readonly format?: ReportFormat;
  /** The file to write; with several folders each gets one of its own beside it. */
  readonly to?: vscode.Uri;
}

/** Gives the files it has written. */
async function exportReport(server: Server, wishes: unknown): Promise<readonly vscode.Uri[]> {
  const { format, to } = wishesOf(wishes);
  const chosen =
    formats.find((one) => one.format === format) ??
    (await vscode.window.showQuickPick(formats, { title: vscode.l10n.t('Export the audit as'), ignoreFocusOut: true }));
  if (chosen === undefined) return [];
  const result = await withProgress(server, [chosen.format]);
  const written: vscode.Uri[] = [];
  for (const folder of result?.folders ?? []) {
    const text = folder.reports[chosen.format];
    if (text === undefined) continue;
    const name = `delivery-guarantees-${folder.name}.${chosen.extension}`;
    const beside = to === undefined || written.length === 0 ? to : vscode.Uri.joinPath(to, '..', name);
    const target = beside ?? (await askWhere(vscode.Uri.joinPath(server.uriOf(folder.uri), name), chosen));
    if (target === undefined) return written;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    written.push(target);
    void vscode.window.showTextDocument(target);
  }
  return written;
}

function askWhere(proposed: vscode.Uri, { label, extension }: (typeof formats)[number]): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({ defaultUri: proposed, filters: { [label]: [extension] } });
}

function wishesOf(given: unknown): ExportWishes {
  if (typeof given !== 'object' || given === null) return {};
  const format = formats.find((one) => 'format' in given && one.format === given.format)?.format;
  return {
    ...(format === undefined ? {} : { format }),
    ...('to' in given && given.to instanceof vscode.Uri ? { to: given.to } : {}),
  };
}

async function withProgress(server: Server, wanted: readonly ReportFormat[]) {
  const workDoneToken = `audit-${Date.now()}`;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Auditing message handlers'), cancellable: true },
    async (progress, token) => {
      let before = 0;
      const listener = server.onProgress(workDoneToken, (message, percentage) => {
        progress.report({ message, ...(percentage === undefined ? {} : { increment: percentage - before }) });
        before = percentage ?? before;
      });
      try {
        return await server.audit({ formats: wanted, workDoneToken }, token);
      } catch (error) {
        if (token.isCancellationRequested) vscode.window.setStatusBarMessage(vscode.l10n.t('The audit was cancelled.'), 5000);
        else void vscode.window.showErrorMessage(vscode.l10n.t('The audit failed: {0}', error instanceof Error ? error.message : String(error)));
        return null;
      } finally {
        listener.dispose();
      }
    },
  );
}

/** From a lens or the tree with a target, from the palette with the cursor's place. */
async function explainHandler(server: Server, target: unknown): Promise<boolean> {
  const params = targetOf(target) ?? cursorTarget();
  const explained = params === null ? null : await server.explain(params);
  if (explained === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No message handler here. Put the cursor into one.'));
    return false;
  }
  await showExplanation(server, explained);
  return true;
}

function targetOf(target: unknown): ExplainParams | null {
  if (typeof target !== 'object' || target === null) return null;
  if ('uri' in target && typeof target.uri === 'string' && 'position' in target && isPosition(target.position))
    return { uri: target.uri, position: target.position };
  if (!('handler' in target) || typeof target.handler !== 'object' || target.handler === null || !('at' in target.handler)) return null;
  const { at } = target.handler;
  if (
    typeof at !== 'object' ||
    at === null ||
    !('uri' in at) ||
    typeof at.uri !== 'string' ||
    !('range' in at) ||
    typeof at.range !== 'object' ||
    at.range === null ||
    !('start' in at.range)
  )
    return null;
  return isPosition(at.range.start) ? { uri: at.uri, position: at.range.start } : null;
}

function isPosition(value: unknown): value is ExplainParams['position'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'line' in value &&
    'character' in value &&
    typeof value.line === 'number' &&
    typeof value.character === 'number'
  );
}

function cursorTarget(): ExplainParams | null {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return null;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

async function toggle(setting: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('deliveryGuarantees');
  await configuration.update(setting, configuration.get<boolean>(setting) !== true, vscode.ConfigurationTarget.Global);
}
