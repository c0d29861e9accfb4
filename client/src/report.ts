// The audit report as a page in the editor. The page's own script (`client/page`) draws it from the same JSON that the command line prints.
import * as vscode from 'vscode';
import type { AuditResult } from '../../server/src/lsp/protocol.ts';
import { nonce, openLink, pageFrame } from './page.ts';
import type { Server } from './server.ts';
import style from '../page/report.css';

let panel: vscode.WebviewPanel | undefined;

export function showReport(context: vscode.ExtensionContext, server: Server, result: AuditResult): void {
  const shown = panel ?? createPanel(context, server);
  panel = shown;
  const key = nonce();
  const script = shown.webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist', 'report-page.js'));
  const data = JSON.stringify(result.folders.map((folder) => ({ uri: folder.uri, name: folder.name, report: folder.reports.json ?? 'null' })));
  const body = `<div id="report" data-audit="${encodeURIComponent(data)}"></div><script nonce="${key}" src="${script.toString()}"></script>`;
  shown.webview.html = pageFrame(shown.webview, key, shown.title, style, body);
  shown.reveal(vscode.ViewColumn.Active);
}

function createPanel(context: vscode.ExtensionContext, server: Server): vscode.WebviewPanel {
  const title = vscode.l10n.t('Delivery Guarantees: Audit');
  const roots = [vscode.Uri.joinPath(context.extensionUri, 'dist')];
  const created = vscode.window.createWebviewPanel('deliveryGuarantees.report', title, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: roots,
    retainContextWhenHidden: true,
    enableFindWidget: true,
  });
  created.iconPath = vscode.Uri.joinPath(context.extensionUri, 'images', 'icon.png');
  created.webview.onDidReceiveMessage(async (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'command' in message) await runCommand(message.command);
    else await openLink(server, message);
  });
  created.onDidDispose(() => (panel = undefined));
  return created;
}

/** The page's buttons: only these. */
async function runCommand(command: unknown): Promise<void> {
  if (command === 'export') await vscode.commands.executeCommand('deliveryGuarantees.exportReport');
  if (command === 'again') await vscode.commands.executeCommand('deliveryGuarantees.auditWorkspace');
}
