// How a file of the workspace is written, so that what is added looks as if its author had added it.
import ts from 'typescript';
import type { Workspace } from '../workspace/workspace.ts';

export interface CodeStyle {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
  readonly module: 'esm' | 'cjs';
  readonly language: 'ts' | 'js';
  /** What relative imports end with. */
  readonly importExtension: '' | '.js' | '.ts' | '.mjs' | '.cjs' | '.mts' | '.cts';
  /** The extension of files written beside it. */
  readonly fileExtension: 'ts' | 'mts' | 'cts' | 'js' | 'mjs' | 'cjs';
}

type ReadsFiles = Pick<Workspace, 'read' | 'filesLike'>;

export function styleOf(workspace: ReadsFiles, source: ts.SourceFile): CodeStyle {
  const text = source.text;
  const extension = source.fileName.slice(source.fileName.lastIndexOf('.') + 1);
  const language = /^[cm]?tsx?$/.test(extension) ? 'ts' : 'js';
  const module = moduleOf(source, extension);
  const fileExtension = fileExtensionOf(extension);
  return {
    quote: count(text, /'/g) >= count(text, /"/g) ? "'" : '"',
    semicolon: source.statements.length === 0 || count(text, /;[ \t]*\r?$/gm) > source.statements.length / 3 ? ';' : '',
    indent: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    module,
    language,
    fileExtension,
    importExtension: importExtensionOf(workspace, source, language, module, fileExtension),
  };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function moduleOf(source: ts.SourceFile, extension: string): 'esm' | 'cjs' {
  if (/^m[jt]s$/.test(extension)) return 'esm';
  if (extension === 'cjs') return 'cjs';
  const isEsm = source.statements.some((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || hasExport(statement));
  return isEsm || /^[cm]?tsx?$/.test(extension) ? 'esm' : 'cjs';
}

function hasExport(statement: ts.Statement): boolean {
  return (
    ts.isExportAssignment(statement) ||
    (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword))
  );
}

function fileExtensionOf(extension: string): CodeStyle['fileExtension'] {
  switch (extension) {
    case 'mts':
    case 'cts':
    case 'mjs':
    case 'cjs':
      return extension;
    case 'ts':
    case 'tsx':
      return 'ts';
    default:
      return 'js';
  }
}

function importExtensionOf(
  workspace: ReadsFiles,
  source: ts.SourceFile,
  language: 'ts' | 'js',
  module: 'esm' | 'cjs',
  fileExtension: CodeStyle['fileExtension'],
): CodeStyle['importExtension'] {
  const relative = relativeSpecifiers(source);
  const written = relative.map((specifier) => /\.([cm]?[jt]s)$/.exec(specifier)?.[0]).find((found) => found !== undefined);
  const asWritten = extensions.find((one) => one === written);
  if (asWritten !== undefined) return asWritten;
  if (relative.length > 0) return '';
  if (module === 'cjs') return '';
  if (language === 'js') return extensions.find((one) => one === `.${fileExtension}`) ?? '.js';
  return usesNodeResolution(workspace, source.fileName) ? '.js' : '';
}

const extensions = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'] as const;

function relativeSpecifiers(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) && /^\.\.?\//.test(statement.moduleSpecifier.text)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}

/** `module: node16 | nodenext` in an ESM package asks for extensions in relative imports. */
function usesNodeResolution(workspace: ReadsFiles, file: string): boolean {
  const nearest = ancestors(file).find((folder) => workspace.read(`${folder}tsconfig.json`) !== null);
  const config = nearest === undefined ? null : workspace.read(`${nearest}tsconfig.json`);
  const manifest = ancestors(file)
    .map((folder) => workspace.read(`${folder}package.json`))
    .find((text) => text !== null);
  return /"module(Resolution)?"\s*:\s*"node(16|next)"/i.test(config ?? '') && /"type"\s*:\s*"module"/.test(manifest ?? '');
}

/** The folders around a file, innermost first, each with its final slash; the root is ''. */
export function ancestors(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`).concat('');
}

/** The path that leads from one file to another, `./` in front of one that goes nowhere up. */
export function relativePath(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  let same = 0;
  while (same < here.length && here[same] === there[same]) same += 1;
  const up = here.length - same;
  return `${up === 0 ? './' : '../'.repeat(up)}${there.slice(same).join('/')}`;
}
