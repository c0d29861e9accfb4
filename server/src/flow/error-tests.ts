// Tests of a caught error. What matters is which way an ordinary outage goes: a catch that lets only an expected kind of error pass does not swallow outages.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Known } from './known.ts';

/** Codes and names by which drivers say that a row is there already. */
export const duplicateWords =
  /23505|P2002|11000|ER_DUP_ENTRY|1062|uniq|duplicate|ConditionalCheckFailed|TransactionCanceled|SQLITE_CONSTRAINT|already.?exists|AlreadyExists|ALREADY_EXISTS|409/i;

/** Errors of an outage themselves, and classes that any failing call of their library throws. */
export const outageWords =
  /ECONN|ETIMEDOUT|ENOTFOUND|EPIPE|timeout|timed.?out|unavailable|network|\b50[0-9]\b|\b429\b|retry|temporar|transient|connect|socket|hang.?up|fetch failed|closed|abort|rate.?limit|too.?many|throttl|overload|deadlock|query.?failed|\bbusy\b/i;
/** Kinds of errors that say something about the request, not about the way to the other side. */
const specificWords =
  /not.?found|validation|conflict|duplicate|exists|bad.?request|unprocessable|invalid|forbidden|unauthori|syntax|constraint|gone|permanent|unrecoverable|type ?error|zod|parse/i;

type Thrown = Extract<Known, { is: 'thrown' }>;

const answers = new WeakMap<ts.Expression, Map<string, boolean | null>>();

/** Whether the test of the error called `name` holds; null where that is open, or the test is about something else. Asked of each condition for each error that was caught. */
export function errorTest(expression: ts.Expression, name: string, thrown: Thrown): boolean | null {
  const known = answers.get(expression) ?? new Map<string, boolean | null>();
  answers.set(expression, known);
  const key = `${name} ${thrown.why} ${thrown.made ?? ''} ${[...(thrown.own ?? [])].join()}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const answer = testError(expression, name, thrown);
  known.set(key, answer);
  return answer;
}

function testError(expression: ts.Expression, name: string, thrown: Thrown): boolean | null {
  const node = bare(expression);
  if (!mentionsAny(node, [name]) && !(ts.isBinaryExpression(node) && isPart(node.left, name))) return null;
  if (thrown.why === 'refused') return refusalTest(node, name);
  if (ts.isPrefixUnaryExpression(node)) return negated(errorTest(node.operand, name, thrown));
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return instanceTest(node, thrown);
  if (isConjunction(node)) return bothTests(node, name, thrown);
  if (isDisjunction(node)) return eitherTest(errorTest(node.left, name, thrown), errorTest(node.right, name, thrown));
  const unequal =
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || node.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsToken);
  const equal =
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsToken);
  const text = node.getText();
  if (duplicateWords.test(text) && thrown.why !== 'raised') return (thrown.why === 'duplicate') !== unequal;
  if (thrown.why !== 'failure' || outageWords.test(text)) return null;
  if (equal || unequal)
    return isPart(node.left, name) || ts.isPropertyAccessExpression(bare(node.left)) || ts.isCallExpression(bare(node.left)) ? unequal : null;
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(includes|startsWith|match|test|endsWith)$/.test(node.expression.name.text)
  )
    return false;
  return ts.isCallExpression(node) && specificWords.test(node.expression.getText()) ? false : null;
}

/** `const code = error.code`, and the variable stands in the test. */
function isPart(expression: ts.Expression, name: string): boolean {
  const node = bare(expression);
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  const made = declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? bare(declaration.initializer) : null;
  return made !== null && ts.isPropertyAccessExpression(made) && mentionsAny(made, [name]);
}

/** A refusal is what the catch expects: the tests that an outage fails hold, but for those of a duplicate row, which has a way of its own. */
function refusalTest(node: ts.Expression, name: string): boolean | null {
  if (ts.isPrefixUnaryExpression(node)) return negated(refusalTest(bare(node.operand), name));
  if (isConjunction(node)) {
    const [left, right] = [refusalTest(bare(node.left), name), refusalTest(bare(node.right), name)];
    return left === false || right === false ? false : right;
  }
  const answer = errorTest(node, name, { is: 'thrown', why: 'failure' });
  return duplicateWords.test(node.getText()) || isAnyError(node) ? answer : negated(answer);
}

function isConjunction(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

function isDisjunction(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken;
}

function eitherTest(left: boolean | null, right: boolean | null): boolean | null {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : null;
}

function isAnyError(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && node.right.getText() === 'Error';
}

/** `error instanceof Refused && error.code !== NOT_FOUND`: the class only gives access to the code. */
function bothTests(node: ts.BinaryExpression, name: string, thrown: Thrown): boolean | null {
  const [left, right] = [errorTest(node.left, name, thrown), errorTest(node.right, name, thrown)];
  if (left === false || right === false) return false;
  const opensCode = ts.isBinaryExpression(bare(node.left)) && /\binstanceof\b/.test(node.left.getText());
  return right === true && (left === true || opensCode) ? true : null;
}

function instanceTest(node: ts.BinaryExpression, thrown: Thrown): boolean | null {
  const wanted = ts.isPropertyAccessExpression(node.right) ? node.right.name.text : node.right.getText();
  if (wanted === 'Error') return true;
  if (thrown.made !== undefined) return thrown.made === wanted ? true : thrown.made === 'Error' ? false : null;
  if (duplicateWords.test(wanted)) return thrown.why === 'duplicate' ? true : thrown.why === 'failure' ? false : null;
  if (thrown.why !== 'failure') return null;
  if (thrown.own?.has(wanted) === true) return false;
  return !outageWords.test(wanted) && specificWords.test(wanted) ? false : null;
}

function negated(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}
