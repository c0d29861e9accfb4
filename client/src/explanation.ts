// The explanation of one handler as a page beside the code. The built-in Markdown renderer makes it; links lead back into the editor.
import * as vscode from 'vscode';
import type { ExplainResult } from '../../server/src/lsp/protocol.ts';
import { nonce, openLink, pageFrame } from './page.ts';
import type { Server } from './server.ts';

let panel: vscode.WebviewPanel | undefined;

export async function showExplanation(server: Server, explained: ExplainResult): Promise<void> {
  const html = await vscode.commands.executeCommand<string>('markdown.api.render', viaPlaceholder(explained.markdown));
  const shown = panel ?? createPanel(server);
  panel = shown;
  const key = nonce();
  shown.title = vscode.l10n.t('Explain: {0}', explained.title);
  shown.webview.html = pageFrame(shown.webview, key, shown.title, style, `<main>${html}</main><script nonce="${key}">${script}</script>`);
  shown.reveal(vscode.ViewColumn.Beside, true);
}

/** The built-in renderer drops links to files, so they travel as links to a place that no one has, and the page sends them back. */
const placeholder = 'https://file.delivery-guarantees.invalid';

function viaPlaceholder(markdown: string): string {
  return markdown.replaceAll('](<file://', `](<${placeholder}`);
}

function createPanel(server: Server): vscode.WebviewPanel {
  const created = vscode.window.createWebviewPanel(
    'deliveryGuarantees.explanation',
    '',
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [], enableFindWidget: true },
  );
  created.webview.onDidReceiveMessage((message: unknown) => void openLink(server, message, placeholder));
  created.onDidDispose(() => (panel = undefined));
  return created;
}

/** The page can do nothing but name a link that was clicked. */
const script = `
const api = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const anchor = event.target instanceof Element ? event.target.closest('a') : null;
  if (!anchor) return;
  event.preventDefault();
  api.postMessage({ open: anchor.getAttribute('data-href') ?? anchor.getAttribute('href') });
}, true);`;

const style = `
main { max-width: 60rem; line-height: 1.5; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; border-bottom: 1px solid var(--vscode-panel-border); padding-bottom: .2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--vscode-panel-border); padding: .3rem .6rem; text-align: left; }`;
