import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectsTable } from '../../server/src/lsp/texts/handler.ts';
import { reportOf } from '../report/made-up.ts';

test('one call that two ways lead to with the same outcome is one row; another outcome is another row', () => {
  const report = reportOf('bills', 'effect charge\nreturn');
  const [effect] = report.verdict.effects;
  assert.ok(effect !== undefined);
  const withEffects = (effects: typeof report.verdict.effects) => ({ ...report, verdict: { ...report.verdict, effects } });
  const rows = (effects: typeof report.verdict.effects) => effectsTable('/shop', withEffects(effects), 8).split('\n').slice(2);
  assert.match(rows([effect, effect]).join('\n'), /^\|[^|]*, reached 2 ways \| never \| \*\*yes\*\* \|$/);
  assert.equal(rows([effect, { ...effect, lost: 'exposed' }]).length, 2);
});
