// What nothing in sight makes may be known by what is asked of it: in a file that names its library, or asks for more of the kind, a method that only that library's object has.
import ts from 'typescript';
import type { Catalogue } from '../models/catalogue.ts';
import type { Evaluator } from './evaluator.ts';
import { apiChild, apiRoot, isNothing, membersOf, unionOf, unknown } from './making.ts';
import type { ApiValue, CallSite, ParameterValue, UnknownValue, Value } from './values.ts';

/** `connection.amqp.createChannel()`, handed on by an event or a pool: what the call gives; null where callers say what the object is, or the file does not use the library. */
export function knownByCall(ev: Evaluator, value: Value, site: CallSite): ApiValue | null {
  if (!isOpen(ev, value)) return null;
  const callee = ts.isCallExpression(site.node) ? site.node.expression : null;
  if (!callee || !ts.isPropertyAccessExpression(callee)) return null;
  const { text } = callee.name;
  const known = objectsOf(ev.catalogue).get(text);
  if (!known || !(importsIt(site.node.getSourceFile(), known.package) || speaksOf(ev.catalogue, site.node.getSourceFile().text, known.package))) return null;
  if (value.kind === 'parameter' && isSaidByCallers(ev, value)) return null;
  const made = apiChild(
    apiChild(apiChild(apiRoot(known.package, known.package), { kind: 'type', name: known.type }), { kind: 'member', name: text }),
    { kind: 'return' },
    site,
  );
  return value.kind === 'parameter' ? { ...made, open: value } : made;
}

/** Somebody who calls the function hands over something known. */
function isSaidByCallers(ev: Evaluator, { node }: ParameterValue): boolean {
  const index = node.parent.parameters.indexOf(node);
  const handed = ev.once(node, () => unionOf(ev.callsOf(node.parent).map((site) => ev.argumentsOf(site)[index] ?? unknown)));
  return membersOf(handed).some((member) => member.kind !== 'unknown' && member.kind !== 'parameter' && !isNothing(member));
}

/** Nothing says what it is, or a package through which anything may come (a stream's first value, a pool's member). */
function isOpen({ catalogue }: Evaluator, value: Value): value is ParameterValue | UnknownValue | ApiValue {
  if (value.kind === 'api') return value.package !== 'global' && catalogue.modelsOf(value.package).transports.length === 0;
  return value.kind === 'unknown' || value.kind === 'parameter';
}

interface LibraryObject {
  readonly package: string;
  readonly type: string;
}

const knownObjects = new WeakMap<Catalogue, ReadonlyMap<string, LibraryObject>>();

/** By the methods that only they have. */
function objectsOf(catalogue: Catalogue): ReadonlyMap<string, LibraryObject> {
  const before = knownObjects.get(catalogue);
  if (before !== undefined) return before;
  const objects = new Map(
    catalogue.transports.flatMap(({ package: names, knownBy = {} }) => {
      const package_ = typeof names === 'string' ? names : (names[0] ?? '');
      return Object.entries(knownBy).map(([method, type]): [string, LibraryObject] => [method, { package: package_, type }]);
    }),
  );
  knownObjects.set(catalogue, objects);
  return objects;
}

/** `connection.createChannel()` and `channel.assertQueue(name)` in one file: two methods that nothing else has, whoever hands the object in. */
export function speaksOf(catalogue: Catalogue, text: string, package_?: string): boolean {
  const spoken = new Map<string, number>();
  for (const [method, { package: owner }] of objectsOf(catalogue))
    if ((package_ === undefined || owner === package_) && text.includes(`.${method}(`)) spoken.set(owner, (spoken.get(owner) ?? 0) + 1);
  return [...spoken.values()].some((count) => count > 1);
}

function importsIt({ text }: ts.SourceFile, package_: string): boolean {
  return text.includes(`'${package_}'`) || text.includes(`"${package_}"`);
}
