// Every heading of every Markdown file under test/cases is a test.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readCases } from './harness/cases.ts';
import { differencesOf } from './harness/check.ts';

const folder = 'test/cases';
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !name.startsWith('fixes'))
  .sort();

for (const name of files) {
  describe(name.replace(/\.md$/, ''), () => {
    for (const found of readCases(readFileSync(join(folder, name), 'utf8'))) {
      test(found.name, async () => {
        const differences = await differencesOf(found);
        assert.equal(differences.join('\n'), '', `${folder}/${name}:${found.line}`);
      });
    }
  });
}
