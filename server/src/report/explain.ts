// One handler in full, for a tired reader: what it promises, why, and for each effect the shortest story in which it goes wrong.
import type { HandlerReport } from '../facts/handler.ts';
import type { Moment } from '../facts/verdict.ts';
import { acknowledgedHere } from '../verdict/delivery.ts';
import { plain } from './paint.ts';
import type { Paint } from './paint.ts';
import { colourOf, colourOfAnswers } from './text.ts';
import {
  answerWords,
  byReason,
  cutWords,
  guaranteeWords,
  handlerName,
  headlineMeaning,
  headlineWords,
  printable,
  shownEffects,
  sourceWords,
  spotWords,
} from './words.ts';
import type { Shown } from './words.ts';

/** The full evidence as text. */
export function explainToText(report: HandlerReport, paint: Paint = plain): string {
  const { handler, verdict } = report;
  const unverified = verdict.verified ? '' : ' (unverified: as far as the code was understood)';
  const head = [
    `${paint.bold(handlerName(report))}  ${spotWords(handler.place)}`,
    paint.dim(`${sourceWords(report)}, registered at ${spotWords(handler.registration)}`),
    '',
    `${colourOf(paint, verdict.headline)(headlineWords(verdict.headline).toUpperCase())}${unverified}: ${headlineMeaning(verdict.headline)}`,
  ];
  return [
    ...head,
    ...deliveryLines(report, paint),
    ...guardLines(report, paint),
    ...byReason(shownEffects(report)).flatMap((group) => groupLines(report, group, paint)),
    ...restLines(report, paint),
  ].join('\n');
}

function deliveryLines({ verdict, handler }: HandlerReport, paint: Paint): string[] {
  const { guarantee, why, acknowledgement } = verdict.delivery;
  const place = acknowledgement.place ?? handler.registration;
  const mode =
    acknowledgement.mode === 'none'
      ? 'no acknowledgement'
      : acknowledgement.mode === 'implicit'
        ? 'acknowledged by returning'
        : `acknowledged at ${spotWords(place)}`;
  return [
    '',
    `${paint.bold('Delivery')}: ${guaranteeWords(guarantee)}, ${mode}`,
    ...why
      .filter((reason) => reason.text !== acknowledgedHere)
      .map(
        ({ text, place: at, source }) => `  ${text}${at === undefined ? '' : ` (${spotWords(at)})`}${source === undefined ? '' : paint.dim(` [${source}]`)}`,
      ),
    ...verdict.unless.map((fact) => `  unless ${printable(fact)}`),
  ];
}

function guardLines({ guard, eventId, otherEventIds }: HandlerReport, paint: Paint): string[] {
  const lines: string[] = [];
  if (guard !== null) {
    const key = guard.key === null ? '' : ` keyed by ${printable(guard.key)}${guard.keyStable === false ? ', which changes on redelivery' : ''}`;
    lines.push('', `${paint.bold('Guard')}: ${guard.kind}${key} (${spotWords(guard.place)})`);
  }
  if (eventId !== null) {
    const note = eventId.coversDuplicatePublish ? '' : ', which does not catch an event that was published twice';
    const others = otherEventIds.length === 0 ? '' : paint.dim(` (also: ${otherEventIds.map((id) => id.expression).join(', ')})`);
    lines.push('', `${paint.bold('Event ID')}: ${printable(eventId.expression)}${note}${others}`);
  }
  return lines;
}

/** Effects of one reason share its story, told of the first. */
function groupLines(report: HandlerReport, group: readonly [Shown, ...Shown[]], paint: Paint): string[] {
  const [{ effect, verdict }] = group;
  const answer = colourOfAnswers(paint, verdict)(effect.attemptScoped ? 'not counted' : answerWords(verdict.lost, verdict.repeated, report));
  const lines = ['', ...group.map((each) => `${paint.bold(`It ${each.effect.verb}`)}  ${printable(each.effect.call)}  ${spotWords(each.effect.place)}`)];
  lines.push(`  ${answer}: ${printable(verdict.why)}`);
  const first = group.length === 1 ? '' : ', the first of them';
  if (verdict.how.lost !== undefined) lines.push('', `  How it is lost${first}`, ...storyLines(verdict.how.lost, paint));
  if (verdict.how.repeated !== undefined) lines.push('', `  How it is repeated${first}`, ...storyLines(verdict.how.repeated, paint));
  return lines;
}

function storyLines(moments: readonly Moment[], paint: Paint): string[] {
  return moments.map(
    ({ text, place }, index) => `  ${String(index + 1).padStart(3)}. ${printable(text)}${place === undefined ? '' : paint.dim(`  ${spotWords(place)}`)}`,
  );
}

function restLines(report: HandlerReport, paint: Paint): string[] {
  const { graph } = report;
  const cut = cutWords(report);
  const opaque = graph.opaque.map(({ call, place }) => `  ${printable(call)}  ${spotWords(place)}`);
  const harmless = graph.harmless.map(({ call, kind, place }) => paint.dim(`  ${printable(call)} (${kind})  ${spotWords(place)}`));
  return [
    ...(opaque.length === 0 ? [] : ['', `${paint.bold('Not understood')}: these may reach outside, so the verdict is unverified`, ...opaque]),
    ...(cut === null ? [] : ['', `This handler was ${cut}; the verdict is unverified`]),
    ...(harmless.length === 0 ? [] : ['', `${paint.bold('Harmless')}: nobody minds these lost or repeated`, ...harmless]),
  ];
}
