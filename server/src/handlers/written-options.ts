// Whether an option is there at all, where its value can't be read.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program, Reading } from '../provenance/program.ts';
import type { AccessPath } from '../models/schema.ts';
import type { CallSite, Value } from '../provenance/values.ts';
import { pathOf, stepsOf } from './registrations.ts';

/** An option of a plain text or number, where options could stand as well: `new PgBoss('postgres://...')`. */
export function isOfConstant(program: Program, site: CallSite, path: AccessPath, value: Value): boolean {
  const steps = stepsOf(path);
  if (value.kind !== 'unknown' || steps.length < 2) return false;
  const around = program.readPath(site, pathOf(steps.slice(0, -1)))?.value;
  return around !== undefined && membersOf(around).every((member) => member.kind === 'constant');
}

/** A member of options that nobody can read, `assertQueue(name, this.options)`, may as well not be there. */
export function isWritten(program: Program, site: CallSite, path: AccessPath, found: Reading): boolean {
  const isOpen = (member: Value): boolean => member.kind === 'unknown' || member.kind === 'parameter' || isNothing(member) || isOfTypeAlone(member);
  const steps = stepsOf(path);
  const name = steps.at(-1)?.values[0];
  if (steps.length < 2 || name === undefined || !membersOf(found.value).every(isOpen)) return true;
  const around = program.readPath(site, pathOf(steps.slice(0, -1)));
  return (around !== null && hasProperty(around.value, name)) || isHandedOver(program, found);
}

/** `options: Options.AssertQueue`: a type says what may be there. */
function isOfTypeAlone(value: Value): boolean {
  if (value.kind !== 'api') return false;
  return value.token?.kind === 'type' || (value.token?.kind === 'member' && value.parent !== null && isOfTypeAlone(value.parent));
}

/** `table['x-dead-letter-exchange'] = options.parking`, of options that have a `parking`. */
function isHandedOver(program: Program, { node, env }: Reading): boolean {
  const from = ts.isExpression(node) ? bare(node) : node;
  return ts.isPropertyAccessExpression(from) && hasProperty(program.valueOf(from.expression, env), from.name.text);
}

function hasProperty(value: Value, name: string): boolean {
  return membersOf(value).some(
    (member) =>
      member.kind === 'object' &&
      member.node.properties.some((property) => property.name !== undefined && 'text' in property.name && property.name.text === name),
  );
}

/** `queue.parked ? exchange : undefined`: one of several queues may go without. */
export function isLeftOpen(program: Program, { env }: CallSite, node: ts.Node): boolean {
  const choice = ts.isExpression(node) ? bare(node) : node;
  if (!ts.isConditionalExpression(choice) || (env !== null && program.valueOf(choice.condition, env).kind === 'constant')) return false;
  return [choice.whenTrue, choice.whenFalse].some((side) => isNothing(program.valueOf(side, env)));
}

export function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null);
}
