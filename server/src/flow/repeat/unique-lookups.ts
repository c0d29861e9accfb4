// A look-up that only takes unique fields (Prisma's findUnique) proves them unique: a row written with the same fields from the message is refused the second time.
import ts from 'typescript';
import type { AccessPath } from '../../models/schema.ts';
import type { CallSite } from '../../provenance/values.ts';
import { bare, receiverOf, type Located } from './locate.ts';
import type { Walk } from './origins.ts';
import { isOfMessage, writtenIn } from './written-data.ts';

/** The fields of `data` that the same file looks rows of the same table up by, where all of them come from the message; null when there are none. */
export function lookedUpAsUnique(
  walk: Walk,
  site: CallSite,
  lookup: { readonly methods: readonly string[]; readonly at: AccessPath },
  data: Located,
): readonly string[] | null {
  const table = tableOf(site.node);
  if (table === null) return null;
  const ofMessage = writtenIn(walk, data.node, data.env)
    .properties.filter((property) => !mayBeEmpty(property.node) && isOfMessage(walk, property))
    .map(({ name }) => name);
  const file = walk.program.fileOf(site.node);
  for (const node of lookup.methods.flatMap((name) => walk.program.callsNamed(file, name))) {
    if (tableOf(node) !== table) continue;
    const where = walk.program.readPath({ node, env: null }, lookup.at);
    const fields = where === null ? [] : fieldsIn(where.node);
    if (fields.length > 0 && fields.every((field) => ofMessage.includes(field))) return fields;
  }
  return null;
}

/** `groupKey ?? null`: a unique key takes any number of rows with nothing in one of its fields. */
export function mayBeEmpty(node: ts.Expression): boolean {
  const inner = bare(node);
  if (!ts.isBinaryExpression(inner)) return false;
  const { kind } = inner.operatorToken;
  const isDefault = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isDefault && /^(null|undefined)$/.test(inner.right.getText());
}

/** `prisma.credential.create(...)` is about `credential`. */
function tableOf(node: CallSite['node']): string | null {
  const receiver = receiverOf({ node, env: null });
  const table = receiver === null ? null : bare(receiver.node);
  return table !== null && ts.isPropertyAccessExpression(table) ? table.name.text : null;
}

/** The fields of a condition, a compound key's own ones instead of its name. */
function fieldsIn(node: ts.Node): readonly string[] {
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    const name = property.name && 'text' in property.name ? property.name.text : '';
    const compound = ts.isPropertyAssignment(property) && ts.isObjectLiteralExpression(property.initializer) ? fieldsIn(property.initializer) : [];
    return compound.length > 0 ? compound : [name];
  });
}
