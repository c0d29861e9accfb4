// Keeps the handlers of one workspace up to date, unit by unit: a unit is one file that registers handlers, with everything that follows from it.
// An edit throws away the units that rest on the edited file or on a word that came or went with the edit, and no others.
import { breathe, neverCancelled, type Cancellation } from '../base/cancellation.ts';
import { createDependencies, wordKey, type Dependencies } from '../base/dependencies.ts';
import { bug } from '../base/bug.ts';
import { comparePlaces } from '../base/place.ts';
import type { HandlerReport, Skipped } from '../facts/handler.ts';
import { typesOf } from '../models/catalogue.ts';
import type { HandlerFound } from '../handlers/found.ts';
import { searchHandlers, type HandlerSearch } from '../handlers/find-handlers.ts';
import { createProgram } from '../provenance/create-program.ts';
import type { Program } from '../provenance/program.ts';
import type { OpenWorkspace } from '../workspace/open-workspace.ts';
import { annotationsOf, mayAnnotate } from '../syntax/annotations.ts';
import type { AnnotationsIn, Stated } from './annotations.ts';
import { reportOn, type Reported } from './report-on.ts';
import { createSourceCache } from '../syntax/source-cache.ts';
import { trackedWorkspace } from './tracked-workspace.ts';
import { wordsThatDiffer } from './words-that-differ.ts';
import type { Progress } from './engine.ts';

export interface Analysis {
  /** The text of a file is about to change from `before` to `after`. */
  edited(file: string, before: string, after: string): void;
  /** Which files there are, or how they are configured, has changed. */
  restart(): void;
  /** All handlers as of now, in the order of their places; each function once for each transport. */
  run(cancellation?: Cancellation, progress?: Progress): Promise<readonly HandlerReport[]>;
  /** What was found for a report before anything was stated about it. */
  unstated(report: HandlerReport): Stated;
  annotationsIn: AnnotationsIn;
  skipped(): readonly Skipped[];
  filesParsed(): number;
}

interface Unit {
  readonly reported: readonly Reported[];
  /** Handlers that an earlier unit has reported already. */
  readonly left: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly restsOn: ReadonlySet<string>;
}

/** A program and what was searched with it; good until the next edit. */
interface Generation {
  readonly program: Program;
  readonly search: HandlerSearch;
  readonly dependencies: Dependencies;
}

const turnMilliseconds = 12;
const reportMilliseconds = 50;

export function createAnalysis(workspace: OpenWorkspace): Analysis {
  const sources = createSourceCache();
  const units = new Map<string, Unit>();
  const originals = new WeakMap<HandlerReport, Stated>();
  let generation: Generation | null = null;
  let reports: readonly HandlerReport[] | null = null;
  let version = 0;

  function current(): Generation {
    if (generation !== null) return generation;
    const dependencies = createDependencies();
    const tracked = trackedWorkspace(workspace, dependencies);
    const program = createProgram(tracked, { typesOf, parse: sources.parse, dependencies });
    generation = { program, search: searchHandlers(program, tracked, {}, dependencies.within), dependencies };
    return generation;
  }

  function outdate(): void {
    version += 1;
    generation = null;
    reports = null;
  }

  function edited(file: string, before: string, after: string): void {
    if (before === after) return;
    outdate();
    const changed = new Set([file, ...wordsThatDiffer(before, after).map(wordKey)]);
    for (const [name, unit] of units) if ([...changed].some((key) => unit.restsOn.has(key))) units.delete(name);
  }

  function restart(): void {
    outdate();
    units.clear();
  }

  async function run(cancellation: Cancellation = neverCancelled, progress: Progress = () => {}): Promise<readonly HandlerReport[]> {
    let turn = performance.now();
    let told = turn;
    const rest = async (stage: 'discovering' | 'analysing', done: number, total: number): Promise<void> => {
      const now = performance.now();
      if (now - turn < turnMilliseconds) return;
      if (now - told >= reportMilliseconds) {
        progress(stage, done, total);
        told = now;
      }
      await breathe(cancellation);
      turn = performance.now();
    };
    while (workspace.scan(100)) await rest('discovering', workspace.stats.filesRead, workspace.files.length);
    while (reports === null) {
      const asOf = version;
      const names = current().search.units();
      for (let index = 0; index < names.length && version === asOf; index += 1) {
        await rest('analysing', index, names.length);
        const name = names[index];
        if (version === asOf && name !== undefined && !units.has(name)) units.set(name, analyse(name, names.slice(0, index)));
      }
      if (version === asOf) reports = gather(names);
    }
    return reports;
  }

  function annotationsIn(file: string): ReturnType<AnnotationsIn> {
    const { program } = current();
    const text = workspace.read(file);
    const source = text !== null && mayAnnotate(text) ? program.sourceFile(file) : null;
    return source === null ? [] : annotationsOf(source);
  }

  function analyse(name: string, earlier: readonly string[]): Unit {
    const { program, search, dependencies } = current();
    const taken = new Set(earlier.flatMap((each) => units.get(each)?.reported.map(({ report }) => identityOf(report)) ?? []));
    const reported: Reported[] = [];
    const left: string[] = [];
    const skipped: Skipped[] = [];
    const key = `unit:${name}`;
    dependencies.within(key, () => {
      for (const each of survive(name, skipped, () => search.findIn(name)) ?? []) {
        const identity = identityOf(each);
        if (taken.has(identity)) left.push(identity);
        else {
          taken.add(identity);
          const made = survive(each.handler.place.file, skipped, () => reportOn(program, each, workspace.configuration, annotationsIn));
          if (made !== null) reported.push(made);
        }
      }
    });
    return { reported, left, skipped, restsOn: dependencies.closure(key) };
  }

  /** Null when a unit left a handler to one that no longer has it: that unit is analysed again. */
  function gather(names: readonly string[]): readonly HandlerReport[] | null {
    const wanted = new Set(names);
    for (const name of [...units.keys()]) if (!wanted.has(name)) units.delete(name);
    const kept = new Map<string, HandlerReport>();
    for (const name of names) {
      for (const { report, unstated } of units.get(name)?.reported ?? []) {
        if (!kept.has(identityOf(report))) kept.set(identityOf(report), report);
        originals.set(report, unstated);
      }
    }
    const orphaned = names.filter((name) => units.get(name)?.left.some((identity) => !kept.has(identity)) === true);
    for (const name of orphaned) units.delete(name);
    return orphaned.length > 0
      ? null
      : [...kept.values()].sort(
          (left, right) => comparePlaces(left.handler.place, right.handler.place) || compareText(left.handler.transport, right.handler.transport),
        );
  }

  return {
    edited,
    restart,
    run,
    unstated: (report) => originals.get(report) ?? { handler: report.handler, effects: report.graph.effects },
    annotationsIn,
    skipped: () => [...units.values()].flatMap((unit) => unit.skipped),
    filesParsed: () => sources.size(),
  };
}

function identityOf({ handler }: { readonly handler: HandlerFound['handler'] }): string {
  const { file, line, column } = handler.place;
  return `${file}:${line}:${column}:${handler.transport}`;
}

/** A mistake of ours costs one answer, never the audit. */
function survive<Result>(file: string, skipped: Skipped[], work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    bug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    skipped.push({ file, reason: 'the analysis failed here (a mistake of this tool, not of the code)' });
    return null;
  }
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
