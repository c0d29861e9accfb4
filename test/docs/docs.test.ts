// Generated pages are what their sources say; `UPDATE=1 npm test` writes them.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { rules } from '../../server/src/rules/rules.ts';
import { generatedFiles } from './generate.ts';

for (const [file, text] of generatedFiles()) {
  test(`${file} is up to date`, () => {
    if (process.env['UPDATE'] === '1') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : '', text, 'run UPDATE=1 npm test');
  });
}

test('every rule has the sections its readers look for', () => {
  for (const { id } of rules) {
    const page = generatedFiles().get(`docs/rules/${id}.md`) ?? '';
    for (const heading of ['Why it hurts', 'What to do', 'When it is fine', 'Example']) assert.ok(page.includes(`## ${heading}\n`), `${id} lacks "${heading}"`);
  }
});

test('there is no page of a rule that is no more', () => {
  const known = new Set([...rules.map(({ id }) => `${id}.md`), 'README.md']);
  const stray = existsSync('docs/rules') ? readdirSync('docs/rules').filter((file) => !known.has(file)) : [];
  assert.deepEqual(stray, []);
});
