// The Handlers view: every handler by transport, by verdict or by file; under a handler its effects.
import * as vscode from 'vscode';
import type { EffectSummary, HandlerSummary, Spot } from '../../server/src/lsp/protocol.ts';
import type { Server } from './server.ts';

export type Grouping = 'transport' | 'verdict' | 'file';

type Node =
  | { readonly kind: 'group'; readonly label: string; readonly handlers: readonly HandlerSummary[] }
  | { readonly kind: 'handler'; readonly handler: HandlerSummary; readonly grouping: Grouping }
  | { readonly kind: 'effect'; readonly effect: EffectSummary };

export interface HandlersView extends vscode.Disposable {
  readonly handlers: readonly HandlerSummary[];
  groupBy(grouping: Grouping): void;
  refresh(): Promise<void>;
  reveal(): Promise<void>;
}

/** From the worst to what is nobody's worry. */
const headlineOrder = [
  'no-guarantee',
  'at-most-once',
  'at-least-once',
  'exactly-once-effect-except-crash-window',
  'unknown',
  'exactly-once-effect',
  'harmless',
];

export function createHandlersView(server: Server): HandlersView {
  let handlers: readonly HandlerSummary[] = [];
  let grouping: Grouping = groupingSetting();
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Node>('deliveryGuarantees.handlers', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => childrenOf(node, handlers, grouping),
      getTreeItem: (node) => itemOf(node, server),
    },
  });

  const show = () => {
    const atRisk = handlers.filter((handler) => handler.atRisk).length;
    view.badge = atRisk === 0 ? undefined : { value: atRisk, tooltip: vscode.l10n.t('{0} of {1} handlers at risk', atRisk, handlers.length) };
    view.description = handlers.length === 0 ? '' : groupingWord(grouping);
    void vscode.commands.executeCommand('setContext', 'deliveryGuarantees.groupBy', grouping);
    changed.fire();
  };
  const refresh = async () => {
    handlers = await server.handlers();
    show();
  };
  const listener = server.onDidChangeStatus((status) => {
    if (status.state !== 'starting' && status.state !== 'indexing') void refresh();
  });
  const settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('deliveryGuarantees.handlersView.groupBy')) return;
    grouping = groupingSetting();
    show();
  });

  return {
    get handlers() {
      return handlers;
    },
    groupBy(next) {
      grouping = next;
      show();
    },
    refresh,
    reveal: async () => void (await vscode.commands.executeCommand('deliveryGuarantees.handlers.focus')),
    dispose: () => vscode.Disposable.from(view, changed, listener, settings).dispose(),
  };
}

function groupingSetting(): Grouping {
  const value = vscode.workspace.getConfiguration('deliveryGuarantees').get<string>('handlersView.groupBy');
  return value === 'verdict' || value === 'file' ? value : 'transport';
}

function groupingWord(grouping: Grouping): string {
  if (grouping === 'verdict') return vscode.l10n.t('by verdict');
  return grouping === 'file' ? vscode.l10n.t('by file') : vscode.l10n.t('by transport');
}

function childrenOf(node: Node | undefined, handlers: readonly HandlerSummary[], grouping: Grouping): Node[] {
  if (node === undefined) return groupsOf(handlers, grouping);
  if (node.kind === 'group') return node.handlers.map((handler) => ({ kind: 'handler', handler, grouping }));
  if (node.kind === 'handler') return node.handler.effects.map((effect) => ({ kind: 'effect', effect }));
  return [];
}

function groupsOf(handlers: readonly HandlerSummary[], grouping: Grouping): Node[] {
  const groups = new Map<string, HandlerSummary[]>();
  for (const handler of handlers) {
    const label = grouping === 'transport' ? handler.transport : grouping === 'verdict' ? handler.headline : handler.file;
    groups.set(label, [...(groups.get(label) ?? []), handler]);
  }
  const rank = (label: string) => (grouping === 'verdict' ? headlineOrder.indexOf(label) : 0);
  return [...groups]
    .sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1))
    .map(([label, members]) => ({ kind: 'group', label: grouping === 'verdict' ? headlineWord(label) : label, handlers: members }));
}

function headlineWord(headline: string): string {
  return headline === 'exactly-once-effect-except-crash-window'
    ? vscode.l10n.t('exactly-once effect, except a crash window')
    : headline === 'at-least-once' || headline === 'at-most-once'
      ? headline
      : headline.replace(/^exactly-once-/u, 'exactly-once ').replace(/^no-/u, 'no ');
}

function itemOf(node: Node, server: Server): vscode.TreeItem {
  if (node.kind === 'group') return groupItem(node.label, node.handlers);
  if (node.kind === 'effect') return effectItem(node.effect, server);
  const { handler } = node;
  const item = new vscode.TreeItem(
    handler.title,
    handler.effects.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  const source = handler.source === null || handler.title.endsWith(handler.source) ? '' : handler.source;
  const verdict = node.grouping === 'verdict' ? '' : headlineWord(handler.headline);
  item.description = [source, node.grouping === 'transport' ? '' : handler.transport, verdict].filter((part) => part !== '').join(' · ');
  item.tooltip = `${handler.title}\n${handler.summary}\n${handler.file}:${handler.at.range.start.line + 1}`;
  item.iconPath = iconOf(handler.headline, handler.atRisk);
  item.contextValue = 'handler';
  item.command = goTo(handler.at, server);
  item.accessibilityInformation = { label: `${handler.title}, ${handler.summary}` };
  return item;
}

function groupItem(label: string, handlers: readonly HandlerSummary[]): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  const atRisk = handlers.filter((handler) => handler.atRisk).length;
  item.description = atRisk === 0 ? String(handlers.length) : vscode.l10n.t('{0}, {1} at risk', handlers.length, atRisk);
  item.contextValue = 'group';
  return item;
}

function effectItem(effect: EffectSummary, server: Server): vscode.TreeItem {
  const item = new vscode.TreeItem(effect.title, vscode.TreeItemCollapsibleState.None);
  const words = [
    ...(effect.lost === 'never' ? [] : [effect.lost === 'window' ? vscode.l10n.t('lost in a crash window') : vscode.l10n.t('may be lost')]),
    ...(effect.repeated === 'never' ? [] : [effect.repeated === 'window' ? vscode.l10n.t('repeats in a crash window') : vscode.l10n.t('may repeat')]),
  ];
  item.description = words.join(', ');
  const isExposed = effect.lost === 'exposed' || effect.repeated === 'exposed';
  item.iconPath = isExposed ? new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('list.warningForeground')) : new vscode.ThemeIcon('circle-outline');
  item.command = goTo(effect.at, server);
  return item;
}

function iconOf(headline: string, isAtRisk: boolean): vscode.ThemeIcon {
  if (headline === 'no-guarantee' || headline === 'at-most-once') return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (isAtRisk) return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (headline === 'unknown') return new vscode.ThemeIcon('question');
  return new vscode.ThemeIcon(
    headline === 'harmless' ? 'circle-outline' : 'pass',
    headline === 'harmless' ? undefined : new vscode.ThemeColor('testing.iconPassed'),
  );
}

function goTo(at: Spot, server: Server): vscode.Command {
  const { start } = at.range;
  const selection = new vscode.Range(start.line, start.character, start.line, start.character);
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [server.uriOf(at.uri), { selection, preserveFocus: false } satisfies vscode.TextDocumentShowOptions],
  };
}
