// All rules, in the order in which they are documented, and the one function that runs them over handlers.
import { comparePlaces } from '../base/place.ts';
import type { Finding, HandlerReport } from '../facts/handler.ts';
import type { Severity } from '../facts/vocabulary.ts';
import { acknowledgedBeforeEffect } from './acknowledged-before-effect.ts';
import { atMostOnceTransport } from './at-most-once-transport.ts';
import { contradictedAnnotation } from './contradicted-annotation.ts';
import { exactlyOnceClaim } from './exactly-once-claim.ts';
import { floatingEffect } from './floating-effect.ts';
import { guardInMemory } from './guard-in-memory.ts';
import { malformedAnnotation } from './malformed-annotation.ts';
import { markedBeforeEffect } from './marked-before-effect.ts';
import { neverSent } from './never-sent.ts';
import { nonAtomicGuard } from './non-atomic-guard.ts';
import type { Rule } from './rule.ts';
import { swallowedError } from './swallowed-error.ts';
import { unguardedEffect } from './unguarded-effect.ts';
import { unusedSuppression } from './unused-suppression.ts';
import { unstableKey } from './unstable-key.ts';

export const rules = [
  unguardedEffect,
  acknowledgedBeforeEffect,
  floatingEffect,
  swallowedError,
  nonAtomicGuard,
  markedBeforeEffect,
  guardInMemory,
  unstableKey,
  atMostOnceTransport,
  neverSent,
  exactlyOnceClaim,
  contradictedAnnotation,
  malformedAnnotation,
  unusedSuppression,
] as const satisfies readonly Rule[];

export interface RuleSettings {
  /** By rule id; `off` silences a rule. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
}

/** What is to be said about these handlers, in the order of the code, each thing once. */
export function findingsOf(reports: readonly HandlerReport[], settings: RuleSettings = {}): Finding[] {
  const findings = reports.flatMap((report) => rules.flatMap((rule) => check(rule, report, settings)));
  const said = new Set<string>();
  return findings.sort(byPlace).filter((finding) => {
    const key = `${finding.rule} ${finding.place.file}:${finding.place.line}:${finding.place.column}`;
    if (said.has(key)) return false;
    said.add(key);
    return true;
  });
}

function check(rule: Rule, report: HandlerReport, settings: RuleSettings): Finding[] {
  const setting = settings.severities?.[rule.id];
  if (setting === 'off' || report.verdict.headline === 'harmless') return [];
  return rule.check(report).map((found) => ({
    rule: rule.id,
    severity: setting ?? found.severity ?? rule.severity,
    place: found.place,
    message: found.message,
    handler: report.handler.place,
    related: found.related,
  }));
}

function byPlace(left: Finding, right: Finding): number {
  return comparePlaces(left.place, right.place) || (left.rule < right.rule ? -1 : left.rule > right.rule ? 1 : 0);
}
