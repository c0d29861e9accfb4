// The whole evidence for one handler, as a page: everything the hover leaves out for shortness.
import type { Finding, HandlerReport } from '../../facts/handler.ts';
import type { EffectVerdict } from '../../facts/verdict.ts';
import { code, link, plain } from '../markdown.ts';
import { samePlace } from '../positions.ts';
import { nameOf } from '../words.ts';
import { effectsTable, opaqueText } from './handler.ts';
import { answerText, capital, guardText, headlineText, historyText, lineLink, reasonText } from './parts.ts';

export function explanation(root: string, report: HandlerReport, findings: readonly Finding[], pageOf: (rule: string) => string): string {
  const { verdict, handler, graph } = report;
  const acknowledgement = verdict.delivery.acknowledgement;
  return [
    `# ${plain(nameOf(report))}`,
    headlineText(report),
    `Handler ${lineLink(root, handler.place)}, registered with ${code(handler.library)} at ${lineLink(root, handler.registration)}.`,
    '## Delivery',
    [
      ...verdict.delivery.why.map((reason) => `- ${reasonText(root, reason)}${reason.source === undefined ? '' : ` — ${plain(reason.source)}`}`),
      ...(isToldAlready(verdict.delivery)
        ? []
        : [`- acknowledgement: ${acknowledgement.mode}${acknowledgement.place === null ? '' : ` (${lineLink(root, acknowledgement.place)})`}`]),
      ...verdict.unless.map((fact) => `- *unless* ${plain(fact)}`),
    ].join('\n'),
    '## Effects',
    effectsTable(root, report, 200),
    ...opaqueText(root, report, 50),
    ...(graph.harmless.length === 0
      ? []
      : [
          `Harmless: ${graph.harmless
            .slice(0, 20)
            .map((call) => code(call.call))
            .join(', ')}.`,
        ]),
    guardText(root, report),
    ...verdict.effects.flatMap((effect) => effectSection(root, report, effect)),
    ...findingsSection(root, findings, pageOf),
  ].join('\n\n');
}

function isToldAlready({ acknowledgement, why }: HandlerReport['verdict']['delivery']): boolean {
  const { place } = acknowledgement;
  return place !== null && why.some((reason) => reason.place !== undefined && samePlace(reason.place, place));
}

function effectSection(root: string, report: HandlerReport, verdict: EffectVerdict): readonly string[] {
  const fact = report.graph.effects[verdict.effect];
  if (fact === undefined || (verdict.lost === 'never' && verdict.repeated === 'never')) return [];
  const story = (what: string, moments = verdict.how.lost) => (moments === undefined ? [] : [`How it is ${what}:`, historyText(root, moments, 40)]);
  return [
    `### ${plain(capital(fact.verb))}`,
    `${code(fact.call)} (${lineLink(root, fact.place)}) — lost? ${answerText(verdict.lost)} · repeated? ${answerText(verdict.repeated)}. ${plain(capital(verdict.why))}.`,
    ...(verdict.lost === 'never' ? [] : story('lost', verdict.how.lost)),
    ...(verdict.repeated === 'never' ? [] : story('repeated', verdict.how.repeated)),
  ];
}

function findingsSection(root: string, findings: readonly Finding[], pageOf: (rule: string) => string): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '## Findings',
    findings.map((finding) => `- ${link(plain(finding.rule), pageOf(finding.rule))}: ${plain(finding.message)} (${lineLink(root, finding.place)})`).join('\n'),
  ];
}
