// A write that makes its own condition false (`set paid where pending`) happens once, however often it is tried. A condition that still holds afterwards
// (`stock >= n`), or one on a value that was read just before (an optimistic lock), lets the next try pass.

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'absent' | 'present';

/** One comparison of a condition. Values are spelled so that the same value reads the same in an assignment. */
export interface Comparison {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** The same on every redelivery: made of constants and the message. */
  readonly fixed: boolean;
  /** Compared with the time: what was taken becomes free again. */
  readonly clock: boolean;
}

export interface Assignment {
  readonly field: string;
  readonly value: string;
  readonly moves: boolean;
}

/** All clauses hold, and of each clause at least one comparison. */
export type Clauses = readonly (readonly Comparison[])[];

/** `field` no longer fits once it is written; `expires`: until some time has passed. The refusal shows in the count of what was written, or is an error. */
export interface Once {
  readonly field: string;
  readonly expires: boolean;
  readonly tells: 'count' | 'error';
}

/** How the write refuses its own repetition; null when it does not. */
export function onceBy(clauses: Clauses, assignments: readonly Assignment[], tells: Once['tells'] = 'count'): Once | null {
  for (const clause of clauses) {
    const lasting = clause.filter((comparison) => !comparison.clock);
    const field = clause[0]?.field;
    if (field === undefined || !lasting.every((comparison) => assignments.some((assignment) => refutes(comparison, assignment)))) continue;
    if (lasting.length > 0) return { field: lasting[0]?.field ?? field, expires: lasting.length < clause.length, tells };
    const takes = (comparison: Comparison): boolean =>
      assignments.some((assignment) => assignment.field === comparison.field && !stillFits(comparison, assignment));
    if (clause.every(takes)) return { field, expires: true, tells };
  }
  return null;
}

/** `bucket >= :start` where `bucket` is set to just `:start`: the condition finds what was written, again and again. */
function stillFits({ operator, values }: Comparison, { value, moves }: Assignment): boolean {
  return !moves && values.includes(value) && (operator === '>=' || operator === '<=');
}

function refutes(comparison: Comparison, { field, value, moves }: Assignment): boolean {
  if (field !== comparison.field) return false;
  const same = comparison.values.includes(value);
  switch (comparison.operator) {
    case 'absent':
      return value !== 'null';
    case '=':
      return comparison.fixed && (moves || !same);
    case '!=':
    case '<':
    case '>':
      return comparison.fixed && !moves && same;
    case 'in':
      return comparison.fixed && !moves && !same;
    case 'not in':
      return !moves && same;
    case '<=':
    case '>=':
    case 'present':
      return false;
  }
}
