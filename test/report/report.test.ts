// The reports: the contract's JSON to the letter, and every other format complete, in order, and deaf to what names from the code try.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explainToText } from '../../server/src/report/explain.ts';
import { formats, writeReport } from '../../server/src/report/formats.ts';
import { tool } from '../../server/src/report/tool.ts';
import { auditOf, hostile, reportOf, shop } from './made-up.ts';

const parsed = JSON.parse(writeReport(shop, 'json'));

test('the tool names the version of package.json', () => {
  assert.equal(tool.version, JSON.parse(readFileSync('package.json', 'utf8')).version);
});

test('JSON has every field of the contract, and nothing undefined', () => {
  assert.deepEqual(Object.keys(parsed), ['schemaVersion', 'tool', 'handlers', 'findings', 'skipped', 'stats']);
  const [handler] = parsed.handlers;
  const promised = 'file line column endLine name transport library registration source delivery verdict effects harmless opaque guard eventId'.split(' ');
  for (const field of promised) assert.ok(field in handler, field);
  assert.deepEqual(Object.keys(handler.verdict), ['headline', 'lost', 'repeated', 'verified', 'unless']);
  assert.deepEqual(handler.delivery.acknowledgement, { mode: 'implicit', file: 'src/handler.ts', line: 90 });
});

test('JSON tells histories with file and line', () => {
  const { how } = parsed.handlers[1].effects[0];
  assert.deepEqual(how.repeated.at(-1), { text: 'does charge again', file: 'handler.ts', line: 1 });
  assert.equal(how.lost, undefined);
});

test('JSON lists handlers in the order of the code', () => {
  assert.deepEqual(
    parsed.handlers.map((handler: { line: number }) => handler.line),
    [10, 40, 70, 90],
  );
});

test('text puts the worst first and harmless last', () => {
  const text = writeReport(shop, 'text');
  const order = ['NO GUARANTEE', 'AT-LEAST-ONCE', 'EXACTLY-ONCE EFFECT', 'HARMLESS', '4 handlers'].map((word) => text.indexOf(word));
  assert.ok(
    order.every((index, at) => index >= 0 && (at === 0 || index > (order[at - 1] ?? 0))),
    text,
  );
  assert.ok(!text.includes('\u001b'), 'no colours unless asked for');
});

test('an audit without handlers says so in every format', () => {
  for (const format of formats) assert.ok(writeReport(auditOf([]), format).length > 0, format);
  assert.match(writeReport(auditOf([]), 'text'), /No message handlers found in 12 files/);
});

test('text names what was skipped and why, and counts files that were skipped for one reason', () => {
  const generated = ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((file) => ({ file, reason: 'generated' }));
  const text = writeReport({ ...auditOf([]), skipped: [{ file: 'dist/bundle.js', reason: 'larger than 2 MB' }, ...generated] }, 'text');
  assert.match(text, /skipped dist\/bundle\.js: larger than 2 MB\nskipped 4 files: generated/);
});

test('HTML escapes what comes from the code and asks for nothing from outside', () => {
  const html = writeReport(shop, 'html');
  assert.ok(!html.includes('<img'), 'no element of theirs');
  assert.ok(html.includes('&lt;img src=x'), 'but their text');
  assert.ok(!/(?:src|href)="/.test(html), 'no link');
  assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
  assert.equal(html.match(/<details class="handler"/g)?.length, 4);
});

test('Markdown keeps names in their cells', () => {
  const markdown = writeReport(shop, 'markdown');
  const line = markdown.split('\n').find((each) => each.includes('onerror')) ?? '';
  assert.match(line, /^### `<img src=x onerror=alert\(1\)>\\\|'\*\[x\]\(javascript:1\)"` `src\/handler.ts:70`$/);
});

test('CSV has one row an effect and defuses formulas', () => {
  const csv = writeReport(auditOf([reportOf('=HYPERLINK("x")', 'effect charge\nreturn', 5)]), 'csv').split('\r\n');
  assert.equal(csv.length, 2);
  assert.ok(csv[1]?.includes(`"'=HYPERLINK(""x"")"`), csv[1]);
});

test('SARIF points into the files and explains each rule', () => {
  const [run] = JSON.parse(writeReport(shop, 'sarif')).runs;
  assert.deepEqual(
    run.results.map((result: { ruleId: string; level: string }) => `${result.ruleId} ${result.level}`),
    ['swallowed-error warning', 'unguarded-effect warning'],
  );
  for (const result of run.results) {
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, 'handler.ts');
  }
  for (const rule of run.tool.driver.rules) assert.ok(rule.help.markdown.includes('## What to do'), rule.id);
});

test('explain tells the story of each answer', () => {
  const text = explainToText(reportOf(hostile, 'effect charge else caught\nreturn\ncaught: return', 70));
  assert.match(
    text,
    /How it is lost\n {4}1\. delivered\n {4}2\. charge fails {2}handler\.ts:1\n {4}3\. the handler returns, which acknowledges the message\n {4}4\. not delivered again/,
  );
  assert.match(text, /How it is repeated/);
});

test('a name from the code cannot drive the terminal', () => {
  const report = reportOf('evil\u001b[2Jname', 'effect charge\nreturn');
  for (const text of [writeReport(auditOf([report]), 'text'), explainToText(report)]) {
    assert.ok(!text.includes('\u001b'));
    assert.ok(text.includes('evil\ufffd[2Jname'));
  }
});

test('a good verdict that is not verified says what was not understood', () => {
  const report = reportOf('onOrder', 'effect set natural\nreturn');
  const place = { ...report.handler.place, line: 7, endLine: 7 };
  const open = { ...report, graph: { ...report.graph, opaque: [{ place, call: 'legacy.process' }] }, verdict: { ...report.verdict, verified: false } };
  assert.match(writeReport(auditOf([open]), 'text'), /unverified\n {4}not understood: legacy\.process \(line 7\)/);
  assert.doesNotMatch(writeReport(auditOf([report]), 'text'), /not understood/);
});

test('a handler that was not followed to its end says so, and others do not', () => {
  const report = reportOf('onOrder', 'effect set natural\nreturn');
  const cut = { ...report, graph: { ...report.graph, truncated: true }, verdict: { ...report.verdict, verified: false } };
  const written = (each: typeof report): readonly string[] => [
    explainToText(each),
    ...(['text', 'html'] as const).map((format) => writeReport(auditOf([each]), format)),
  ];
  for (const text of written(cut)) assert.match(text, /not followed to its end: too many ways through it/);
  for (const text of written(report)) assert.doesNotMatch(text, /not followed to its end/);
  assert.match(explainToText(cut), /neither lost nor repeated as far as it was followed/);
  assert.doesNotMatch(explainToText(report), /as far as it was followed/);
});

test('an effect that several calls lead to is said once, with how many', () => {
  const report = reportOf('onOrder', 'branch one two\none: effect charge\nreturn\ntwo: effect mail\nreturn');
  const [first] = report.graph.effects;
  assert.ok(first !== undefined && report.graph.effects.length === 2);
  const alike = { ...report, graph: { ...report.graph, effects: report.graph.effects.map(() => first) } };
  const lines = (each: typeof report): readonly string[] =>
    writeReport(auditOf([each]), 'text')
      .split('\n')
      .filter((line) => line.includes(first.verb));
  assert.match(lines(alike).join('\n'), /^ {4}.*, reached 2 ways$/);
  assert.doesNotMatch(lines(report).join('\n'), /reached/);
});
