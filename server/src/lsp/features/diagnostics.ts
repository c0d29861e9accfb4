// Diagnostics by pull, for a document and for the workspace: findings with a stable code, its page, and the evidence as related information.
import { createHash } from 'node:crypto';
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Cancellation } from '../../base/cancellation.ts';
import type { Finding } from '../../facts/handler.ts';
import type { Severity } from '../../facts/vocabulary.ts';
import type { Ask } from '../ask.ts';
import type { Backend } from '../backend.ts';
import type { Folder } from '../folders.ts';
import { toRange, uriOf } from '../positions.ts';
import type { Settings } from '../protocol.ts';
import { configurationFile } from '../../workspace/configuration.ts';
import { configurationDiagnostics } from './configuration.ts';

export const source = 'delivery-guarantees';

export async function documentDiagnostics(ask: Ask, previous: string | undefined): Promise<DocumentDiagnosticReport> {
  const findings = ask.settings.diagnostics.enabled ? await ask.folder.session.findingsIn(ask.file, ask.cancellation) : [];
  const items = findings.flatMap((finding) => diagnosticOf(ask.folder.root, finding, ask.settings, ask.backend));
  const resultId = idOf(items);
  return resultId === previous ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
}

/** Reports the files that have findings, and those that had some when the client last asked. */
export async function workspaceDiagnostics(
  folder: Folder,
  settings: Settings,
  backend: Backend,
  previous: readonly PreviousResultId[],
  cancellation: Cancellation,
): Promise<WorkspaceDocumentDiagnosticReport[]> {
  const findings = settings.enable && settings.diagnostics.enabled && (await folder.relevant()) ? (await folder.session.audit({ cancellation })).findings : [];
  const before = new Map(previous.map((one) => [one.uri, one.value]));
  const byFile = new Map<string, Diagnostic[]>();
  const misread = settings.enable && settings.diagnostics.enabled ? configurationDiagnostics(folder, 'all') : [];
  if (misread.length > 0) byFile.set(uriOf(folder.root, configurationFile), misread);
  for (const finding of findings) {
    const uri = uriOf(folder.root, finding.place.file);
    byFile.set(uri, [...(byFile.get(uri) ?? []), ...diagnosticOf(folder.root, finding, settings, backend)]);
  }
  const gone = [...before.keys()].filter((uri) => uri.startsWith(uriOf(folder.root, '')) && !byFile.has(uri));
  const reports = [...byFile, ...gone.map((uri): [string, Diagnostic[]] => [uri, []])];
  return reports.flatMap(([uri, items]): WorkspaceDocumentDiagnosticReport[] => {
    const resultId = idOf(items);
    return resultId === before.get(uri) ? [{ kind: 'unchanged', uri, resultId, version: null }] : [{ kind: 'full', uri, resultId, version: null, items }];
  });
}

export function diagnosticOf(root: string, finding: Finding, settings: Settings, backend: Backend): readonly Diagnostic[] {
  const severity = settings.rules[finding.rule] ?? finding.severity;
  if (severity === 'off') return [];
  return [
    {
      range: toRange(finding.place),
      severity: severityOf(severity),
      code: finding.rule,
      codeDescription: { href: backend.pageOf(finding.rule) },
      source,
      message: finding.message,
      relatedInformation: finding.related.map((one) => ({
        location: { uri: uriOf(root, one.place.file), range: toRange(one.place) },
        message: one.message,
      })),
      ...(finding.rule === 'unused-suppression' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    },
  ];
}

function severityOf(severity: Severity): DiagnosticSeverity {
  const levels: Readonly<Record<Severity, DiagnosticSeverity>> = {
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    information: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
  };
  return levels[severity];
}

/** The same diagnostics have the same id, in this server and in the next. */
function idOf(items: readonly Diagnostic[]): string {
  return createHash('sha1').update(JSON.stringify(items)).digest('base64url');
}
