// The pieces that hovers and explanations share, as Markdown: a linked line, a history, an answer, the delivery, guard and event ID.
import type { Place } from '../../base/place.ts';
import type { Reason } from '../../facts/delivery.ts';
import type { HandlerReport } from '../../facts/handler.ts';
import type { Moment } from '../../facts/verdict.ts';
import type { Answer } from '../../facts/vocabulary.ts';
import { code, link, plain } from '../markdown.ts';
import { uriOfPlace } from '../positions.ts';
import { guaranteeWords, guardWords, headlineOf } from '../words.ts';

/** `billing.ts:8`, leading there. */
export function lineLink(root: string, place: Place): string {
  const base = place.file.slice(place.file.lastIndexOf('/') + 1);
  return link(plain(`${base}:${place.line}`), uriOfPlace(root, place));
}

/** Never is quiet, exposed is loud. */
export function answerText(answer: Answer): string {
  return answer === 'exposed' ? '**yes**' : answer === 'window' ? 'only in a crash window' : 'never';
}

export function headlineText(report: HandlerReport): string {
  return `**${capital(headlineOf(report))}** — ${whoText(report)}`;
}

/** `handleOrder`, kafka `orders.created`; a handler without a name goes by what it receives. */
function whoText(report: HandlerReport): string {
  const { name, transport, source } = report.handler;
  const from = source === null ? plain(transport) : `${plain(transport)} ${code(source)}`;
  return name === null ? `handler of ${from}` : `${code(name)}, ${from}`;
}

/** Delivery and why: at most two reasons, the rest is in the explanation. */
export function deliveryText(root: string, report: HandlerReport): string {
  const reasons = report.verdict.delivery.why.slice(0, 2).map((reason) => reasonText(root, reason));
  const unless = report.verdict.unless.map((fact) => `*Unless* ${plain(fact)}.`);
  return [`Delivery: **${guaranteeWords(report)}**${reasons.length > 0 ? ` — ${reasons.join('; ')}` : ''}.`, ...unless].join(' ');
}

export function reasonText(root: string, reason: Reason): string {
  const source = reason.place === undefined ? '' : ` (${lineLink(root, reason.place)})`;
  return `${plain(reason.text)}${source}`;
}

export function guardText(root: string, report: HandlerReport): string {
  const { guard, eventId } = report;
  const parts = [
    guard === null
      ? 'Guard: none.'
      : `Guard: ${guardWords(guard)} (${lineLink(root, guard.place)})${guard.key === null ? '' : `, key ${code(guard.key)}`}${stability(guard.keyStable)}.`,
  ];
  if (eventId !== null)
    parts.push(`Event ID: ${code(eventId.expression)}${eventId.coversDuplicatePublish ? '' : ' (differs when the producer publishes twice)'}.`);
  else if (guard === null) parts.push('Event ID: none found.');
  return parts.join(' ');
}

function stability(stable: boolean | null): string {
  if (stable === null) return '';
  return stable ? '' : ', **which changes on redelivery**';
}

/** A history told in numbered lines, long ones cut in the middle: the start and the bad end are what matter. */
export function historyText(root: string, moments: readonly Moment[], most: number): string {
  const shown = moments.length <= most ? moments : [...moments.slice(0, most - 3), { text: '…' }, ...moments.slice(-2)];
  return shown
    .map((moment, index) => `${index + 1}. ${plain(moment.text)}${moment.place === undefined ? '' : ` (${lineLink(root, moment.place)})`}`)
    .join('\n');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
