// One line an effect (or a handler without effects), for spreadsheets. Cells that a spreadsheet would run as a formula are defused.
import type { Audit, HandlerReport } from '../facts/handler.ts';
import { byHeadline, shownEffects } from './words.ts';

const columns = [
  'file',
  'line',
  'handler',
  'transport',
  'library',
  'source',
  'delivery',
  'headline',
  'verified',
  'effect',
  'effectFile',
  'effectLine',
  'kind',
  'lost',
  'repeated',
  'counted',
  'why',
] as const;

export function auditToCsv(audit: Audit): string {
  const rows = byHeadline(audit).flatMap(({ handlers }) => handlers.flatMap(rowsOf));
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

function rowsOf(report: HandlerReport): string[][] {
  const { handler, verdict } = report;
  const own = [
    handler.place.file,
    String(handler.place.line),
    handler.name ?? '',
    handler.transport,
    handler.library,
    handler.source ?? '',
    verdict.delivery.guarantee,
    verdict.headline,
    verdict.verified ? 'yes' : 'no',
  ];
  const effects = shownEffects(report);
  if (effects.length === 0) return [[...own, '', '', '', '', '', '', '', '']];
  return effects.map(({ effect, verdict: { lost, repeated, why } }) => [
    ...own,
    effect.call,
    effect.place.file,
    String(effect.place.line),
    effect.kind,
    lost,
    repeated,
    effect.attemptScoped ? 'no' : 'yes',
    why,
  ]);
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
