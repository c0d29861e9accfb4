// The guard as it is written into a workspace, read as its owner's tools read it: strict TypeScript, the rules of typescript-eslint's recommended and strict presets, with types,
// and a length that a person reads in one sitting.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { CodeStyle } from '../../server/src/guards/code-style.ts';
import { drivers } from '../../server/src/guards/drivers.ts';
import { guardFiles } from '../../server/src/guards/emit-guard.ts';

// Inside the repository, so that the drivers' types are found.
const folder = '.cache/guard-presets';
rmSync(folder, { recursive: true, force: true });
after(() => rmSync(folder, { recursive: true, force: true }));

const style: CodeStyle = {
  quote: '"',
  semicolon: ';',
  indent: '  ',
  newline: '\n',
  module: 'esm',
  language: 'ts',
  fileExtension: 'ts',
  importExtension: '.ts',
};
/** Files of a hidden folder are looked at when they are named. */
const written: string[] = [];
const empty = { read: () => null, files: [], filesLike: () => [] };

/** Each with every database that it speaks. */
const guards = drivers.flatMap((driver) => [driver, ...Object.values(driver.otherwise ?? {}).map((spoken) => ({ ...driver, ...spoken }))]);

for (const driver of guards) {
  for (const strength of ['lease', 'inbox'] as const) {
    for (const { file, text } of guardFiles(empty, 'handler.ts', style, driver, strength).newFiles) {
      const path = join(folder, `${driver.title.replaceAll(' ', '-')}-${driver.driver}-${strength}`, file);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      if (file.endsWith('.ts')) written.push(path);
    }
  }
}

const strict = {
  target: 'ES2022',
  module: 'preserve',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: strict, include: ['**/*.ts'] }));

/** typescript-eslint 8: recommended-type-checked, then what strict-type-checked adds but for two matters of taste; oxlint runs them under the same names. */
const rules = `
  ban-ts-comment no-duplicate-enum-values no-empty-object-type no-explicit-any no-extra-non-null-assertion no-misused-new no-namespace
  no-non-null-asserted-optional-chain no-require-imports no-this-alias no-unnecessary-type-constraint no-unsafe-declaration-merging no-unsafe-function-type
  no-wrapper-object-types prefer-as-const prefer-namespace-keyword triple-slash-reference
  await-thenable no-array-delete no-base-to-string no-duplicate-type-constituents no-floating-promises no-for-in-array no-implied-eval no-misused-promises
  no-redundant-type-constituents no-unnecessary-type-assertion no-unsafe-argument no-unsafe-assignment no-unsafe-call no-unsafe-enum-comparison
  no-unsafe-member-access no-unsafe-return no-unsafe-unary-minus only-throw-error prefer-promise-reject-errors require-await restrict-plus-operands unbound-method
  no-dynamic-delete no-extraneous-class no-invalid-void-type no-non-null-assertion prefer-literal-enum-member unified-signatures
  no-deprecated no-meaningless-void-operator no-misused-spread no-mixed-enums no-unnecessary-boolean-literal-compare
  no-unnecessary-template-expression no-unnecessary-type-arguments no-unnecessary-type-parameters prefer-reduce-type-parameter
  prefer-return-this-type related-getter-setter-pairs use-unknown-in-catch-callback-variable`;
const configuration = {
  plugins: ['typescript', 'eslint'],
  categories: { correctness: 'error' },
  rules: Object.fromEntries(
    rules
      .trim()
      .split(/\s+/)
      .map((rule) => [`typescript/${rule}`, 'error']),
  ),
};
writeFileSync(join(folder, 'presets.json'), JSON.stringify(configuration));

function run(command: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', command), ...words], { encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

describe('the guard as it is written', () => {
  test('passes strict TypeScript', () => assert.equal(run('typescript7/bin/tsc', '-p', folder), ''));

  test('passes the presets of typescript-eslint', () =>
    assert.equal(
      run('oxlint/bin/oxlint', '--type-aware', '--no-ignore', '-c', join(folder, 'presets.json'), '--tsconfig', join(folder, 'tsconfig.json'), ...written),
      '',
    ));

  for (const driver of guards) {
    test(`has fewer than 150 lines with its store in ${driver.title} (${driver.driver})`, () => {
      const code = guardFiles(empty, 'handler.ts', style, driver, 'lease').newFiles.filter(({ file }) => file.endsWith('.ts'));
      assert.ok(code.length >= 2);
      assert.ok(
        code
          .map(({ text }) => text)
          .join('')
          .split('\n').length <= 150,
      );
    });
  }
});
