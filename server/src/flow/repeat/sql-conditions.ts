// The comparisons that a condition is made of: those that all hold, and those of which an OR lets any hold.
import type { Comparison } from './own-condition.ts';
import { listFrom, tokensOf, type Token } from './sql-tokens.ts';

export type SqlComparison = Pick<Comparison, 'field' | 'operator' | 'values' | 'clock'>;

/** The comparisons of a condition that stands alone, DynamoDB's `attribute_not_exists(pk)` among them. */
export function readCondition(text: string): readonly (readonly SqlComparison[])[] {
  const tokens = tokensOf(text);
  const absent = tokens.flatMap((token, at): readonly SqlComparison[] =>
    token === 'attribute_not_exists' ? [{ field: listFrom(tokens, at + 1)[0]?.at(-1) ?? '', operator: 'absent', values: [], clock: false }] : [],
  );
  const compared = comparisonsIn(tokens);
  return tokens.includes('or') ? [[...absent, ...compared.flat()]] : [...absent.map((one) => [one]), ...compared];
}

/** The comparisons of a WHERE: one clause each, or all in one where an OR could make any of them do. An OR in brackets joins only what stands in there. */
export function comparisonsIn(tokens: readonly Token[]): readonly (readonly SqlComparison[])[] {
  if (!tokens.includes('or')) return flatComparisons(tokens).map((comparison) => [comparison]);
  const parts = conjunctsOf(tokens);
  if (parts.length > 1) return parts.flatMap(comparisonsIn);
  const inner = tokens[0] === '(' && tokens.at(-1) === ')' ? tokens.slice(1, -1) : null;
  return inner !== null && isBalanced(inner) ? comparisonsIn(inner) : [flatComparisons(tokens)];
}

/** What stands between the ANDs outside of brackets; the whole where an OR stands there too. */
function conjunctsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    if (depth < 0 || (depth === 0 && token === 'or')) return [tokens];
    if (depth === 0 && token === 'and') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The bracket that opens first closes last: no bracket closes before it was opened inside. */
function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    else if (token === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

function flatComparisons(tokens: readonly Token[]): readonly SqlComparison[] {
  return tokens.flatMap((token, at) => (/^[a-z_]\w*$/.test(token) ? (comparisonAt(tokens, token, at + 1) ?? []) : []));
}

function comparisonAt(tokens: readonly Token[], field: string, at: number): SqlComparison | null {
  const [first = '', second = '', third = ''] = tokens.slice(at, at + 3);
  if (first === 'is') return { field, operator: second === 'not' ? 'present' : 'absent', values: [], clock: false };
  const isIn = first === 'in' || (first === 'not' && second === 'in');
  if (isIn)
    return {
      field,
      operator: first === 'in' ? 'in' : 'not in',
      values: listFrom(tokens, at + (first === 'in' ? 1 : 2)).map((item) => item.join(' ')),
      clock: false,
    };
  const operator = first === '<>' ? '!=' : first;
  if (operator !== '=' && operator !== '!=' && operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=') return null;
  const clock =
    operator !== '=' &&
    operator !== '!=' &&
    (/^(now|clock_timestamp|current_timestamp|getdate|utc_timestamp|unix_timestamp)$/.test(second) || second === 'datetime');
  return { field, operator, values: [third === '(' ? `${second} (` : second], clock };
}
