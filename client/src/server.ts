// The server's process as the extension sees it: start, restart, ask, and hear how far it is.
import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';
import type { AuditParams, AuditResult, ExplainParams, ExplainResult, HandlersResult, InitializationOptions, Status } from '../../server/src/lsp/protocol.ts';

const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
/** Files whose change on disk may change a verdict: sources, manifests and infrastructure. */
const watched = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,yml,yaml,toml,tf,prisma,sql}';

/** A class because it owns the process and those who listen to it. */
export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Delivery Guarantees', { log: true });
  readonly #changed = new vscode.EventEmitter<Status>();
  readonly onDidChangeStatus = this.#changed.event;
  readonly #module: string;
  #client: LanguageClient | undefined;
  #status: Status = { version: 1, state: 'starting', handlers: 0, atRisk: 0, message: null };

  constructor(context: vscode.ExtensionContext) {
    this.#module = context.asAbsolutePath('dist/server.js');
  }

  get status(): Status {
    return this.#status;
  }

  async start(): Promise<void> {
    const client = new LanguageClient('deliveryGuarantees', 'Delivery Guarantees', this.#serverOptions(), this.#clientOptions());
    client.onNotification('deliveryGuarantees/status', (status: Status) => {
      this.#status = status;
      this.#changed.fire(status);
    });
    this.#client = client;
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      this.#status = { ...this.#status, state: 'failed', message: vscode.l10n.t('The language server did not start.') };
      this.#changed.fire(this.#status);
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.dispose();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Resolves when the server has nothing left to index. */
  settled(): Promise<void> {
    const isSettled = (status: Status) => status.state !== 'starting' && status.state !== 'indexing';
    if (isSettled(this.#status)) return Promise.resolve();
    return new Promise((resolve) => {
      const listener = this.onDidChangeStatus((status) => {
        if (!isSettled(status)) return;
        listener.dispose();
        resolve();
      });
    });
  }

  async handlers(): Promise<HandlersResult['handlers']> {
    const result = await this.#client?.sendRequest<HandlersResult>('deliveryGuarantees/handlers', {});
    return result?.handlers ?? [];
  }

  async explain(params: ExplainParams): Promise<ExplainResult | null> {
    return (await this.#client?.sendRequest<ExplainResult | null>('deliveryGuarantees/explain', params)) ?? null;
  }

  async audit(params: AuditParams, token: vscode.CancellationToken): Promise<AuditResult | null> {
    return (await this.#client?.sendRequest<AuditResult>('deliveryGuarantees/audit', params, token)) ?? null;
  }

  /** Addresses go through here so that they are right in remote windows too. */
  uriOf(uri: string): vscode.Uri {
    return this.#client?.protocol2CodeConverter.asUri(uri) ?? vscode.Uri.parse(uri);
  }

  /** Reports of a long request, by the token handed along with it. */
  onProgress(token: string, report: (message: string, percentage: number | undefined) => void): vscode.Disposable {
    const listener = this.#client?.onNotification(
      '$/progress',
      (params: { token: unknown; value: { kind: string; message?: string; percentage?: number } }) => {
        if (params.token === token && params.value.kind === 'report') report(params.value.message ?? '', params.value.percentage);
      },
    );
    return listener ?? new vscode.Disposable(() => {});
  }

  dispose(): void {
    this.#changed.dispose();
    this.output.dispose();
  }

  #serverOptions(): ServerOptions {
    const run = { module: this.#module, transport: TransportKind.ipc };
    return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6029'] } } };
  }

  #clientOptions(): LanguageClientOptions {
    const initializationOptions: InitializationOptions = { commands: true };
    return {
      documentSelector: [
        ...languages.map((language) => ({ scheme: 'file', language })),
        { scheme: 'file', pattern: '**/{package.json,delivery-guarantees.json}' },
      ],
      outputChannel: this.output,
      initializationOptions,
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(watched) },
      diagnosticPullOptions: { onChange: true, onFocus: true },
      markdown: { isTrusted: false, supportHtml: false },
    };
  }
}
