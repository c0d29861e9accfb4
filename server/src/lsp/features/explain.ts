// `deliveryGuarantees/explain`: the page for the handler around a position, or the one whose effect stands there.
import type { Position } from 'vscode-languageserver';
import type { Ask } from '../ask.ts';
import { compareExtent, isWithin, samePlace, toRange, uriOf } from '../positions.ts';
import { protocolVersion, type ExplainResult } from '../protocol.ts';
import { targetsAt } from '../targets.ts';
import { explanation } from '../texts/explanation.ts';
import { nameOf } from '../words.ts';

export async function explain(ask: Ask, position: Position): Promise<ExplainResult | null> {
  const { session, root } = ask.folder;
  const reports = await session.handlersTouching(ask.file, ask.cancellation);
  const around = reports.filter((report) => report.handler.place.file === ask.file && isWithin(report.handler.place, position));
  const report =
    around.toSorted((left, right) => compareExtent(left.handler.place, right.handler.place))[0] ??
    targetsAt(reports, ask.file, ask.document, position)[0]?.report;
  if (report === undefined) return null;
  const { place } = report.handler;
  const findings = (await session.findingsIn(place.file, ask.cancellation)).filter((finding) => finding.handler !== null && samePlace(finding.handler, place));
  return {
    version: protocolVersion,
    title: nameOf(report),
    markdown: explanation(root, report, findings, (rule) => ask.backend.pageOf(rule)),
    at: { uri: uriOf(root, place.file), range: toRange(place) },
  };
}
