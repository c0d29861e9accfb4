// What TypeScript's checker says about files of a fetched repository, with some of them laid over the disk. The repository has no node_modules: a package is looked for
// among our own, so that the guard meets the real types of `pg` or `ioredis`, and one that is not found is nobody's error.
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** One line an error, without its position: `src/a.ts TS2345 Argument of type ...`. */
export function typeErrors(root: string, files: readonly string[], overlay: ReadonlyMap<string, string>): readonly string[] {
  const paths = files.map((file) => resolve(root, file));
  const options = optionsFor(paths[0] ?? root);
  const program = ts.createProgram({ rootNames: paths, options: { ...options, checkJs: true }, host: hostWith(root, options, overlay) });
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = source === undefined ? [] : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found
      .filter((one) => !isExpected(one) && (isChecked(path, options) || inAnyScript.has(one.code)))
      .map((one) => `${path.slice(resolve(root).length + 1)} TS${one.code} ${text(one)}`);
  });
}

/** Those of `after` that `before` does not have, each as often as it is new. */
export function added(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...before];
  return after.filter((error) => {
    const known = left.indexOf(error);
    if (known >= 0) left.splice(known, 1);
    return known < 0;
  });
}

function text(diagnostic: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
}

/** JavaScript has no types to be wrong about unless the project has it checked; what is never declared, or not found, is wrong all the same. */
const inAnyScript: ReadonlySet<number> = new Set([2304, 2307, 2451, 2552, 2554]);

function isChecked(file: string, { checkJs }: ts.CompilerOptions): boolean {
  return checkJs === true || /\.[cm]?tsx?$/.test(file);
}

/** Placeholders are there to fail; packages that nobody installed can't be found, nor can what a class inherits from them (Prisma's client: `$queryRawUnsafe`). */
function isExpected(diagnostic: ts.Diagnostic): boolean {
  const said = text(diagnostic);
  if (/Property '\$\w+' is missing in type '\w*Prisma\w*'/.test(said)) return true;
  return /'TODO_\w+'/.test(said) || /^Cannot find module '[^.]/.test(said) || /^Could not find a declaration file for module '[^.]/.test(said);
}

const ownModules = resolve('node_modules');

function optionsFor(file: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  const read = config === undefined ? {} : ts.readConfigFile(config, ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...read, files: [file] }, ts.sys, config === undefined ? dirname(file) : dirname(config));
  const usable = { ...options };
  // Project references and declaration output would ask for files that are not there.
  for (const name of ['composite', 'incremental', 'tsBuildInfoFile', 'rootDir', 'outDir', 'types', 'typeRoots', 'declaration'] as const) delete usable[name];
  return { ...usable, noEmit: true, skipLibCheck: true, allowJs: true, types: ['node'], typeRoots: [join(ownModules, '@types')], ignoreDeprecations: '6.0' };
}

const parsed = new Map<string, ts.SourceFile | undefined>();
/** No fix changes a manifest, and to read those of our own modules for every import took longer than the checking. */
const manifests = ts.createModuleResolutionCache(ownModules, (name) => name).getPackageJsonInfoCache();

function hostWith(root: string, options: ts.CompilerOptions, overlay: ReadonlyMap<string, string>): ts.CompilerHost {
  const laid = new Map([...overlay].map(([file, content]) => [resolve(root, file), content]));
  const host = ts.createCompilerHost(options);
  const within = ts.createModuleResolutionCache(root, (name) => name, options, manifests);
  const outside = ts.createModuleResolutionCache(ownModules, (name) => name, options, manifests);
  return {
    ...host,
    directoryExists: undefined, // a folder may be there in the overlay only
    fileExists: (file) => laid.has(file) || ts.sys.fileExists(file),
    readFile: (file) => laid.get(file) ?? ts.sys.readFile(file),
    getSourceFile(file, languageVersion) {
      const content = laid.get(file);
      if (content !== undefined) return ts.createSourceFile(file, content, languageVersion, true);
      const key = `${file} ${JSON.stringify(languageVersion)}`;
      if (!parsed.has(key)) parsed.set(key, host.getSourceFile(file, languageVersion));
      return parsed.get(key);
    },
    resolveModuleNameLiterals(literals, from, _redirected, _options, sourceFile) {
      return literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(sourceFile, literal, options);
        const inside = ts.resolveModuleName(literal.text, from, options, this, within, undefined, mode);
        if (inside.resolvedModule !== undefined || /^[./]/.test(literal.text)) return inside;
        return ts.resolveModuleName(literal.text, join(ownModules, '..', 'anywhere.ts'), options, this, outside, undefined, mode);
      });
    },
  };
}
