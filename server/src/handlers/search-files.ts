// Where registrations may stand: files that name a transport's package, and files that get its objects from such a file and call a method that some row ends in.
import { byText } from '../base/by-text.ts';
import { escapeWord } from '../base/escape-word.ts';
import { isPath, type Catalogue } from '../models/catalogue.ts';
import { decoratedServers } from '../models/packages-by-role.ts';
import { speaksOf } from '../provenance/known-by-calls.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { filesNamingBrokers } from './foreign-packages.ts';
import { registrationsOf, stepsOf } from './registrations.ts';
import { loadsComputed, wordOfFile, wordOfFolder } from '../workspace/loads.ts';
import { isTest } from '../workspace/file-kinds.ts';

export function filesToSearch(candidates: readonly string[], workspace: Workspace, catalogue: Catalogue): readonly string[] {
  const { names, calledIn, makers, makingIn } = callsOfRows(catalogue);
  const importsCandidate = importsOf(workspace, new Set(candidates));
  const making = new Set(makers.flatMap((name) => workspace.filesNaming(name)));
  const isMaking = (text: string, file: string): boolean => makingIn(text) && (speaksOf(catalogue, text) || importsCandidate(file));
  const handingOn = [...making].filter((file) => isMaking(workspace.read(file) ?? '', file));
  const direct = new Set([...candidates, ...handingOn]);
  const imported = importsOf(workspace, direct);
  const named = new Set(names.flatMap((name) => workspace.filesNaming(name)));
  const handedTo = new Set(candidates.flatMap((file) => importedBy(workspace, file)));
  const indirect = [...named].filter(
    (file) =>
      !direct.has(file) &&
      !isTest(file) &&
      calledIn(workspace.read(file) ?? '') &&
      (handedTo.has(file) || imported(file) || isOfServer(workspace, file) || isHandedReceiver(workspace, file, (other) => direct.has(other), imported)),
  );
  return [...new Set([...direct, ...indirect, ...filesNamingBrokers(workspace)])].filter((file) => !isTest(file)).sort();
}

interface CallsOfRows {
  /** The last names of calls that some row ends in. */
  readonly names: readonly string[];
  /** Whether a text calls one of them. */
  readonly calledIn: (text: string) => boolean;
  /** Methods by which an object that handlers are registered at is got from another one: `kafka.consumer()`, `connection.createChannel()`. */
  readonly makers: readonly string[];
  /** Whether a text calls one of those: its file may hand the object on without naming the package. */
  readonly makingIn: (text: string) => boolean;
}

const callsByCatalogue = new WeakMap<Catalogue, CallsOfRows>();
const listening = /\.(?:on|addListener)\(\s*['"`](?:message|pmessage|messageBuffer|pmessageBuffer|data)['"`]/;

function callsOfRows(catalogue: Catalogue): CallsOfRows {
  const before = callsByCatalogue.get(catalogue);
  if (before !== undefined) return before;
  const { byArgument, ownNames } = registrationsOf(catalogue);
  const names = [...byArgument.keys(), ...loopNames(catalogue)];
  const called = new RegExp(
    `(?:\\.|\\bnew\\s+)(?:${names
      .filter((name) => name !== 'on' && name !== 'addListener')
      .map(escapeWord)
      .join('|')})\\b`,
  );
  const own = new RegExp(ownNames.length > 0 ? `(?<![\\w$])(?:${ownNames.map(escapeWord).join('|')})(?![\\w$])` : '$.');
  const makers = makerNames(catalogue);
  const making = new RegExp(`\\.(?:${makers.map(escapeWord).join('|')})\\s*(?:<[^>()]*>)?\\(`);
  const made = {
    names: [...new Set([...names, ...ownNames])],
    calledIn: byText((text) => called.test(text) || listening.test(text) || own.test(text)),
    makers,
    makingIn: byText((text) => making.test(text)),
  };
  callsByCatalogue.set(catalogue, made);
  return made;
}

function loopNames(catalogue: Catalogue): readonly string[] {
  return catalogue.transports.flatMap((model) =>
    (model.loops ?? []).flatMap((row) => stepsOf(row.at).findLast((step) => step.name === 'Member')?.values ?? []),
  );
}

function makerNames(catalogue: Catalogue): readonly string[] {
  const paths = catalogue.transports.flatMap((model) => Object.values(model.types ?? {}).flat());
  const made = paths.map(stepsOf).filter((steps) => steps.at(-1)?.name === 'ReturnValue' && steps.at(-2)?.name === 'Member');
  return [...new Set(made.flatMap((steps) => steps.at(-2)?.values ?? []))];
}

const imports =
  /\bimport\s+(?:type\s+)?([^'"`;]*?)\s*from\s*['"]([^'"\n]+)['"]|(?:\b(?:const|let|var)\s+([^=;]*?)\s*=\s*(?:await\s+)?)?\b(?:require|import)\(\s*['"]([^'"\n]+)['"]/g;
const reexports = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"]([^'"\n]+)['"]/g;
const barrelDepth = 3;

interface ImportStatement {
  readonly specifier: string | undefined;
  readonly names: readonly string[];
}

const importsIn = byText((text): readonly ImportStatement[] =>
  [...text.matchAll(imports)].map((match) => ({ specifier: match[2] ?? match[4], names: (match[1] ?? match[3] ?? '').match(/[\w$]+/g) ?? [] })),
);

/** Answers whether a file imports something that a file naming a package may hand on. */
function importsOf(workspace: Workspace, wanted: ReadonlySet<string>): (file: string) => boolean {
  const behind = new Map<string, readonly string[]>();

  /** The wanted files that a barrel exports from. */
  function wantedBehind(file: string, depth: number): readonly string[] {
    const known = behind.get(file);
    if (known) return known;
    behind.set(file, []);
    const targets = depth > 0 ? [...(workspace.read(file) ?? '').matchAll(reexports)].flatMap((match) => fileAt(workspace, file, match[1])) : [];
    const found = [...new Set(targets.flatMap((target) => [...(wanted.has(target) ? [target] : []), ...wantedBehind(target, depth - 1)]))];
    behind.set(file, found);
    return found;
  }

  return (file) =>
    importsIn(workspace.read(file) ?? '').some(({ specifier, names }) => {
      const resolution = specifier === undefined ? null : workspace.resolve(file, specifier);
      // A module of the workspace that a model is about, under whatever name it is imported here.
      if (resolution?.kind === 'package') return isPath(resolution.package);
      const target = resolution?.file;
      if (target === undefined) return false;
      if (wanted.has(target)) return true;
      return wantedBehind(target, barrelDepth).some((one) => names.some((name) => (workspace.read(one) ?? '').includes(name)));
    });
}

const serverPackages = decoratedServers.flatMap(({ package: name, plugins }) => [name, ...(plugins === null ? [] : [plugins])]);
const ofServer = new RegExp(`\\b(?:from|import|require\\()\\s*['"](?:${serverPackages.join('|')})['"]`);

/** A file that is given a framework's server: plugins may have put a client on it. */
function isOfServer(workspace: Workspace, file: string): boolean {
  return ofServer.test(workspace.read(file) ?? '');
}

/** By which a file consumes from whatever it is given; a plain word, because every text is looked through after each edit. */
const consuming = '.consume(';

/** Words that tell whose a call is, through however many files its receiver has been handed. */
const telling = ['agenda.define(', 'ueue.process(', 'boss.work(', 'eachMessage', 'eachBatch'];

/** A file whose functions take their channel or consumer as a parameter: those who import it, or load its folder, have got one elsewhere. */
function isHandedReceiver(workspace: Workspace, file: string, has: (file: string) => boolean, imported: (file: string) => boolean): boolean {
  const text = workspace.read(file) ?? '';
  if (telling.some((word) => text.includes(word))) return true;
  if (!text.includes(consuming)) return false;
  const name = wordOfFile(file);
  if (name === null) return false;
  if (workspace.filesNaming(name, 100).some((other) => !isTest(other) && importedBy(workspace, other).includes(file) && imported(other))) return true;
  const folder = wordOfFolder(file);
  const loaders = folder === null ? [] : workspace.filesNaming(folder, 100);
  return loaders.some((other) => !isTest(other) && loadsComputed(workspace.read(other) ?? '') && (has(other) || imported(other)));
}

/** Files that a candidate imports: it may hand its channel or consumer on to their functions. */
function importedBy(workspace: Workspace, file: string): readonly string[] {
  return importsIn(workspace.read(file) ?? '').flatMap(({ specifier }) => fileAt(workspace, file, specifier));
}

function fileAt(workspace: Workspace, from: string, specifier: string | undefined): readonly string[] {
  const resolution = specifier === undefined ? null : workspace.resolve(from, specifier);
  return resolution?.kind === 'file' ? [resolution.file] : [];
}
