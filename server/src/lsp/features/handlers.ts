// `deliveryGuarantees/handlers`: what the tree in the side bar shows.
import type { Cancellation } from '../../base/cancellation.ts';
import type { HandlerReport } from '../../facts/handler.ts';
import type { Folder, Folders } from '../folders.ts';
import { toRange, uriOf } from '../positions.ts';
import { protocolVersion, type HandlersResult, type HandlerSummary } from '../protocol.ts';
import { isAtRisk, nameOf, summaryOf } from '../words.ts';

export async function handlersOfWorkspace(folders: Folders, only: string | undefined, cancellation: Cancellation): Promise<HandlersResult> {
  const handlers: HandlerSummary[] = [];
  for (const folder of folders.all()) {
    if ((only !== undefined && folder.uri !== only) || !(await folder.relevant())) continue;
    for (const report of await folder.session.handlers(cancellation)) handlers.push(summarise(folder, report));
  }
  return { version: protocolVersion, handlers };
}

function summarise(folder: Folder, report: HandlerReport): HandlerSummary {
  const { handler, verdict, graph } = report;
  return {
    folder: folder.uri,
    file: handler.place.file,
    at: { uri: uriOf(folder.root, handler.place.file), range: toRange(handler.place) },
    title: nameOf(report),
    transport: handler.transport,
    source: handler.source,
    headline: verdict.headline,
    verified: verdict.verified,
    summary: summaryOf(report),
    atRisk: isAtRisk(report),
    effects: verdict.effects.flatMap(({ effect, lost, repeated }) => {
      const fact = graph.effects[effect];
      return fact === undefined
        ? []
        : [
            {
              at: { uri: uriOf(folder.root, fact.place.file), range: toRange(fact.place) },
              title: fact.verb,
              lost,
              repeated,
            },
          ];
    }),
  };
}
