// `audit [folder]`: runs the engine over a folder and writes one report.
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openSession } from '../engine/session.ts';
import type { Audit } from '../facts/handler.ts';
import { headlines } from '../facts/vocabulary.ts';
import { formats, writeReport } from '../report/formats.ts';
import type { Format } from '../report/formats.ts';
import { UsageError, listOf, oneOf, readArguments } from './arguments.ts';
import { paintFor } from './paint.ts';
import { showProgress } from './progress.ts';

const options = {
  format: { type: 'string', default: 'text' },
  output: { type: 'string', short: 'o' },
  'fail-on': { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
} as const;

const severities = ['error', 'warning', 'information', 'hint'] as const;

export async function audit(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  if (positionals.length > 1) throw new UsageError(`audit takes one folder, not ${positionals.length}`);
  const format = oneOf('--format', values.format, formats);
  const failOn = listOf(values['fail-on']).map((word) => oneOf('--fail-on', word, [...headlines, ...severities]));
  const result = await auditFolder(positionals[0] ?? '.', { include: listOf(values.include), exclude: listOf(values.exclude) });
  write(result, format, values.output);
  return fails(result, failOn) ? 1 : 0;
}

/** Opens the folder, audits it with progress on a terminal, and closes it. */
export async function auditFolder(folder: string, files: { readonly include: readonly string[]; readonly exclude: readonly string[] }): Promise<Audit> {
  const root = resolve(folder);
  if (!existsSync(root)) throw new Error(`${folder} does not exist`);
  if (!statSync(root).isDirectory()) throw new Error(`${folder} is not a folder`);
  const session = openSession(root, { follow: 'nothing' });
  const progress = showProgress();
  try {
    return await session.audit({ ...files, progress: progress.report });
  } finally {
    progress.clear();
    session.dispose();
  }
}

function write(result: Audit, format: Format, output: string | undefined): void {
  if (output === undefined) process.stdout.write(`${writeReport(result, format, paintFor(process.stdout))}\n`);
  else writeFileSync(output, `${writeReport(result, format)}\n`);
}

function fails(result: Audit, failOn: readonly string[]): boolean {
  const words = new Set(failOn);
  return result.handlers.some((report) => words.has(report.verdict.headline)) || result.findings.some((finding) => words.has(finding.severity));
}
