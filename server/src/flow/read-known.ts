// What an expression without effects is known to be on a given way.
import ts from 'typescript';
import { resolveName } from '../syntax/scopes.ts';
import { bare } from '../syntax/bare.ts';
import { errorTest as testError } from './error-tests.ts';
import { compare, isFalse, isTrue, isUndefined, memberOf, truthOf, type Comparison, type Known } from './known.ts';
import type { Facts } from './state.ts';

export function knownOf(expression: ts.Expression, facts: Facts): Known | undefined {
  const node = ts.isAwaitExpression(expression) ? expression.expression : bare(expression);
  if (node !== expression) return knownOf(node, facts);
  const literal = literalOf(node);
  if (literal !== undefined) return literal;
  if (ts.isIdentifier(node)) return facts.size === 0 && node.text !== 'undefined' ? undefined : identifierOf(node, facts);
  if (ts.isPropertyAccessExpression(node))
    return namedBy(node) ?? memberOf(knownOf(node.expression, facts), node.name.text) ?? (identifiesRecord(node) ? { is: 'truthy' } : undefined);
  if (ts.isElementAccessExpression(node))
    return ts.isNumericLiteral(node.argumentExpression) || ts.isStringLiteral(node.argumentExpression)
      ? memberOf(knownOf(node.expression, facts), node.argumentExpression.text)
      : undefined;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return booleanOf(negate(truthOf(knownOf(node.operand, facts)) ?? errorTest(node.operand, facts)));
  if (ts.isBinaryExpression(node)) return binaryOf(node, facts);
  if (ts.isConditionalExpression(node)) {
    const truth = truthOf(knownOf(node.condition, facts));
    return truth === null ? undefined : knownOf(truth ? node.whenTrue : node.whenFalse, facts);
  }
  if (ts.isObjectLiteralExpression(node)) return objectOf(node, facts);
  if (ts.isArrayLiteralExpression(node)) return listOf(node, facts);
  // `snapshot.exists()`, as Firebase's own client and its database ask.
  if (ts.isCallExpression(node) && node.arguments.length === 0 && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'exists')
    return memberOf(knownOf(node.expression.expression, facts), 'exists') ?? booleanOf(errorTest(node, facts));
  return booleanOf(errorTest(node, facts));
}

function literalOf(node: ts.Expression): Known | undefined {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return isTrue;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return isFalse;
  if (node.kind === ts.SyntaxKind.NullKeyword) return { is: 'constant', value: null };
  if (ts.isNumericLiteral(node)) return { is: 'constant', value: Number(node.text) };
  if (ts.isStringLiteralLike(node)) return { is: 'constant', value: node.text };
  if (ts.isVoidExpression(node)) return isUndefined;
  if (ts.isNewExpression(node)) return { is: 'truthy' };
  return undefined;
}

/** A list of two of which one is nothing says by that how something went: `[error, null]`. */
function listOf({ elements }: ts.ArrayLiteralExpression, facts: Facts): Known {
  if (elements.length !== 2 || elements.some(ts.isSpreadElement)) return { is: 'list', empty: elements.length === 0 };
  const pair = elements.map((element) => knownOf(element, facts));
  return pair.some((known) => compare(known, '===', isUndefined) === true) ? { is: 'list', empty: false, pair } : { is: 'list', empty: false };
}

/** What Lambda gives each record of a batch, and a list of failed ones names it by: never missing, whatever the types say. */
function identifiesRecord(node: ts.PropertyAccessExpression): boolean {
  return (
    /^(messageId|sequenceNumber|eventID)$/i.test(node.name.text) &&
    /record[!?]*\.(messageId|eventID|kinesis[!?]*\.sequenceNumber|dynamodb[!?]*\.SequenceNumber)$/i.test(node.getText())
  );
}

/** `Outcome.Retry` of an enumeration, or of a table of names that is imported or a constant: capitals tell both from what is merely an object. */
export function namedBy({ expression, name }: ts.PropertyAccessExpression): Known | undefined {
  const of = bare(expression);
  if (!ts.isIdentifier(of) || !/^[A-Z]/.test(of.text) || !/^[A-Z]/.test(name.text)) return undefined;
  const declaration = resolveName(of.text, of);
  if (declaration === null) return undefined;
  if (ts.isImportSpecifier(declaration)) return { is: 'named', of: (declaration.propertyName ?? declaration.name).text, name: name.text };
  const isTable = ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && ts.isObjectLiteralExpression(bare(declaration.initializer));
  const isSet = ts.isEnumDeclaration(declaration) || ts.isImportClause(declaration) || isTable;
  return isSet ? { is: 'named', of: of.text, name: name.text } : undefined;
}

function identifierOf(node: ts.Identifier, facts: Facts): Known | undefined {
  if (node.text === 'undefined') return isUndefined;
  const declaration = resolveName(node.text, node);
  if (declaration === null) return undefined;
  const known = facts.get(declaration);
  if (known !== undefined) return known;
  return ts.isBindingElement(declaration) ? elementOf(declaration, facts) : undefined;
}

/** `const { rowCount } = result`, `const [row] = rows`: a part of what the pattern was given. */
function elementOf(element: ts.BindingElement, facts: Facts): Known | undefined {
  const holder = element.parent.parent;
  const whole =
    ts.isVariableDeclaration(holder) || ts.isParameter(holder) ? facts.get(holder) : ts.isBindingElement(holder) ? elementOf(holder, facts) : undefined;
  if (whole === undefined) return undefined;
  if (ts.isArrayBindingPattern(element.parent)) return placeOf(element, element.parent.elements.indexOf(element), whole);
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) ? memberOf(whole, name.text) : undefined;
}

function placeOf(element: ts.BindingElement, index: number, whole: Known): Known | undefined {
  if (whole.is === 'list') return element.dotDotDotToken === undefined ? memberOf(whole, String(index)) : undefined;
  return index === 0 ? (memberOf(whole, '0') ?? (whole.is === 'claim' ? whole : undefined)) : undefined;
}

function binaryOf(node: ts.BinaryExpression, facts: Facts): Known | undefined {
  const left = knownOf(node.left, facts);
  const kind = node.operatorToken.kind;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return logical(left, node.right, facts, false) ?? booleanOf(errorTest(node, facts));
  if (kind === ts.SyntaxKind.BarBarToken) return logical(left, node.right, facts, true) ?? booleanOf(errorTest(node, facts));
  if (kind === ts.SyntaxKind.QuestionQuestionToken)
    return left === undefined ? undefined : compare(left, '===', isUndefined) === true ? knownOf(node.right, facts) : left;
  if (kind === ts.SyntaxKind.InKeyword) return isMemberOf(node, facts);
  const comparison = comparisonOf(kind);
  if (comparison === null) return kind === ts.SyntaxKind.InstanceOfKeyword ? booleanOf(errorTest(node, facts)) : undefined;
  const answer = compare(left, comparison, knownOf(node.right, facts));
  if (answer !== null) return booleanOf(answer);
  return booleanOf(errorTest(node, facts));
}

/** `'error' in result`. */
function isMemberOf({ left, right }: ts.BinaryExpression, facts: Facts): Known | undefined {
  const whole = knownOf(right, facts);
  if (!ts.isStringLiteralLike(left) || whole?.is !== 'object') return undefined;
  if (whole.fields.has(left.text) || whole.names?.has(left.text) === true) return isTrue;
  return whole.names === undefined ? undefined : isFalse;
}

function logical(left: Known | undefined, right: ts.Expression, facts: Facts, shortcut: boolean): Known | undefined {
  const truth = truthOf(left);
  if (truth === shortcut) return left;
  if (truth !== null) return knownOf(right, facts);
  const other = knownOf(right, facts);
  if (truthOf(other) !== shortcut) return undefined;
  // `method || 'card'` holds something, though not which.
  return shortcut && !compareTo(other, true) ? { is: 'truthy' } : booleanOf(shortcut);
}

function compareTo(known: Known | undefined, value: boolean): boolean {
  return known?.is === 'constant' && known.value === value;
}

export function comparisonOf(kind: ts.SyntaxKind): Comparison | null {
  switch (kind) {
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return '===';
    case ts.SyntaxKind.ExclamationEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return '!==';
    case ts.SyntaxKind.GreaterThanToken:
      return '>';
    case ts.SyntaxKind.LessThanToken:
      return '<';
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return '>=';
    case ts.SyntaxKind.LessThanEqualsToken:
      return '<=';
    default:
      return null;
  }
}

function objectOf(node: ts.ObjectLiteralExpression, facts: Facts): Known {
  const fields = new Map<string, Known>();
  const names = new Set<string>();
  for (const property of node.properties) {
    const name = property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) ? property.name.text : null;
    const value = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : null;
    const known =
      value === null
        ? undefined
        : ts.isIdentifier(value) && ts.isShorthandPropertyAssignment(property)
          ? shorthandOf(property, facts)
          : (saidByMethod(name, value) ?? knownOf(value, facts));
    if (name !== null) names.add(name);
    if (name !== null && known !== undefined) fields.set(name, known);
  }
  return names.size === node.properties.length ? { is: 'object', fields, names } : { is: 'object', fields };
}

/** `isErr: () => true` of a result that the workspace makes by itself: known as what it answers. */
function saidByMethod(name: string | null, value: ts.Expression): Known | undefined {
  if (name === null || !/^is(?:Ok|Err)$/i.test(name) || !ts.isArrowFunction(value) || ts.isBlock(value.body)) return undefined;
  const said = literalOf(bare(value.body));
  return said?.is === 'constant' && typeof said.value === 'boolean' ? said : undefined;
}

function shorthandOf(property: ts.ShorthandPropertyAssignment, facts: Facts): Known | undefined {
  const declaration = resolveName(property.name.text, property);
  return declaration === null ? undefined : facts.get(declaration);
}

/** What a test of a caught error says on a way that knows what was caught. */
function errorTest(node: ts.Expression, facts: Facts): boolean | null {
  if (facts.size === 0) return null;
  for (const [declaration, known] of facts) {
    if (known.is === 'thrown' && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) && ts.isIdentifier(declaration.name)) {
      const answer = testError(node, declaration.name.text, known);
      if (answer !== null) return answer;
    }
  }
  return null;
}

export function booleanOf(answer: boolean | null): Known | undefined {
  return answer === null ? undefined : answer ? isTrue : isFalse;
}

function negate(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}
