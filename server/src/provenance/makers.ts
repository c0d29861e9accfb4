// Objects without a class: an interface, or the type of an object, is what a function that says it returns one puts together.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { enter } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf, unionOf, unknown } from './making.ts';
import type { FunctionValue, ObjectType, Value } from './values.ts';

const mostFiles = 100;
/** With more of them, nothing says which one stands here. */
const mostMakers = 3;

/** The object literals that functions of the workspace return for a type: `function createQueue(...): Promise<Queue> { return { receive, remove }; }`. */
export function madeAs(ev: Evaluator, type: ObjectType): Value {
  const name = type.name.text;
  const returning = new RegExp(`\\)\\s*:\\s*(?:Promise\\s*<\\s*)?${name.replaceAll('$', '\\$')}(?![\\w$.])`);
  const makers: FunctionValue[] = [];
  for (const file of ev.workspace.filesNaming(name, mostFiles)) {
    const source = !isTest(file) && returning.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    if (source === null) continue;
    for (const node of functionsOf(source)) {
      const meaning = node.type && typesSettled(node.type).includes(name) ? ev.typeNamed(name, node) : null;
      if (meaning?.kind === 'declaration' && meaning.node === type) makers.push({ kind: 'function', node, env: null, self: null });
    }
  }
  if (makers.length > mostMakers) return unknown;
  return unionOf(makers.flatMap((maker) => membersOf(ev.returned(maker, enter(maker, []))).filter((value) => value.kind === 'object')));
}

/** The objects that modules of the workspace write down as one, beside the classes that implement it: `export const orders: Subscription = { queue: 'orders', async run(order) { ... } };`. */
export function writtenAs(ev: Evaluator, type: ObjectType): readonly Value[] {
  const name = type.name.text;
  const writing = new RegExp(`:\\s*${name.replaceAll('$', '\\$')}(?:<[^=;]*>)?\\s*=\\s*\\{`);
  return ev.workspace.filesNaming(name, mostFiles).flatMap((file) => {
    const source = !isTest(file) && writing.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    const variables = (source?.statements ?? []).flatMap((one) => (ts.isVariableStatement(one) ? one.declarationList.declarations : []));
    return variables.flatMap(({ type: annotation, initializer }) => {
      if (!annotation || !initializer || !ts.isObjectLiteralExpression(bare(initializer)) || !typesSettled(annotation).includes(name)) return [];
      const meaning = ev.typeNamed(name, annotation);
      return meaning?.kind === 'declaration' && meaning.node === type ? [ev.valueOf(initializer, null)] : [];
    });
  });
}

/** `Queue<Job>`, `Promise<Queue>`, `Queue & Component`: the names of the types that are there in the end. */
function typesSettled(type: ts.TypeNode): readonly string[] {
  if (ts.isParenthesizedTypeNode(type)) return typesSettled(type.type);
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(typesSettled);
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return [];
  const [inner] = type.typeArguments ?? [];
  return inner !== undefined && type.typeName.text === 'Promise' ? typesSettled(inner) : [type.typeName.text];
}

/** The functions that stand in a file itself. */
function functionsOf(source: ts.SourceFile): readonly FunctionValue['node'][] {
  return source.statements.flatMap((statement): readonly FunctionValue['node'][] => {
    if (ts.isFunctionDeclaration(statement)) return [statement];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ initializer }) =>
      initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) ? [initializer] : [],
    );
  });
}
