// The JSON contract, version 1: built by hand from facts, so that a change of a fact never changes what others parse. Fields are added, never renamed.
import { comparePlaces } from '../base/place.ts';
import type { Place } from '../base/place.ts';
import type { Audit, EventId, Finding, GuardFact, HandlerReport } from '../facts/handler.ts';
import type { EffectVerdict, Moment } from '../facts/verdict.ts';
import { answers } from '../facts/vocabulary.ts';
import { tool } from './tool.ts';

export const schemaVersion = 1;

/** The audit as plain data, in the order of the files. */
export function auditToJson(audit: Audit): object {
  const handlers = [...audit.handlers].sort((left, right) => comparePlaces(left.handler.place, right.handler.place));
  return {
    schemaVersion,
    tool,
    handlers: handlers.map(handlerToJson),
    findings: audit.findings.map(findingToJson),
    skipped: audit.skipped.map(({ file, reason }) => ({ file, reason })),
    stats: audit.stats,
  };
}

/** One handler of the contract. */
export function handlerToJson(report: HandlerReport): object {
  const { handler, graph, verdict } = report;
  return {
    file: handler.place.file,
    line: handler.place.line,
    column: handler.place.column,
    endLine: handler.place.endLine,
    name: handler.name,
    transport: handler.transport,
    library: handler.library,
    registration: spot(handler.registration),
    source: handler.source,
    delivery: deliveryToJson(report),
    verdict: { headline: verdict.headline, lost: verdict.lost, repeated: verdict.repeated, verified: verdict.verified, unless: verdict.unless },
    effects: byPlace(report).flatMap((effect) => effectToJson(report, effect)),
    harmless: graph.harmless.map(({ place, call, kind }) => ({ ...spot(place), call, kind })),
    opaque: graph.opaque.map(({ place, call }) => ({ ...spot(place), call })),
    guard: report.guard === null ? null : guardToJson(report.guard),
    eventId: report.eventId === null ? null : eventIdToJson(report.eventId),
    otherEventIds: report.otherEventIds.map(eventIdToJson),
  };
}

function deliveryToJson({ handler, verdict }: HandlerReport): object {
  const { guarantee, acknowledgement, why } = verdict.delivery;
  return {
    guarantee,
    acknowledgement: { mode: acknowledgement.mode, ...spot(acknowledgement.place ?? handler.registration) },
    why: why.map((reason) => ({
      text: reason.text,
      ...(reason.place === undefined ? {} : spot(reason.place)),
      ...(reason.source === undefined ? {} : { source: reason.source }),
    })),
  };
}

/** In the order in which they were met; what one line does for several topics stands together, worst first. */
function byPlace({ graph, verdict }: HandlerReport): readonly EffectVerdict[] {
  const keyOf = (effect: EffectVerdict): string => JSON.stringify(graph.effects[effect.effect]?.place);
  const order = new Map<string, number>();
  for (const effect of verdict.effects) if (!order.has(keyOf(effect))) order.set(keyOf(effect), order.size);
  const rank = (effect: EffectVerdict): number => answers.indexOf(effect.lost) + answers.indexOf(effect.repeated);
  return verdict.effects.toSorted((left, right) => (order.get(keyOf(left)) ?? 0) - (order.get(keyOf(right)) ?? 0) || rank(right) - rank(left));
}

function effectToJson({ graph }: HandlerReport, verdict: EffectVerdict): object[] {
  const effect = graph.effects[verdict.effect];
  if (effect === undefined) return [];
  const { place, call, kind, verb, attemptScoped, about } = effect;
  const how = {
    ...(verdict.how.lost === undefined ? {} : { lost: verdict.how.lost.map(momentToJson) }),
    ...(verdict.how.repeated === undefined ? {} : { repeated: verdict.how.repeated.map(momentToJson) }),
  };
  return [
    {
      ...spot(place),
      column: place.column,
      call,
      ...(about === undefined || about === '' ? {} : { about: about.replace(/\s+/g, ' ').trim() }),
      kind,
      does: verb,
      lost: verdict.lost,
      repeated: verdict.repeated,
      counted: !attemptScoped,
      why: verdict.why,
      how,
    },
  ];
}

function momentToJson({ text, place }: Moment): object {
  return place === undefined ? { text } : { text, ...spot(place) };
}

function guardToJson({ kind, key, keyStable, place }: GuardFact): object {
  return { kind, key, keyStable, ...spot(place) };
}

function eventIdToJson({ expression, coversDuplicatePublish }: EventId): object {
  return { expression, coversDuplicatePublish };
}

function findingToJson({ rule, severity, place, message, handler, related }: Finding): object {
  return {
    rule,
    severity,
    file: place.file,
    line: place.line,
    column: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    message,
    handler: handler === null ? null : spot(handler),
    related: related.map((each) => ({ ...spot(each.place), message: each.message })),
  };
}

function spot({ file, line }: Place): { file: string; line: number } {
  return { file, line };
}
