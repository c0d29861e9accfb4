// Code lens: one line over each handler; clicking it opens the explanation.
import type { CodeLens } from 'vscode-languageserver';
import type { Ask } from '../ask.ts';
import { toRange } from '../positions.ts';
import { isAtRisk, summaryOf } from '../words.ts';

export async function codeLens(ask: Ask): Promise<CodeLens[]> {
  if (!ask.settings.codeLens.enabled) return [];
  const reports = await ask.folder.session.handlersIn(ask.file, ask.cancellation);
  const shown = ask.settings.codeLens.show === 'all' ? reports : reports.filter(isAtRisk);
  return shown.map((report) => {
    const { start } = toRange(report.handler.place);
    return {
      range: { start, end: start },
      command: {
        title: summaryOf(report),
        command: 'deliveryGuarantees.explainHandler',
        arguments: [{ uri: ask.uri, position: start }],
      },
    };
  });
}
