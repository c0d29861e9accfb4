// Next and previous risky handler: from the cursor on, through the files in order, and round again.
import * as vscode from 'vscode';
import type { HandlerSummary } from '../../server/src/lsp/protocol.ts';
import type { HandlersView } from './handlers-view.ts';
import type { Server } from './server.ts';

export async function goToRisky(server: Server, view: HandlersView, direction: 'next' | 'previous'): Promise<void> {
  const handlers = view.handlers.length > 0 ? view.handlers : await server.handlers();
  const places = handlers
    .filter((handler) => handler.atRisk)
    .map((handler) => placeOf(handler, server))
    .sort(compare);
  const target = direction === 'next' ? (places.find(isAfterCursor) ?? places[0]) : (places.findLast(isBeforeCursor) ?? places.at(-1));
  if (target === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No handler at risk.'));
    return;
  }
  await vscode.window.showTextDocument(target.uri, { selection: new vscode.Range(target.position, target.position) });
}

interface RiskyPlace {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

function placeOf(handler: HandlerSummary, server: Server): RiskyPlace {
  const { start } = handler.at.range;
  return { uri: server.uriOf(handler.at.uri), position: new vscode.Position(start.line, start.character) };
}

function isAfterCursor(place: RiskyPlace): boolean {
  return compareWithCursor(place) > 0;
}

function isBeforeCursor(place: RiskyPlace): boolean {
  return compareWithCursor(place) < 0;
}

function compareWithCursor(place: RiskyPlace): number {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined ? 1 : compare(place, { uri: editor.document.uri, position: editor.selection.active });
}

/** By address, then by line: with several folders too, every handler is met once a round. */
function compare(left: RiskyPlace, right: RiskyPlace): number {
  const [from, to] = [left.uri.toString(), right.uri.toString()];
  return from === to ? left.position.compareTo(right.position) : from < to ? -1 : 1;
}
