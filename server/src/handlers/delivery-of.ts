// From a row's alternatives to the delivery of one registration: the first whose conditions hold, with the evidence it rests on.
import type { DeliveryFact, Reason } from '../facts/delivery.ts';
import type { Transport } from '../facts/vocabulary.ts';
import type { DeliveryRow } from '../models/schema.ts';
import type { Place } from '../base/place.ts';
import type { OptionScope } from './option-reading.ts';
import { holds, readOption } from './options.ts';

const nothingKnown: DeliveryRow = { guarantee: 'unknown', acknowledged: 'on-success', why: 'nothing is known about this registration' };

export function deliveryOf(scope: OptionScope, rows: readonly DeliveryRow[], unit: 'message' | 'batch', transport: Transport, at: Place): DeliveryFact {
  const row = rows.find((candidate) => holds(scope, candidate.when)) ?? nothingKnown;
  const dropped = row.guarantee === 'at-most-once' && row.acknowledged !== 'explicit';
  return {
    guarantee: row.guarantee,
    acknowledged: row.acknowledged,
    promise: row.promise ?? 'awaited',
    onError: row.onError ?? (dropped ? 'dropped' : 'redelivered'),
    onCrash: row.onCrash ?? (dropped ? 'lost' : 'redelivered'),
    rejected: row.rejected ?? 'dropped',
    passesOver: row.passesOver ?? false,
    ...(row.resumes === true ? { resumes: row.resumes } : {}),
    ...(row.untilIdle === true ? { untilIdle: row.untilIdle } : {}),
    replicas: row.replicas ?? false,
    unit,
    partialFailures: row.partialFailures ?? false,
    why: [reasonOf(scope, row, transport, at)],
    unless: row.unless ?? [],
    ...(row.unlessReported === undefined ? {} : { unlessReported: row.unlessReported }),
  };
}

/** The place of the option that decided, else the registration, with the source that is about this transport. */
function reasonOf(scope: OptionScope, row: DeliveryRow, transport: Transport, at: Place): Reason {
  const options = (row.when ?? []).flatMap((condition) => ('option' in condition ? [condition.option] : []));
  const place = options.map((option) => readOption(scope, option)?.place).find((found) => found) ?? at;
  const { sources } = scope.model;
  const source = sources.find((one) => one.includes(transport)) ?? sources[0];
  return options.length > 0 || source === undefined ? { text: row.why, place } : { text: row.why, place, source };
}
