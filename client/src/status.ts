// The language status item: indexing, ready with the number at risk, dormant, off, failed.
import * as vscode from 'vscode';
import type { Status } from '../../server/src/lsp/protocol.ts';
import type { Server } from './server.ts';

export function showStatus(server: Server): vscode.Disposable {
  const selector = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language }));
  const item = vscode.languages.createLanguageStatusItem('deliveryGuarantees.status', selector);
  item.name = vscode.l10n.t('Delivery Guarantees');
  const show = (status: Status) => {
    item.busy = status.state === 'starting' || status.state === 'indexing';
    item.text = textOf(status);
    item.detail = status.message ?? '';
    item.severity = status.state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.command =
      status.state === 'failed'
        ? { command: 'deliveryGuarantees.showOutput', title: vscode.l10n.t('Show Output') }
        : { command: 'deliveryGuarantees.showHandlers', title: vscode.l10n.t('Show Handlers') };
    void vscode.commands.executeCommand('setContext', 'deliveryGuarantees.state', status.state);
  };
  show(server.status);
  const listener = server.onDidChangeStatus(show);
  return vscode.Disposable.from(item, listener);
}

function textOf(status: Status): string {
  switch (status.state) {
    case 'starting':
    case 'indexing':
      return vscode.l10n.t('Looking for message handlers…');
    case 'dormant':
      return vscode.l10n.t('No messaging library in this workspace');
    case 'off':
      return vscode.l10n.t('Switched off in the settings');
    case 'failed':
      return vscode.l10n.t('The server failed');
    case 'ready':
      return status.atRisk === 0
        ? vscode.l10n.t('{0} handlers, none at risk', status.handlers)
        : vscode.l10n.t('{0} handlers, {1} at risk', status.handlers, status.atRisk);
  }
}
