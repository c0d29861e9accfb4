// What an INSERT, UPDATE or DELETE does when it is run twice: its text, and the values that fill it.
import type { EffectFact } from '../../facts/steps.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite } from '../../provenance/values.ts';
import { byWord, exposed } from './by-word.ts';
import { insertBySql, repeatedInsert } from './inserts.ts';
import { elementAt, locate, type Located } from './locate.ts';
import type { Walk } from './origins.ts';
import { onceBy, type Once } from './own-condition.ts';
import { movesOwnValue } from './own-value.ts';
import type { SqlReading } from './sql.ts';
import { stabilityOf } from './stability.ts';
import type { Text } from './text.ts';

type Repeat = EffectFact['repeat'];

/** The call that runs the statement. */
interface Asked {
  readonly program: Program;
  readonly site: CallSite;
  readonly walk: Walk;
}

/** What a writing statement does, third person: `inserts into orders`. */
export function verbOf(sql: SqlReading): string {
  const table = sql.table ?? 'a table';
  if (sql.verb === 'insert') return sql.conflict === null ? `inserts into ${table}` : `inserts into ${table} unless it is there`;
  return sql.verb === 'update' ? `updates ${table}` : `deletes from ${table}`;
}

/** How it behaves when the same call runs it a second time. */
export function repeatOfStatement(judge: Asked, sql: SqlReading, text: Text): Repeat {
  const { walk } = judge;
  if (sql.moves) return exposed('the statement computes a value from the stored one');
  if (sql.verb === 'delete') return byWord('delete');
  if (sql.verb === 'update') {
    const moved = [...sql.assigned].find(([column, hole]) => {
      const filled = filling(judge, text, hole);
      return filled !== null && movesOwnValue(walk, column, filled.node, filled.env);
    });
    return moved === undefined ? byWord('set') : exposed(`${moved[0]} is computed from its stored value`);
  }
  return repeatedInsert(insertBySql(walk, judge.site, sql, text.text, (hole) => filling(judge, text, hole))) ?? byWord('insert');
}

/** The condition of its own that lets it happen once, if it has one. */
export function onceByStatement(judge: Asked, sql: SqlReading, text: Text): Once | null {
  const spelled = (token: string): { readonly text: string; readonly fixed: boolean } => {
    const filled = filling(judge, text, token);
    if (filled === null) return { text: token, fixed: /^('|\d|\$|true$|false$)/.test(token) };
    const stability = stabilityOf(judge.program, filled.node, filled.env, judge.walk.context);
    return { text: filled.node.getText(), fixed: stability === 'message' || stability === 'constant' || stability === 'unknown' };
  };
  const clauses = sql.condition.map((clause) =>
    clause.map((comparison) => {
      const values = comparison.values.map(spelled);
      return { ...comparison, values: values.map((value) => value.text), fixed: values.every((value) => value.fixed) };
    }),
  );
  return onceBy(
    clauses,
    sql.sets.map((assignment) => ({ ...assignment, value: spelled(assignment.value).text })),
  );
}

/** The expression behind a hole of the text, or behind a parameter of the statement. */
export function filling({ program, site }: Pick<Asked, 'program' | 'site'>, text: Text, hole: string): Located | null {
  const [, inText, position] = /^\$(h?)(\d+)$/.exec(hole) ?? [];
  const index = Number(position) - 1;
  return inText === 'h'
    ? (text.holes[index] ?? null)
    : elementAt(program, locate(program, ['Call.Argument[1]', 'Call.Argument[0].Member[values]'], site), index);
}
