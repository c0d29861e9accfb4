// Which event a function is about, told by a type: of its parameter, of the function itself, or in what it is exported through.
import ts from 'typescript';
import { packagesOf } from '../models/catalogue.ts';
import { membersOf } from '../provenance/making.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { commentedTypes } from '../syntax/comment-types.ts';
import { identifiersNamed } from '../syntax/mentions.ts';
import type { Search } from './draft.ts';
import type { Registration, Registrations } from './registrations.ts';

/** The first parameter that is not bound beforehand: `run.bind(null, dependencies)` takes the event as its second. */
export function eventOf(fn: FunctionValue): ts.ParameterDeclaration | undefined {
  return fn.node.parameters.filter(ts.isParameter)[fn.bound?.length ?? 0];
}

/** By the type of its parameter, or by its own: `const work: SQSHandler = async (event) => ...`, exported under whatever name. */
export function statedRegistrations(search: Search, fn: FunctionValue): readonly Registration[] {
  const file = search.program.fileOf(fn.node);
  const event = eventOf(fn);
  if (event?.type) return registrationsFor(search, file, takenAs(event, fn) ?? event.type, 0);
  const { parent } = fn.node;
  if (ts.isVariableDeclaration(parent) && parent.type) return registrationsFor(search, file, parent.type, null);
  return registrationsCommented(search, commentedTypes(fn.node));
}

/** `(event: APIGatewayEvent | S3Event | SQSEvent) => run(event as SQSEvent)`: of several, the one that the function takes it for wherever it says so. */
function takenAs({ name, type }: ts.ParameterDeclaration, { node: { body } }: FunctionValue): ts.TypeNode | null {
  if (!body || !type || !ts.isUnionTypeNode(type) || !ts.isIdentifier(name)) return null;
  const [first, ...others] = identifiersNamed(name.text, body).flatMap((mention) => saidOf(mention) ?? []);
  return first && others.every((other) => other.getText() === first.getText()) ? first : null;
}

/** `event as unknown as SQSEvent`; `event as never` only silences the compiler. */
function saidOf({ parent }: ts.Node): ts.TypeNode | null {
  if (!ts.isAsExpression(parent)) return null;
  return ts.isTypeReferenceNode(parent.type) ? parent.type : saidOf(parent);
}

/** A `@param` before a function of plain JavaScript that imports its event's type, `SQSEvent`, from the package. */
function registrationsCommented(search: Search, comment: string): readonly Registration[] {
  const names = /^\{[^}]*\}/.exec(comment)?.[0].match(/[A-Za-z]\w*/g) ?? [];
  return names
    .flatMap((name) => search.registrations.byAnnotation.get(name) ?? [])
    .filter(({ model }) => packagesOf(model).some((name) => comment.includes(`'${name}'`) || comment.includes(`"${name}"`)))
    .slice(0, 1);
}

export function registrationsFor(search: Search, file: string, type: ts.TypeNode, parameter: number | null): readonly Registration[] {
  const text = search.program.sourceFile(file)?.text ?? '';
  const written = namesIn(type);
  const names = mentionsPackage(search.registrations, text) ? [...written, ...namesMeant(search, type)] : written;
  const [found] = names
    .flatMap((name) => search.registrations.byAnnotation.get(name) ?? [])
    .filter((registration) => registration.parameter === parameter || (parameter === null && written.length > 1));
  if (!found) return [];
  const isNamed = packagesOf(found.model).some((name) => text.includes(name));
  const isMeant = (): boolean =>
    membersOf(search.program.valueOfType(type, null)).some(
      (value) => value.kind === 'api' && search.program.catalogue.modelsOf(value.package).transports.includes(found.model),
    );
  return isNamed || isMeant() ? [found] : [];
}

function mentionsPackage({ annotatedPackages }: Registrations, text: string): boolean {
  return annotatedPackages.some((name) => text.includes(name));
}

/** Whether a file can hold an exported handler at all: it names such a package, one of its types, or reads `Records` or a log group's `awslogs`. */
export function mayExport(registrations: Registrations, text: string): boolean {
  return mentionsPackage(registrations, text) || /\b(?:Records|awslogs)\b/.test(text) || registrations.annotatedTypes.test(text);
}

/** The type names in an annotation: alternatives, and what a general type (`Handler<SQSEvent>`) is about. */
function namesIn(type: ts.TypeNode): readonly string[] {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(namesIn);
  if (ts.isParenthesizedTypeNode(type)) return namesIn(type.type);
  if (!ts.isTypeReferenceNode(type)) return [];
  const name = ts.isIdentifier(type.typeName) ? type.typeName.text : type.typeName.right.text;
  return [name, ...(type.typeArguments ?? []).flatMap(namesIn)];
}

/** The package types behind a workspace's own alias, and behind the argument of a general type. */
function namesMeant(search: Search, type: ts.TypeNode): readonly string[] {
  const parts = ts.isTypeReferenceNode(type) ? [type, ...(type.typeArguments ?? [])] : [type];
  return parts.flatMap((part) =>
    membersOf(search.program.valueOfType(part, null)).flatMap((value) => (value.kind === 'api' && value.token?.kind === 'type' ? [value.token.name] : [])),
  );
}

/** The type in `x satisfies T`, `x as T`, `<T>x`. */
export function statedType(node: ts.Expression): ts.TypeNode | null {
  return ts.isSatisfiesExpression(node) || ts.isAsExpression(node) ? node.type : null;
}
