// Keeps the handlers of one workspace up to date, unit by unit: a unit is one file that registers handlers, with everything that follows from it.
// An edit throws away the units that rest on the edited file or on a word that came or went with the edit, and no others.
import { breathe, neverCancelled, type Cancellation } from '../base/cancellation.ts';
import { createDependencies, noDependencies, wordKey, type Dependencies } from '../base/dependencies.ts';
import { bug } from '../base/bug.ts';
import { comparePlaces } from '../base/place.ts';
import type { HandlerReport, Skipped } from '../facts/handler.ts';
import type { HandlerFound } from '../handlers/found.ts';
import { deployment, searchHandlers, type HandlerSearch } from '../handlers/find-handlers.ts';
import { createProgram } from '../provenance/create-program.ts';
import type { Program } from '../provenance/program.ts';
import type { OpenWorkspace } from '../workspace/open-workspace.ts';
import { annotationsOf, mayAnnotate } from '../syntax/annotations.ts';
import type { AnnotationsIn, Stated } from './annotations.ts';
import { placesToLook } from './files-near.ts';
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
  /**
   * The handlers that have to do with a file, for the one who looks at it: units and reports that have nothing to do with it are left for `run`.
   * Before the first complete run, the handlers that stand in the file are enough, if they are found in it or in what it imports.
   */
  runFor(file: string, cancellation?: Cancellation): Promise<readonly HandlerReport[]>;
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

/** A report that stands as long as nothing it rests on changes, and its handler is registered in the same way. */
interface Kept {
  readonly reported: Reported;
  readonly registered: string;
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

/** `follow: 'nothing'` is for one audit: nothing is noted down, and an edit would start everything over. */
// oxlint-disable-next-line max-lines-per-function -- it makes one object; the functions inside are that object's methods
export function createAnalysis(workspace: OpenWorkspace, follow: 'edits' | 'nothing' = 'edits'): Analysis {
  const sources = createSourceCache();
  const units = new Map<string, Unit>();
  const originals = new WeakMap<HandlerReport, Stated>();
  const keptReports = new Map<string, Kept>();
  /** As they were before the last edits: what they had to do with then tells where to look first. */
  const formerUnits = new Map<string, Unit>();
  const formerReports = new Map<string, Reported>();
  const partial = new Map<string, readonly HandlerReport[]>();
  let hasRun = false;
  /** Questions about one file under way: work on the whole stands back. */
  let looking = 0;
  let generation: Generation | null = null;
  let reports: readonly HandlerReport[] | null = null;
  let version = 0;

  function current(): Generation {
    if (generation !== null) return generation;
    const follows = follow === 'edits';
    const dependencies = follows ? createDependencies() : noDependencies;
    const tracked = follows ? trackedWorkspace(workspace, dependencies) : workspace;
    const parse = (file: string, text: string) => sources.parse(file, text);
    const { catalogue } = workspace;
    const program = createProgram(tracked, follows ? { catalogue, parse, dependencies } : { catalogue, parse });
    generation = { program, search: searchHandlers(program, tracked, {}, (key, work) => dependencies.within(key, work)), dependencies };
    return generation;
  }

  function outdate(): void {
    version += 1;
    generation = null;
    reports = null;
    partial.clear();
  }

  function edited(file: string, before: string, after: string): void {
    if (before === after) return;
    if (follow === 'nothing') return restart();
    outdate();
    const changed = new Set([file, ...wordsThatDiffer(before, after).map(wordKey)]);
    const isHit = ({ restsOn }: { readonly restsOn: ReadonlySet<string> }): boolean => [...changed].some((key) => restsOn.has(key));
    for (const [name, unit] of units) {
      if (!isHit(unit)) continue;
      units.delete(name);
      formerUnits.set(name, unit);
    }
    for (const [identity, kept] of keptReports) {
      if (!isHit(kept)) continue;
      keptReports.delete(identity);
      formerReports.set(identity, kept.reported);
    }
  }

  function restart(): void {
    outdate();
    for (const known of [units, keptReports, formerUnits, formerReports]) known.clear();
  }

  async function run(cancellation: Cancellation = neverCancelled, progress: Progress = () => {}): Promise<readonly HandlerReport[]> {
    const rest = resting(cancellation, progress);
    while (workspace.scan(100)) await rest('discovering', workspace.stats.filesRead, workspace.files.length);
    while (reports === null) {
      const asOf = version;
      const names = current().search.units();
      const taken = new Set<string>();
      for (const [index, name] of names.entries()) {
        const goesOn = async (): Promise<boolean> => {
          await rest('analysing', index, names.length);
          // oxlint-disable-next-line no-unmodified-loop-condition -- questions come and go while it breathes
          while (looking > 0) await breathe(cancellation);
          return version === asOf;
        };
        const unit = (await goesOn()) ? (units.get(name) ?? (await analyse(name, taken, goesOn))) : null;
        if (unit === null) break;
        units.set(name, unit);
        for (const { report } of unit.reported) taken.add(identityOf(report));
      }
      if (version === asOf) reports = gather(names);
    }
    formerUnits.clear();
    formerReports.clear();
    hasRun = true;
    return reports;
  }

  async function runFor(file: string, cancellation: Cancellation = neverCancelled): Promise<readonly HandlerReport[]> {
    looking += 1;
    const found = await lookAt(file, cancellation).finally(() => {
      looking -= 1;
    });
    return found ?? (await run(cancellation)).filter((report) => touches(report, file));
  }

  /** Null where only a complete run can tell. */
  async function lookAt(file: string, cancellation: Cancellation): Promise<readonly HandlerReport[] | null> {
    const rest = resting(cancellation, () => {});
    while (workspace.scan(100)) await rest('discovering', 0, 0);
    for (;;) {
      if (reports !== null) return reports.filter((report) => touches(report, file));
      const known = partial.get(file);
      if (known !== undefined) return known;
      const asOf = version;
      const kept = new Map<string, HandlerReport>();
      let isComplete = true;
      const all = (): readonly string[] => current().search.units();
      for (const { near, names } of hasRun ? [{ near: new Set<string>(), names: all() }] : placesToLook(workspace, file, all)) {
        // What a deployment says of a function counts before what its types say.
        for (const name of hasRun ? names : [deployment, ...names]) {
          await rest('analysing', 0, 0);
          if (version !== asOf) break;
          const unit = units.get(name) ?? formerUnits.get(name);
          if (unit === undefined && name !== file && name !== deployment) isComplete = false;
          for (const { report, unstated } of reportedFor(name, file, near)) {
            if (!touches(report, file) || kept.has(identityOf(report))) continue;
            kept.set(identityOf(report), report);
            originals.set(report, unstated);
          }
        }
        if (version !== asOf || kept.size > 0) break;
      }
      if (version !== asOf) continue;
      if (!isComplete && kept.size === 0) return null;
      const found = [...kept.values()].sort(compareReports);
      partial.set(file, found);
      return found;
    }
  }

  /** Of a unit, what is needed to know which of its handlers touch the file. */
  function reportedFor(name: string, file: string, near: ReadonlySet<string>): readonly Reported[] {
    const fresh = units.get(name);
    if (fresh !== undefined) return fresh.reported;
    const former = formerUnits.get(name);
    if (former === undefined && name !== file && name !== deployment && !near.has(name)) return [];
    if (former !== undefined && name !== file && !former.reported.some(({ report }) => touches(report, file))) return [];
    return current().dependencies.within(`unit:${name}`, () =>
      (survive(name, [], () => current().search.findIn(name)) ?? []).filter(isAskedFor).flatMap((found) => {
        const before = formerReports.get(identityOf(found));
        const concerns = found.handler.place.file === file || (before === undefined ? hasRun : touches(before.report, file));
        return concerns ? (survive(found.handler.place.file, [], () => reportFor(found)) ?? []) : [];
      }),
    );
  }

  /** Left out are the handlers of files that `include` does not name, unless a file that it does name registers them. */
  function isAskedFor({ handler }: HandlerFound): boolean {
    return [handler.place, handler.registration].some(({ file }) => workspace.isIncluded(file));
  }

  function annotationsIn(file: string): ReturnType<AnnotationsIn> {
    const { program } = current();
    const text = workspace.read(file);
    const source = text !== null && mayAnnotate(text) ? program.sourceFile(file) : null;
    return source === null ? [] : annotationsOf(source);
  }

  /** `earlier` are the handlers of the units before it. Null when an edit came between two of its handlers: a wrapper may register those of a whole workspace. */
  async function analyse(name: string, earlier: ReadonlySet<string>, goesOn: () => Promise<boolean>): Promise<Unit | null> {
    const { search, dependencies } = current();
    const own = new Set<string>();
    const reported: Reported[] = [];
    const left: string[] = [];
    const skipped: Skipped[] = [];
    const key = `unit:${name}`;
    const found = dependencies.within(key, () => survive(name, skipped, () => search.findIn(name)) ?? []).filter(isAskedFor);
    for (const each of found) {
      const identity = identityOf(each);
      if (earlier.has(identity) || own.has(identity)) {
        left.push(identity);
        continue;
      }
      own.add(identity);
      if (!(await goesOn())) return null;
      const made = dependencies.within(key, () => survive(each.handler.place.file, skipped, () => reportFor(each)));
      if (made !== null) reported.push(made);
    }
    return { reported, left, skipped, restsOn: dependencies.closure(key) };
  }

  /** A unit may hold the handlers of many files (all that a wrapper registers); an edit in one of them leaves the others' reports as they are. */
  function reportFor(found: HandlerFound): Reported {
    const { program, dependencies } = current();
    const identity = identityOf(found);
    const registered = JSON.stringify(found.handler);
    const known = keptReports.get(identity);
    if (known?.registered === registered) {
      for (const rest of known.restsOn) dependencies.touch(rest);
      return known.reported;
    }
    const key = `report:${identity}`;
    const reported = dependencies.within(key, () => reportOn(program, found, workspace.configuration, annotationsIn));
    keptReports.set(identity, { reported, registered, restsOn: dependencies.closure(key) });
    return reported;
  }

  /** Null when a unit left a handler to one that no longer has it: that unit is analysed again. */
  function gather(names: readonly string[]): readonly HandlerReport[] | null {
    const wanted = new Set(names);
    for (const name of units.keys()) if (!wanted.has(name)) units.delete(name);
    const kept = new Map<string, HandlerReport>();
    for (const name of names) {
      for (const { report, unstated } of units.get(name)?.reported ?? []) {
        if (!kept.has(identityOf(report))) kept.set(identityOf(report), report);
        originals.set(report, unstated);
      }
    }
    const orphaned = names.filter((name) => units.get(name)?.left.some((identity) => !kept.has(identity)) === true);
    for (const name of orphaned) units.delete(name);
    return orphaned.length > 0 ? null : [...kept.values()].sort(compareReports);
  }

  return {
    edited,
    restart,
    run,
    runFor,
    unstated: (report) => originals.get(report) ?? { handler: report.handler, effects: report.graph.effects },
    annotationsIn,
    skipped: () => [...units.values()].flatMap((unit) => unit.skipped),
    filesParsed: () => sources.size(),
  };
}

/** Gives the event loop a turn now and then, and says how far the work is. */
function resting(cancellation: Cancellation, progress: Progress): (...how: Parameters<Progress>) => Promise<void> {
  let turn = performance.now();
  let told = turn;
  return async (stage, done, total) => {
    const now = performance.now();
    if (now - turn < turnMilliseconds) return;
    if (now - told >= reportMilliseconds) {
      progress(stage, done, total);
      told = now;
    }
    await breathe(cancellation);
    turn = performance.now();
  };
}

const filesKnown = new WeakMap<HandlerReport, ReadonlySet<string>>();

/** The files that a handler's picture has anything in. */
export function filesOf(report: HandlerReport): ReadonlySet<string> {
  const known = filesKnown.get(report);
  if (known !== undefined) return known;
  const { handler, graph } = report;
  const places = [handler.place, handler.registration, ...graph.steps.map((step) => step.place), ...graph.effects.map((effect) => effect.place)];
  const made = new Set(places.map((place) => place.file));
  filesKnown.set(report, made);
  return made;
}

export function touches(report: HandlerReport, file: string): boolean {
  return filesOf(report).has(file);
}

function compareReports(left: HandlerReport, right: HandlerReport): number {
  return comparePlaces(left.handler.place, right.handler.place) || compareText(left.handler.transport, right.handler.transport);
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
