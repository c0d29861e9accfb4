// Opens a folder for the faces and ties the layers together: workspace, analysis, rules. Nothing is read before it is asked for.
import { neverCancelled, type Cancellation } from '../base/cancellation.ts';
import { comparePlaces } from '../base/place.ts';
import type { Audit, Finding, HandlerReport, Skipped } from '../facts/handler.ts';
import type { Severity } from '../facts/vocabulary.ts';
import { findingsOf } from '../rules/rules.ts';
import { comparePaths } from '../workspace/compare-paths.ts';
import { isSettingsFile, openWorkspace, type OpenWorkspace } from '../workspace/open-workspace.ts';
import { createAnalysis, filesOf, touches, type Analysis } from './analysis.ts';
import type { AuditOptions, Progress, Session } from './engine.ts';
import { annotationFindings, withoutSuppressed } from './annotations.ts';
import { claimsOf } from './claims.ts';

export interface SessionOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Severities by rule; over those of the workspace's configuration file. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  /** For one audit and no edits: faster, and lighter. */
  readonly follow?: 'edits' | 'nothing';
}

interface Opened {
  readonly workspace: OpenWorkspace;
  readonly analysis: Analysis;
}

/** The findings of one list of reports, by file as well. */
interface Findings {
  readonly of: readonly HandlerReport[];
  readonly all: readonly Finding[];
}

// oxlint-disable-next-line max-lines-per-function -- it makes one object; the functions inside are that object's methods
export function openSession(root: string, options: SessionOptions = {}): Session {
  let opened: Opened | null = null;
  let found: Findings | null = null;

  function open(): Opened {
    if (opened !== null) return opened;
    const workspace = openWorkspace(root, options);
    if ('problem' in workspace) throw new Error(workspace.problem);
    opened = { workspace, analysis: createAnalysis(workspace, options.follow) };
    return opened;
  }

  function edit(file: string, text: string | null): void {
    const { workspace, analysis } = open();
    const before = workspace.read(file);
    workspace.edit(file, text);
    follow(workspace, analysis, file, before);
  }

  function changed(files: readonly string[]): void {
    const { workspace, analysis } = open();
    const before = files.map((file) => [file, workspace.read(file)] as const);
    workspace.changed(files);
    if (files.length === 0) analysis.restart();
    for (const [file, text] of before) follow(workspace, analysis, file, text);
  }

  async function handlers(cancellation: Cancellation = neverCancelled, progress?: Progress): Promise<readonly HandlerReport[]> {
    return open().analysis.run(cancellation, progress);
  }

  async function handlersIn(file: string, cancellation?: Cancellation): Promise<readonly HandlerReport[]> {
    return (await handlersTouching(file, cancellation)).filter((report) => report.handler.place.file === file);
  }

  async function handlersTouching(file: string, cancellation?: Cancellation): Promise<readonly HandlerReport[]> {
    return open().analysis.runFor(file, cancellation);
  }

  /** A finding in a file is made from handlers that touch it. */
  async function findingsIn(file: string, cancellation?: Cancellation): Promise<readonly Finding[]> {
    const reports = await handlersTouching(file, cancellation);
    return findAll(open(), reports, options).filter((finding) => finding.place.file === file);
  }

  async function findings(cancellation?: Cancellation): Promise<readonly Finding[]> {
    const reports = await handlers(cancellation);
    if (found?.of !== reports) found = { of: reports, all: findAll(open(), reports, options) };
    return found.all;
  }

  async function audit(asked: AuditOptions = {}): Promise<Audit> {
    if (asked.include?.length || asked.exclude?.length) {
      const { include, exclude, ...rest } = asked;
      return openSession(root, {
        ...options,
        include: [...(options.include ?? []), ...(include ?? [])],
        exclude: [...(options.exclude ?? []), ...(exclude ?? [])],
      }).audit(rest);
    }
    const started = performance.now();
    const reports = await handlers(asked.cancellation, asked.progress);
    const all = await findings(asked.cancellation);
    const { workspace, analysis } = open();
    const { filesDiscovered, filesRead } = workspace.stats;
    const stats = { filesDiscovered, filesRead, filesParsed: analysis.filesParsed(), milliseconds: Math.round(performance.now() - started) };
    return { root: workspace.root, handlers: reports, findings: all, skipped: skipped(), stats };
  }

  function skipped(): readonly Skipped[] {
    const { workspace, analysis } = open();
    return [...workspace.skipped, ...analysis.skipped()].sort((left, right) => comparePaths(left.file, right.file));
  }

  return {
    root,
    edit,
    changed,
    isRelevant: async () => open().workspace.candidates.length > 0,
    handlersIn,
    handlersTouching,
    findingsIn,
    handlers,
    audit,
    workspace: async () => open().workspace,
    skipped,
    problems: () => open().workspace.configuration.problems,
    dispose() {
      opened = null;
      found = null;
    },
  };
}

/** Tells the analysis what an edit or a change on disk came down to. */
function follow(workspace: OpenWorkspace, analysis: Analysis, file: string, before: string | null): void {
  const after = workspace.read(file);
  if (before === after) return;
  if (before === null || after === null || isSettingsFile(file)) analysis.restart();
  else analysis.edited(file, before, after);
}

/** What rules find and what comments get wrong, less what comments silence. */
function findAll({ workspace, analysis }: Opened, reports: readonly HandlerReport[], options: SessionOptions): readonly Finding[] {
  const { annotationsIn } = analysis;
  const severities = { ...workspace.configuration.rules, ...options.rules };
  const found = findingsOf(reports, { severities });
  const touched = [...new Set(reports.flatMap((report) => [...filesOf(report)]))].sort(comparePaths);
  const annotated = touched.filter((file) => annotationsIn(file).length > 0);
  const stated = annotated.flatMap((file) =>
    annotationFindings(
      file,
      reports.filter((report) => touches(report, file)).map((report) => analysis.unstated(report)),
      annotationsIn,
    ),
  );
  const left = withoutSuppressed([...found, ...stated, ...claimsOf(workspace, touched)], annotated, annotationsIn);
  return left
    .flatMap((finding) => {
      const severity = severities[finding.rule] ?? finding.severity;
      return severity === 'off' ? [] : [{ ...finding, severity }];
    })
    .toSorted((one, other) => comparePlaces(one.place, other.place) || comparePaths(one.rule, other.rule));
}
