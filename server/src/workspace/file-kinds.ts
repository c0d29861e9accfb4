// Decides by name and by a look at the text what a file is: source that may hold handlers, a test, build output, generated or minified code.
// Names are relative paths with `/`; nothing here reads the disk.

export const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Folders that never hold a workspace's own sources. Any other folder whose name starts with a dot is left out too. */
const foreignFolders = new Set(['node_modules', 'bower_components', 'jspm_packages', 'cdk.out', 'storybook-static', '__pycache__', 'venv']);
const outputFolders = new Set(['dist', 'build', 'out', 'coverage', 'lib-cov', '.next']);
const testFolders =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|e2e|specs?|cypress|playwright|fixtures|mocks|test-?utils|testing|[\w-]+-e2e|(?:unit|integration|functional|acceptance|component|contract|smoke|system|mocha|jest|e2e)[-_]?(?:tests?|specs?))\//;
const testNames =
  /(?:^|\/)[^/]*(?:\.(?:test|spec|e2e|cy|stories|story|bench|mock|mocks|fixture|e2e-spec|int-spec|itest)|_test|-test)\.[cm]?[jt]sx?$|(?:^|\/)(?:jest|vitest|playwright|cypress)\.[\w.-]+$/;
const generatedNames = /(?:\.generated|\.gen|\.pb|_pb|_grpc_pb|\.g)\.[cm]?[jt]sx?$|\.min\.[cm]?js$|[-.]bundle\.js$/;
const declaration = /\.d\.[cm]?ts$|\.d\.[\w-]+\.ts$/;

export function isForeignFolder(name: string): boolean {
  return name.startsWith('.') || foreignFolders.has(name);
}

/** Folder names that are output by convention, unless what lies in them says otherwise. */
export function mayBeOutput(name: string): boolean {
  return outputFolders.has(name);
}

/** Judges a folder called `dist`, `build`, `out`... by its entries and those of the folder it lies in. */
export function looksLikeOutput(name: string, entries: readonly string[], siblings: readonly string[]): boolean {
  if (entries.some((entry) => isSource(entry) && /\.[cm]?tsx?$/.test(entry))) return false;
  if (name === 'dist' || name === 'coverage' || name === 'lib-cov') return true;
  return siblings.includes('src') || entries.some((entry) => declaration.test(entry) || entry.endsWith('.map') || entry === 'index.html');
}

export function isSource(file: string): boolean {
  return sourceExtensions.some((extension) => file.endsWith(extension)) && !declaration.test(file);
}

/** Tests register handlers too, but not ones that run in production. */
export function isTest(file: string): boolean {
  return testNames.test(file) || testFolders.test(file);
}

export function isGeneratedName(file: string): boolean {
  return generatedNames.test(file);
}

/** The TypeScript file that a JavaScript file beside it would have been compiled from. */
export function sourceOfCompiled(file: string, exists: (candidate: string) => boolean): string | null {
  const match = /^(.*)\.([cm]?)js(x?)$/.exec(file);
  if (match === null) return null;
  const [, stem = '', flavour = ''] = match;
  return [`${stem}.${flavour}ts`, `${stem}.tsx`].find(exists) ?? null;
}

/** Why a text is not worth reading as source, or null. Looks at the head and at the length of lines only. */
export function unfitText(text: string): string | null {
  const head = text.slice(0, 600);
  if (head.includes('@generated')) return 'generated';
  if (/generated/i.test(head) && /do(?:n't| not) (?:edit|modify|change)/i.test(head) && /^\s*(?:\/\/|\/\*|#!|['"]use strict)/.test(head)) return 'generated';
  return isMinified(text) ? 'minified' : null;
}

function isMinified(text: string): boolean {
  if (text.length < 8_000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines * 400 > text.length) return false;
  }
  return true;
}
