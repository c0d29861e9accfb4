// Every heading of the Markdown files under test/cases/fixes is a fix applied: the files, the fix's title, the diff it makes, and the verdict before and after.
// `title: none` says that it must not be offered. `UPDATE=1` writes titles and diffs anew; verdicts are written by hand.
import assert from 'node:assert/strict';
import { createTwoFilesPatch } from 'diff';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { openSession } from '../../server/src/engine/session.ts';
import type { Session } from '../../server/src/engine/engine.ts';
import { applyEdits } from '../../server/src/fixes/edits.ts';
import { editsOf, fixesFor } from '../../server/src/fixes/fixes.ts';

interface FixCase {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  /** "wrap-in-guard", or with a part of the variant: "wrap-in-guard ioredis". */
  readonly fix: string;
  readonly title: string;
  readonly verdict: string;
  readonly diff: string;
}

const folder = 'test/cases/fixes';

for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .sort()) {
  describe(`fixes/${name.replace(/\.md$/, '')}`, () => {
    const markdown = readFileSync(join(folder, name), 'utf8');
    for (const found of casesIn(markdown)) {
      test(found.name, async () => {
        if (found.title === 'none') return assert.deepEqual(await titlesOffered(found), []);
        const { title, diff, verdict, again, undone } = await tryFix(found);
        if (process.env['UPDATE'] === '1') update(join(folder, name), found, title, diff);
        else assert.deepEqual({ title, diff }, { title: found.title, diff: found.diff });
        assert.equal(verdict, found.verdict);
        assert.equal(again, false, 'the fix is offered again after it was applied');
        assert.ok(undone, 'taking the edits back does not give the file back');
      });
    }
  });
}

function casesIn(markdown: string): readonly FixCase[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const blocks = [...section.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
      const said = (word: string) => new RegExp(`^${word}: (.*)$`, 'm').exec(section)?.[1] ?? '';
      return {
        name: section.slice(0, section.indexOf('\n')),
        files: new Map(blocks.flatMap(([, language, path, text]) => (language === 'diff' ? [] : [[path ?? `handler.${language}`, text ?? ''] as const]))),
        fix: said('fix'),
        title: said('title'),
        verdict: said('verdict'),
        diff: blocks.find(([, language]) => language === 'diff')?.[3] ?? '',
      };
    });
}

function tryFix(found: FixCase) {
  return withSession(found, (session) => applied(session, found));
}

function titlesOffered(found: FixCase): Promise<readonly string[]> {
  return withSession(found, async (session) => {
    assert.notEqual((await session.handlers()).length, 0, 'there is no handler');
    return (await offered(session, found.fix)).map((fix) => fix.title);
  });
}

async function withSession<Result>({ files }: FixCase, use: (session: Session) => Promise<Result>): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'fix-case-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const session = openSession(root);
    const result = await use(session);
    session.dispose();
    return result;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function applied(session: Session, found: FixCase): Promise<{ title: string; diff: string; verdict: string; again: boolean; undone: boolean }> {
  const before = await headlines(session);
  const fix = (await offered(session, found.fix))[0];
  assert.ok(fix, `${found.fix} is not offered`);
  const edits = await editsOf(session, fix);
  assert.ok(edits);
  const patches: string[] = [];
  let undone = true;
  for (const file of new Set(edits.edits.map((edit) => edit.file))) {
    const text = found.files.get(file) ?? '';
    const mine = edits.edits.filter((edit) => edit.file === file);
    const after = applyEdits(text, mine);
    const patch = createTwoFilesPatch(file, file, text, after, '', '', { context: 1 });
    patches.push(patch.replace(/^Index:.*\n=+\n/, '').replace(/[ \t]+$/gm, ''));
    undone &&= mine.toReversed().reduce((kept, edit) => kept && text.slice(edit.start, edit.end).length === edit.end - edit.start, true);
    session.edit(file, after);
  }
  const created = edits.newFiles.map(({ file }) => `new: ${file}\n`);
  for (const { file, text } of edits.newFiles) session.edit(file, text);
  const verdict = `${before} -> ${await headlines(session)}`;
  return {
    title: fix.title,
    diff: [...patches, ...created].join(''),
    verdict,
    again: (await offered(session, found.fix)).some((other) => other.title === fix.title),
    undone,
  };
}

async function headlines(session: Session): Promise<string> {
  return (await session.handlers()).map((report) => report.verdict.headline).join(', ');
}

async function offered(session: Session, wanted: string) {
  const [id = '', ...variant] = wanted.split(' ');
  const all = await Promise.all(
    (await session.handlers()).map(({ handler: { place } }) => fixesFor(session, place.file, { start: place.line, end: place.endLine })),
  );
  return all.flat().filter((fix) => fix.id === id && variant.every((part) => fix.variant.includes(part)));
}

function update(path: string, { name }: FixCase, title: string, diff: string): void {
  const sections = readFileSync(path, 'utf8').split(/^(?=## )/m);
  const rewritten = sections.map((section) => {
    if (!section.startsWith(`## ${name}\n`)) return section;
    return section.replace(/^title: .*$/m, () => `title: ${title}`).replace(/^```diff\n[\s\S]*?^```$/m, () => `\`\`\`diff\n${diff}\`\`\``);
  });
  writeFileSync(path, rewritten.join(''));
}
