// `deliveryGuarantees/audit`: the audit of every open folder in the formats asked for, with progress.
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Desk } from '../ask.ts';
import type { Folder } from '../folders.ts';
import { protocolVersion, type AuditParams, type AuditResult } from '../protocol.ts';
import { isAtRisk } from '../words.ts';

export async function audit(desk: Desk, params: AuditParams, cancellation: CancellationToken, progress: WorkDoneProgressReporter): Promise<AuditResult> {
  const results: AuditResult['folders'][number][] = [];
  progress.begin('Auditing message handlers', 0, undefined, true);
  try {
    for (const folder of desk.folders.all()) results.push(await auditFolder(desk, folder, params, cancellation, progress));
  } finally {
    progress.done();
  }
  return { version: protocolVersion, folders: results };
}

async function auditFolder(
  desk: Desk,
  folder: Folder,
  params: AuditParams,
  cancellation: CancellationToken,
  progress: WorkDoneProgressReporter,
): Promise<AuditResult['folders'][number]> {
  const result = await folder.session.audit({
    cancellation,
    progress: (stage, done, total) => progress.report(total === 0 ? 0 : Math.floor((100 * done) / total), `${stage} ${done} of ${total}`),
  });
  return {
    uri: folder.uri,
    name: folder.name,
    reports: Object.fromEntries(params.formats.map((format) => [format, desk.backend.render(result, format)])),
    handlers: result.handlers.length,
    atRisk: result.handlers.filter(isAtRisk).length,
    findings: result.findings.length,
  };
}
