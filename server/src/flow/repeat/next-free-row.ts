// Rows that are taken out of a stock: `findFirst({ where: { product, orderId: null } })`, then `update({ where: { id: key.id }, data: { orderId } })`, or both in one
// `findOneAndUpdate`. What was taken does not fit the condition any more, so the second run takes the next one: that each row is written once says nothing of the message.
import ts from 'typescript';
import type { CallSite, Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { assignedIn, clausesIn, partsOf } from './chain-condition.ts';
import { argumentsOf, bare, chainOf, type Located } from './locate.ts';
import type { Walk } from './origins.ts';
import type { Assignment, Clauses, Comparison } from './own-condition.ts';

const writesOne = /^(updateOne|findOneAndUpdate|findAndModify)$/;

/** Whether the write gives a row that was free to what the message is about. */
export function takesNextFree(walk: Walk, site: CallSite): boolean {
  return chainOf(site.node).some(({ name, node }) => {
    const [first, second] = aboutRows(node);
    if (first === undefined || !(/^update(?:Many)?$/.test(name) || writesOne.test(name))) return false;
    const { where, data } = partsOf(walk, first, second, site.env);
    if (where === null || data === null) return false;
    const assignments = assignedIn(walk, data.node, data.env);
    return [...(writesOne.test(name) ? [clausesIn(walk, where.node, where.env)] : []), ...readsBehind(walk, where.node, where.env)].some((clauses) =>
      isFromStock(clauses, assignments),
    );
  });
}

/** TypeORM's entity manager is told the class of the rows first. */
function aboutRows(call: ts.CallExpression): readonly ts.Expression[] {
  const given = argumentsOf(call);
  const [first] = given;
  return first !== undefined && given.length > 1 && ts.isIdentifier(first) && /^[A-Z]/.test(first.text) ? given.slice(1) : given;
}

/** `const key = await Key.findOne({ orderId: null }); key.orderId = order; await key.save()`. */
export function savesNextFree(walk: Walk, saved: Located): boolean {
  const entity = bare(saved.node);
  const declaration = ts.isIdentifier(entity) ? resolveName(entity.text, entity) : null;
  const body = ts.findAncestor(entity, (node) => ts.isFunctionLike(node));
  if (declaration === null || body === undefined || !ts.isIdentifier(entity)) return false;
  const assignments: Assignment[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left)) {
      const { expression, name } = node.left;
      if (ts.isIdentifier(expression) && expression.text === entity.text) assignments.push({ field: name.text, value: node.right.getText(), moves: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return readsBehind(walk, entity, saved.env).some((clauses) => isFromStock(clauses, assignments));
}

/** `UPDATE keys SET order_id = $1 WHERE id = (SELECT id FROM keys WHERE order_id IS NULL LIMIT 1)`. */
export function statementTakesNextFree(text: string, sets: readonly Assignment[]): boolean {
  const picked = /\bselect\b([\s\S]*?)\blimit\b/i.exec(text)?.[1];
  const given = sets.filter(({ field, value, moves }) => !moves && /^[$?:@]/.test(value) && holder.test(field));
  if (picked === undefined || given.length === 0 || /\b(?:id|uuid)\s*=\s*[$?:@]/i.test(picked)) return false;
  return freeText.test(picked) || given.some(({ field }) => new RegExp(`\\b${field}\\s+is\\s+null`, 'i').test(picked));
}

const freeText = /=\s*'(?:available|free|unused|unassigned|vacant|in_?stock|unsold|unclaimed)'/i;

const deepest = 3;

/** The conditions by which the rows that a condition names were looked up, where not all that fit were. */
function readsBehind(walk: Walk, node: ts.Node, env: Environment, depth = 0): readonly Clauses[] {
  const found: Clauses[] = [];
  const visit = (at: ts.Node): void => {
    const declaration = ts.isIdentifier(at) ? resolveName(at.text, at) : null;
    const made = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    if (made === undefined || depth >= deepest) return ts.forEachChild(at, visit);
    const clauses = limitedBy(walk, bare(made), env);
    found.push(...(clauses === null ? readsBehind(walk, made, env, depth + 1) : [clauses]));
  };
  visit(node);
  return found;
}

function limitedBy(walk: Walk, call: ts.Expression, env: Environment): Clauses | null {
  const links = ts.isCallExpression(call) ? chainOf(call) : [];
  const read = links.find(({ name }) => /^(findFirst|findFirstOrThrow|findOne|findOneBy|findMany|find|findAll)$/.test(name));
  const [given] = read === undefined ? [] : aboutRows(read.node);
  const object = given === undefined ? null : bare(given);
  if (read === undefined || object === null || !ts.isObjectLiteralExpression(object)) return null;
  const option = (wanted: RegExp) => object.properties.find((property) => wanted.test(property.name?.getText() ?? ''));
  if (!/First|One/.test(read.name) && option(/^(take|limit)$/) === undefined && !links.some(({ name }) => name === 'limit')) return null;
  const where = option(/^where$/);
  return clausesIn(walk, where !== undefined && ts.isPropertyAssignment(where) ? where.initializer : object, env);
}

const primary = /^(_?id|uuid|guid|pk)$/i;
/** Whom a row is given to. */
const holder =
  /^(?:order|user|customer|client|buyer|owner|member|recipient|participant|campaign|booking|reservation|assignee|holder|assigned_?to|reserved_?(?:by|for)|claimed_?by|taken_?by|used_?by|sold_?to)(?:_?id)?$/i;
/** What many rows have in common. */
const group =
  /^(?:\w*(?:type|kind|category|class|group|info)|product|event|pool|plan|sku|tier|region|zone|city|country|provider|batch|shop|store|tenant|organi[sz]ation|company|warehouse|venue|show|match|game|currency|size|section)(?:_?(?:id|name|code|type))?$/i;
const freeState = /^'?(?:\w+\.)?(?:available|free|unused|unassigned|vacant|in_?stock|unsold|unclaimed)'?$/i;
const usedFlag = /^(?:is_?)?(?:used|assigned|sold|taken|claimed|reserved|redeemed|occupied|booked)$/i;
const literal = /^(?:'|"|`|\d|true$|false$|null$|new Date|[A-Z]\w*\.[A-Z])/;

function isFromStock(clauses: Clauses, assignments: readonly Assignment[]): boolean {
  const asked = clauses.flat();
  const given = assignments.filter(({ field, value, moves }) => !moves && !literal.test(value) && holder.test(field));
  const isFree = (comparison: Comparison): boolean =>
    comparison.operator === 'absent' ? given.some(({ field }) => field === comparison.field) : isFreeState(comparison) && leaves(comparison, assignments);
  const rest = asked.filter((comparison) => comparison.operator === '=' && !isFreeState(comparison));
  return given.length > 0 && asked.some(isFree) && rest.every(({ field, values }) => !primary.test(field) && (group.test(field) || values.every(isLiteral)));
}

const isLiteral = (value: string): boolean => literal.test(value);

function isFreeState({ field, operator, values }: Comparison): boolean {
  return operator === '=' && values.length > 0 && values.every((value) => freeState.test(value) || (value === 'false' && usedFlag.test(field)));
}

function leaves({ field, values }: Comparison, assignments: readonly Assignment[]): boolean {
  return assignments.some((assignment) => assignment.field === field && !values.includes(assignment.value));
}
