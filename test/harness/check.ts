// Audits one case in a folder of its own and compares what is reported with what its comments expect, in both directions.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Place } from '../../server/src/base/place.ts';
import { openSession } from '../../server/src/engine/session.ts';
import type { Audit, HandlerReport } from '../../server/src/facts/handler.ts';
import type { Case, Expectation } from './cases.ts';

/** A fact that was reported, in the words of the expectations. */
interface Reported {
  readonly word: Expectation['word'];
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

/** Returns one line per difference; empty when the case holds. */
export async function differencesOf(found: Case): Promise<string[]> {
  const audit = await auditOf(found);
  const reported = reportedIn(audit).filter((fact) => found.words.has(fact.word));
  const unmet = found.expectations.filter((expected) => !reported.some((fact) => meets(fact, expected)));
  const unexpected = reported.filter((fact) => !found.expectations.some((expected) => meets(fact, expected)));
  return [
    ...unmet.map((expected) => `${expected.file}:${expected.line} expected ${expected.word}: ${expected.rest}; ${atLine(reported, expected)}`),
    ...unexpected.map((fact) => `${fact.file}:${fact.line} unexpected ${fact.word}: ${fact.says}`),
  ];
}

/** Writes the case's files to a temporary folder, audits it, removes it. */
export async function auditOf(found: Case): Promise<Audit> {
  const root = mkdtempSync(join(tmpdir(), 'delivery-case-'));
  try {
    for (const file of found.files) {
      mkdirSync(dirname(join(root, file.path)), { recursive: true });
      writeFileSync(join(root, file.path), file.text);
    }
    const session = openSession(root);
    const audit = await session.audit();
    session.dispose();
    return audit;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function meets(fact: Reported, expected: Expectation): boolean {
  return fact.word === expected.word && fact.file === expected.file && fact.line === expected.line && holds(fact.says, expected.rest);
}

/** Every word, pair ("lost never") or quoted part of the expectation stands in what was reported. */
function holds(says: string, rest: string): boolean {
  const parts = rest.match(/"[^"]*"|\[[^\]]*\]|(?:lost|repeated) \w+|[^\s,]+/g) ?? [];
  const spoken = ` ${says.replaceAll(',', ' ')} `;
  return parts.every((part) => (part.startsWith('"') ? says.includes(part.slice(1, -1)) : spoken.includes(` ${part} `)));
}

function atLine(reported: readonly Reported[], expected: Expectation): string {
  const there = reported.filter((fact) => fact.word === expected.word && fact.file === expected.file && fact.line === expected.line);
  return there.length === 0 ? 'nothing there' : `got ${there.map((fact) => fact.says).join(' | ')}`;
}

function reportedIn(audit: Audit): Reported[] {
  const facts = audit.handlers.flatMap(reportedOf);
  const findings = audit.findings.map((finding) => at('finding', finding.place, `[${finding.rule}] ${finding.message}`));
  const seen = new Set<string>();
  return [...facts, ...findings].filter((fact) => {
    const key = JSON.stringify(fact);
    return !seen.has(key) && seen.add(key);
  });
}

function at(word: Expectation['word'], place: Place, says: string): Reported {
  return { word, file: place.file, line: place.line, says };
}

function reportedOf(report: HandlerReport): Reported[] {
  const { handler, graph, verdict } = report;
  const source = handler.source === null ? '' : ` "${handler.source}"`;
  const unverified = verdict.verified ? 'verified' : 'unverified';
  return [
    at('handler', handler.place, `${verdict.headline} ${handler.transport} ${handler.library} ${unverified}${source}`),
    at('delivery', handler.place, `${verdict.delivery.guarantee} ${verdict.delivery.acknowledgement.mode}`),
    ...verdict.effects.flatMap((judged) => {
      const effect = graph.effects[judged.effect];
      return effect ? [at('effect', effect.place, `lost ${judged.lost} repeated ${judged.repeated} ${effect.kind} ${effect.call}`)] : [];
    }),
    ...graph.steps.flatMap((step) => (step.kind === 'acknowledge' ? [at('ack', step.place, step.says)] : [])),
    ...graph.opaque.map((opaque) => at('opaque', opaque.place, opaque.call)),
    ...graph.harmless.map((harmless) => at('harmless', harmless.place, `${harmless.kind} ${harmless.call}`)),
    ...(report.guard ? [at('guard', report.guard.place, `${report.guard.kind} ${report.guard.key ?? ''}`)] : []),
  ];
}
