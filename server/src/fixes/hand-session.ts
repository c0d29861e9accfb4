// Hands the session of a transaction to a call on MongoDB, through the driver or mongoose: as an option of the call, or in the chain of a query.
import ts from 'typescript';
import type { EffectFact } from '../facts/steps.ts';
import { bare } from '../syntax/bare.ts';
import { schemaPackages } from '../models/packages-by-role.ts';
import { resolveName } from '../syntax/scopes.ts';
import { insertAt, replaceNode, replaceSpan, separatorBefore } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { isPath } from './mongo-names.ts';
import { isUnused } from './subject.ts';

type Library = 'mongodb' | 'mongoose';

/** Which of the two an effect goes through; null for any other library. */
export function mongoLibraryOf({ joins }: EffectFact): Library | null {
  if (joins?.library === 'mongodb') return 'mongodb';
  return joins !== undefined && schemaPackages.has(joins.library) ? 'mongoose' : null;
}

/** The edits that hand the session to a write; null where the call can't take one as it is written. */
export function handToWrite(call: ts.CallExpression, fact: EffectFact, session: string): readonly FixEdit[] | null {
  const index = /^Argument\[(\d)\]\.Member\[session\]$/.exec(fact.joins?.at ?? '')?.[1];
  const name = methodOf(call);
  // Not in a transaction.
  if (index === undefined || name === 'drop') return null;
  return name === 'create' ? handToCreate(call, session) : handAsOption(call, Number(index), session);
}

/** `Model.create(document)` takes options only behind a list, and then answers with a list: where the answer is read, `new Model(document).save(options)` is the same. */
function handToCreate(call: ts.CallExpression, session: string): readonly FixEdit[] | null {
  const source = call.getSourceFile();
  const [given, ...others] = call.arguments;
  if (given === undefined || !ts.isPropertyAccessExpression(call.expression)) return null;
  if (ts.isArrayLiteralExpression(bare(given))) return handAsOption(call, 1, session);
  if (others.length > 0 || !isObject(given)) return null;
  if (isUnused(call)) return [insertAt(source, given.getStart(source), '['), insertAt(source, given.end, `], ${optionsWith(session)}`)];
  const { expression: model, end } = call.expression;
  if (!isPath(model)) return null;
  return [
    insertAt(source, model.getStart(source), 'new '),
    replaceSpan(source, model.end, end, ''),
    insertAt(source, call.end, `.save(${optionsWith(session)})`),
  ];
}

/** An object that is written out, here or where its `const` is declared: no list of documents. */
function isObject(given: ts.Expression): boolean {
  const object = bare(given);
  if (!ts.isIdentifier(object)) return ts.isObjectLiteralExpression(object);
  const declared = resolveName(object.text, object);
  const isConstant = declared !== null && ts.isVariableDeclaration(declared) && (declared.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && declared.initializer !== undefined && ts.isObjectLiteralExpression(bare(declared.initializer));
}

/** A session of its own, or what a transaction decides as a whole. */
const notThere = /^(session|writeConcern|readConcern|readPreference|w)$/;

function handAsOption(call: ts.CallExpression, index: number, session: string): readonly FixEdit[] | null {
  const source = call.getSourceFile();
  const given = call.arguments;
  if (given.some((argument) => ts.isSpreadElement(argument)) || given.length > index + 1 || given.length < index) return null;
  const options = given[index];
  const last = given.at(-1);
  if (options === undefined) {
    if (last === undefined) return [insertAt(source, call.end - 1, optionsWith(session))];
    return [insertAt(source, last.end, `, ${optionsWith(session)}`)];
  }
  const object = bare(options);
  if (ts.isIdentifier(object) && /opt|conf/i.test(object.text)) return [replaceNode(source, options, `{ ...${object.text}, ${option(session)} }`)];
  if (!ts.isObjectLiteralExpression(object) || object.properties.some(({ name }) => notThere.test(name?.getText() ?? ''))) return null;
  const before = object.properties.at(-1);
  if (before === undefined) return [replaceNode(source, object, optionsWith(session))];
  return [insertAt(source, before.end, `,${separatorBefore(source, newlineOf(source), before)}${option(session)}`)];
}

const newlineOf = (source: ts.SourceFile): string => (source.text.includes('\r\n') ? '\r\n' : '\n');
const optionsWith = (session: string): string => `{ ${option(session)} }`;
const option = (session: string): string => (session === 'session' ? session : `session: ${session}`);

function methodOf({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

/** Where the driver's reads take their options. */
const reads: Readonly<Record<string, number>> = { findOne: 1, find: 1, countDocuments: 1, aggregate: 1, distinct: 2 };

/** The edits that hand the session to what is awaited, if that is a read of MongoDB; null for anything else. */
export function handToRead(awaited: ts.Expression, library: Library, session: string): readonly FixEdit[] | null {
  let first: ts.CallExpression | null = null;
  for (let at: ts.Expression = bare(awaited); ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression); at = bare(at.expression.expression))
    if (/^(find|findOne|findById|countDocuments|aggregate|distinct|exists)$/.test(methodOf(at))) first = at;
  if (first === null || first.arguments.some((argument) => ts.isFunctionLike(argument) || ts.isSpreadElement(argument))) return null;
  // The driver's own collection behind mongoose has no queries.
  if (library === 'mongoose' && /\.collection\b/.test(first.getText())) return null;
  if (library === 'mongoose') return [insertAt(first.getSourceFile(), first.end, `.session(${session})`)];
  const index = reads[methodOf(first)];
  return index === undefined ? null : handAsOption(first, index, session);
}
