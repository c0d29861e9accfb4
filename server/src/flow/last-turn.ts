// A loop that counts its attempts, and a question inside that asks whether this is the last: its answer is that of the loop's own test after the turn.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isFalse, isTrue } from './known.ts';
import { withFact, type State } from './state.ts';

/** The ways on from `if (attempt < retries)` inside `for (let attempt = 0; attempt <= retries; attempt++)`, knowing whether another turn follows. */
export function knowingTurns(
  condition: ts.Expression,
  yes: readonly State[],
  no: readonly State[],
): { readonly yes: readonly State[]; readonly no: readonly State[] } {
  const asked = askedOf(condition);
  if (asked === null) return { yes, no };
  const told = (states: readonly State[], more: boolean): readonly State[] =>
    states.map((state) => withFact(state, asked.loop.parent, more ? isTrue : isFalse));
  return { yes: told(yes, asked.moreWhenTrue), no: told(no, !asked.moreWhenTrue) };
}

/** Whether another turn follows, where the way here was asked; null where it was not. */
export function toldOfTurn({ facts }: State, loop: ts.Node): boolean | null {
  const known = facts.get(loop.parent);
  return known?.is === 'constant' && typeof known.value === 'boolean' ? known.value : null;
}

export function forgetTurns(state: State, loop: ts.Node): State {
  return withFact(state, loop.parent, undefined);
}

/** `let attempt = 0` of a loop that steps by one. */
function counterOf(loop: ts.ForStatement): ts.VariableDeclaration | null {
  const { initializer, incrementor } = loop;
  const [counter] = initializer !== undefined && ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  const steps = incrementor !== undefined && /^(?:(\w+)\+\+|\+\+(\w+)|(\w+) \+= 1)$/.exec(incrementor.getText());
  const name = steps ? (steps[1] ?? steps[2] ?? steps[3]) : undefined;
  return counter !== undefined && counter.name.getText() === name ? counter : null;
}

interface Asked {
  /** What is told is kept at the statement around it: the loop's own names are forgotten with each turn. */
  readonly loop: ts.ForStatement;
  readonly moreWhenTrue: boolean;
}

function askedOf(condition: ts.Expression): Asked | null {
  const node = bare(condition);
  if (!ts.isBinaryExpression(node)) return null;
  const operator = node.operatorToken.getText();
  const isMore = operator === '<' || operator === '!==' || operator === '!=';
  if (!isMore && operator !== '===' && operator !== '==' && operator !== '>=') return null;
  const left = bare(node.left);
  const next = ts.isBinaryExpression(left) && left.operatorToken.kind === ts.SyntaxKind.PlusToken && left.right.getText() === '1';
  const name = next ? bare(left.left) : left;
  const counter = ts.isIdentifier(name) ? resolveName(name.text, name) : null;
  const loop = counter?.parent.parent;
  if (!counter || !loop || !ts.isVariableDeclaration(counter) || !ts.isForStatement(loop) || counterOf(loop) !== counter) return null;
  return lastsOf(loop, next).includes(node.right.getText()) ? { loop, moreWhenTrue: isMore } : null;
}

/** How the last value of the counter, or the one after it, may be written. */
function lastsOf(loop: ts.ForStatement, next: boolean): readonly string[] {
  const test = loop.condition === undefined ? null : bare(loop.condition);
  if (test === null || !ts.isBinaryExpression(test)) return [];
  const limit = bare(test.right).getText();
  const after = (by: number): readonly string[] =>
    /^\d+$/.test(limit) ? [String(Number(limit) + by)] : by === 0 ? [limit] : [`${limit} ${by < 0 ? '-' : '+'} ${Math.abs(by)}`];
  switch (test.operatorToken.kind) {
    case ts.SyntaxKind.LessThanToken:
      return after(next ? 0 : -1);
    case ts.SyntaxKind.LessThanEqualsToken:
      return after(next ? 1 : 0);
    default:
      return [];
  }
}
