// Opens a folder: lists it, reads its sources once for the prefilter, and answers the questions of `Workspace` from memory.
// Edits are laid over the disk; what depends on the listing alone is made anew only when the listing changes.
import picomatch from 'picomatch';
import { createCatalogue, isPath, packagesOf, prefilterWords, transportModels, type Catalogue, type Models } from '../models/catalogue.ts';
import type { Skipped } from '../facts/handler.ts';
import { comparePaths } from './compare-paths.ts';
import { isNew, openFolder } from './disk.ts';
import { isGeneratedName, isSource, isTest, sourceOfCompiled } from './file-kinds.ts';
import { readPackageFiles, type PackageFiles } from './package-files.ts';
import { configurationFile, readConfiguration, type Configuration } from './configuration.ts';
import { libraryFiles, locateModels } from './own-models.ts';
import { compilePrefilter, moduleWord, type PrefilterWords } from './prefilter.ts';
import { createProjectFiles, type ProjectFiles } from './project-files.ts';
import { createResolver, probeSource } from './resolver.ts';
import { createSourceTexts, type SourceTexts } from './source-texts.ts';
import { createCandidates, type Candidates, type Sources } from './candidates.ts';
import { createVersions } from './versions.ts';
import { folderPattern, walk, type Listing } from './walk.ts';
import { createWordIndex } from './word-index.ts';
import type { Resolution, Workspace } from './workspace.ts';

export interface WorkspaceOptions {
  /** Only files that one of these globs selects are searched for handlers. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Files of more bytes than this are skipped. */
  readonly largestFile?: number;
  /** Defaults to what the catalogue of models says. */
  readonly prefilter?: PrefilterWords;
}

/** A workspace that follows edits. */
export interface OpenWorkspace extends Workspace {
  /** Lays an unsaved text over a file, or takes it away. */
  edit(file: string, text: string | null): void;
  /** Files changed on disk; an empty list means anything may have. */
  changed(files: readonly string[]): void;
  /** Reads up to `count` more files for the prefilter; false when all are read. Long workspaces are opened a slice at a time. */
  scan(count: number): boolean;
  /** What the workspace's owners state in their configuration file. */
  readonly configuration: Configuration;
  /** The models it is read with: the built-in ones and those of the configuration file. */
  readonly catalogue: Catalogue;
}

/** Everything that follows from which files exist. */
interface Names extends Sources {
  readonly configuration: Configuration;
  readonly catalogue: Catalogue;
  readonly listing: Listing;
  readonly packages: PackageFiles;
  readonly projects: ProjectFiles;
  readonly resolve: (from: string, specifier: string) => Resolution | null;
  readonly versionOf: (from: string, name: string) => string | null;
  readonly filesLike: (pattern: string) => readonly string[];
  readonly isIncluded: (file: string) => boolean;
}

const settings = /(?:\.(?:jsonc?|ya?ml|toml|tf|prisma|lock)|(?:^|\/)\.gitignore)$/;

/** Files that decide which files there are, what their imports mean and what runs where. */
export function isSettingsFile(file: string): boolean {
  return settings.test(file);
}

const largestLockFile = 60_000_000;

/** Fails only when the folder itself can't be opened. */
export function openWorkspace(folder: string, options: WorkspaceOptions = {}): OpenWorkspace | { readonly problem: string } {
  const opened = openFolder(folder);
  return 'problem' in opened ? opened : createWorkspace(opened.root, options);
}

function builtInPrefilter(): PrefilterWords {
  const packages = new Set(transportModels.flatMap((model) => (model.words ? [] : packagesOf(model))));
  return { packages: [...packages], words: prefilterWords().filter((word) => !packages.has(word)) };
}

const builtIn = compilePrefilter(builtInPrefilter());

/** The files in which the workspace's own transports are used are candidates too. */
function prefilterFor(own: Models, given: PrefilterWords | undefined): (text: string) => boolean {
  const selects = given === undefined ? builtIn : compilePrefilter(given);
  if (own.transports.length === 0) return selects;
  const packages = own.transports.flatMap((model) => (model.words ? [] : packagesOf(model)));
  const mentionsOwn = compilePrefilter({
    packages: packages.filter((name) => !isPath(name)),
    modules: packages.filter(isPath).map(moduleWord),
    words: own.transports.flatMap((model) => model.words ?? []),
  });
  return (text) => selects(text) || mentionsOwn(text);
}

// oxlint-disable-next-line max-lines-per-function -- it makes one object; the functions inside are that object's methods
function createWorkspace(root: string, options: WorkspaceOptions): OpenWorkspace {
  const texts = createSourceTexts(root, options.largestFile ?? 2_000_000);
  const candidates = createCandidates(texts);
  const words = createWordIndex(
    () => state().files,
    (file) => candidates.latin1(file),
  );
  const sqlWords = createWordIndex(
    () => state().filesLike('*.sql'),
    (file) => candidates.latin1(file),
  );
  let names: Names | null = null;

  function state(): Names {
    names ??= readNames(root, options, texts);
    return names;
  }

  function forget(file: string): void {
    candidates.forget(file);
    words.forget(file);
    if (file.endsWith('.sql')) sqlWords.forget(file);
  }

  function relist(): void {
    names = null;
    candidates.restart();
    words.forgetAnswers();
    sqlWords.forgetAnswers();
  }

  function edit(file: string, text: string | null): void {
    if (!isInside(file)) return;
    texts.overlay(file, text);
    forget(file);
    if (names === null) return;
    const comesOrGoes = names.listing.files.has(file) === (text === null) && isNew(root, file);
    if (settings.test(file) || comesOrGoes) relist();
  }

  function changed(files: readonly string[]): void {
    for (const file of files.length === 0 ? [...state().listing.files] : files) {
      texts.forget(file);
      forget(file);
    }
    const isOther = (file: string): boolean => settings.test(file) || names?.listing.files.has(file) !== true || texts.raw(file).kind !== 'text';
    if (names === null || files.length === 0 || files.some(isOther)) relist();
  }

  return {
    root,
    get files() {
      return state().files;
    },
    get candidates() {
      return candidates.among(state());
    },
    get skipped() {
      return skippedIn(state(), candidates);
    },
    get stats() {
      return { filesDiscovered: state().files.length, filesRead: texts.reads() };
    },
    get configuration() {
      return state().configuration;
    },
    get catalogue() {
      return state().catalogue;
    },
    isIncluded: (file) => state().isIncluded(file),
    read: (file) => (state().listing.files.has(file) ? texts.text(file) : null),
    resolve: (from, specifier) => state().resolve(from, specifier),
    versionOf: (from, name) => state().versionOf(from, name),
    filesNaming: (word, limit) => (limit === undefined ? words.filesNaming(word) : words.filesNaming(word).slice(0, limit)),
    sqlNaming: (word) => sqlWords.filesNaming(word),
    filesLike: (pattern) => state().filesLike(pattern),
    edit,
    changed,
    scan: (count) => candidates.scan(state(), count),
  };
}

function readNames(root: string, options: WorkspaceOptions, texts: SourceTexts): Names {
  const stated = readConfiguration(texts.text(configurationFile));
  const listing = walk(root, { exclude: [...(options.exclude ?? []), ...stated.exclude] });
  for (const file of texts.open()) if (isNew(root, file)) listing.files.add(file);
  const has = (file: string): boolean => listing.files.has(file);
  const packages = readPackageFiles(listing.files, (file) => texts.text(file));
  const projects = createProjectFiles({ has, read: (file) => texts.text(file), folderOfPackage: (name) => packages.named(name)?.folder ?? null });
  const include = [...(options.include ?? []), ...stated.include];
  const located = locateModels(stated.models, (path) => probeSource(path, { has, links: listing.links }));
  const { models, own } = located;
  const configuration = { ...stated, problems: [...stated.problems, ...located.problems] };
  const isLibrary = libraryFiles(models, own, (name) => packages.named(name)?.folder ?? null);
  return {
    configuration,
    catalogue: createCatalogue(models),
    selects: prefilterFor(models, options.prefilter),
    listing,
    files: sourcesOf(listing.files).filter((file) => !isLibrary(file)),
    packages,
    projects,
    resolve: createResolver({ has, files: listing.files, links: listing.links, packages, projects, own }),
    versionOf: createVersions({ packages, has, read: (file) => createSourceTexts(root, largestLockFile).text(file) }),
    isIncluded: include.length > 0 ? picomatch(include.map(folderPattern), { dot: true }) : () => true,
    filesLike: createNameSearch(listing.files),
  };
}

function skippedIn({ configuration, listing, packages, projects, ...names }: Names, candidates: Candidates): readonly Skipped[] {
  candidates.among(names);
  const misread = configuration.problems.map(({ line, message }) => ({ file: configurationFile, reason: `line ${line}: ${message}` }));
  const all = [...misread, ...listing.skipped, ...packages.skipped, ...projects.skipped, ...candidates.unfit()];
  return all.sort((left, right) => comparePaths(left.file, right.file));
}

/** Files by their last name: far fewer names than files have to be matched. */
function createNameSearch(files: ReadonlySet<string>): (pattern: string) => readonly string[] {
  const byName = new Map<string, string[]>();
  const answers = new Map<string, readonly string[]>();
  for (const file of files) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [file]);
    else known.push(file);
  }
  return (pattern) => {
    const known = answers.get(pattern);
    if (known !== undefined) return known;
    const fits = picomatch(pattern, { dot: true });
    const found = pattern.includes('/') ? [...files].filter((file) => fits(file)) : [...byName].flatMap(([name, named]) => (fits(name) ? named : []));
    const made = found.sort();
    answers.set(pattern, made);
    return made;
  };
}

/** Sources of the workspace's own that run in production, sorted. */
function sourcesOf(files: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const file of files) {
    if (!isSource(file) || /(?:^|\/)\.[^/]*$/.test(file) || isTest(file) || isGeneratedName(file)) continue;
    if (sourceOfCompiled(file, (candidate) => files.has(candidate)) === null) found.push(file);
  }
  return found.sort();
}

function isInside(file: string): boolean {
  return file !== '' && !file.startsWith('/') && !file.split('/').includes('..') && !/^[a-zA-Z]:/.test(file);
}
