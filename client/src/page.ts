// What every page of ours in the editor has: a content policy that allows our own script and nothing else, theme colours, and links into the code.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Server } from './server.ts';

export function nonce(): string {
  return randomBytes(18).toString('base64url');
}

/** `body` is HTML already; whatever comes from the workspace must have been escaped. */
export function pageFrame(webview: vscode.Webview, key: string, title: string, style: string, body: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${key}'; script-src 'nonce-${key}'; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${key}">${style}</style>
</head>
<body>${body}</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** Opens what a page asks for: a file of the workspace at a line, or a web page. Anything else is ignored. */
export async function openLink(server: Server, message: unknown, placeholder = 'file://'): Promise<void> {
  if (typeof message !== 'object' || message === null || !('open' in message) || typeof message.open !== 'string') return;
  const target = message.open.startsWith(placeholder) ? `file://${message.open.slice(placeholder.length)}` : message.open;
  if (target.startsWith('https://')) return void (await vscode.env.openExternal(vscode.Uri.parse(target)));
  if (!target.startsWith('file:')) return;
  const [address = '', fragment = ''] = target.split('#');
  const uri = server.uriOf(address);
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
  const [line = '1', column = '1'] = fragment.replace(/^L/u, '').split(',');
  const position = new vscode.Position(Math.max(0, Number(line) - 1 || 0), Math.max(0, Number(column) - 1 || 0));
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position), viewColumn: vscode.ViewColumn.One });
}
