// The findings as SARIF 2.1.0, for code scanning: rules with their help, one result a finding, the evidence as related locations.
import type { ReportingDescriptor, Result, Location, Log } from 'sarif';
import type { Place } from '../base/place.ts';
import type { Audit, Finding } from '../facts/handler.ts';
import type { Severity } from '../facts/vocabulary.ts';
import { rulePages } from '../rules/pages.ts';
import { rules } from '../rules/rules.ts';
import { tool } from './tool.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

export function auditToSarif(audit: Audit): string {
  const log: Log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, semanticVersion: tool.version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'the audited folder' } } },
        results: audit.findings.map(resultOf),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: audit.skipped.map(({ file, reason }) => ({ level: 'note', message: { text: `${file} was skipped: ${reason}` } })),
          },
        ],
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function descriptor({ id, severity }: (typeof rules)[number]): ReportingDescriptor {
  const markdown = rulePages[id] ?? id;
  const summary = markdown.split('\n')[0] ?? id;
  return { id, name: id, shortDescription: { text: summary }, help: { text: markdown, markdown }, defaultConfiguration: { level: levelOf(severity) } };
}

function resultOf(finding: Finding): Result {
  const { rule, severity, place, message, related } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levelOf(severity),
    message: { text: message },
    locations: [locationOf(place)],
    relatedLocations: related.map((each, id) => ({ id, ...locationOf(each.place), message: { text: each.message } })),
    partialFingerprints: { 'handlerAndRule/v1': `${rule}:${finding.handler?.file ?? place.file}:${message}` },
  };
}

function locationOf({ file, line, column, endLine, endColumn }: Place): Location {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column, endLine, endColumn } } };
}

function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'error' || severity === 'warning' ? severity : 'note';
}
