// Models' access paths laid over values: a path is read backwards along the links of an API value.
import type { AccessPath } from '../models/schema.ts';
import { apiChild } from './making.ts';
import type { ApiValue, Value } from './values.ts';

/** The type names of all models of a package: name to access paths. */
export type TypesOf = (package_: string) => ReadonlyMap<string, readonly AccessPath[]>;

export type Segment =
  | { readonly kind: 'member'; readonly names: ReadonlySet<string> | null }
  | { readonly kind: 'return' | 'instance' | 'element' | 'subclass' | 'decorated' }
  | { readonly kind: 'argument' | 'parameter'; readonly index: number | null };

export interface CompiledPath {
  /** `Package`, or the name of a type. */
  readonly head: string;
  readonly segments: readonly Segment[];
}

const compiled = new Map<AccessPath, CompiledPath>();
const steps =
  /^(Member\[|AnyMember|ReturnValue|Instance|Argument\[|Parameter\[|Element|Subclass|DecoratedMember|DecoratedParameter|DecoratedClass|AnyArgument|AnyParameter)/;

export function compilePath(path: AccessPath): CompiledPath {
  const known = compiled.get(path);
  if (known) return known;
  const parts = stepsOf(path);
  const hasHead = parts[0] !== undefined && !steps.test(parts[0]);
  const result: CompiledPath = { head: hasHead ? (parts[0] ?? 'Package') : 'Package', segments: (hasHead ? parts.slice(1) : parts).map(segment) };
  compiled.set(path, result);
  return result;
}

/** The steps of a path as written. */
export function stepsOf(path: AccessPath): readonly string[] {
  return path === '' ? [] : path.split(/\.(?![^[]*\])/);
}

function segment(text: string): Segment {
  const inner = /\[(.*)\]$/.exec(text)?.[1] ?? '';
  if (text.startsWith('Member[')) return { kind: 'member', names: new Set(inner.split(',').map((name) => name.trim())) };
  if (text === 'AnyMember') return { kind: 'member', names: null };
  if (text.startsWith('Argument[')) return { kind: 'argument', index: Number(inner) };
  if (text.startsWith('Parameter[')) return { kind: 'parameter', index: Number(inner) };
  if (text === 'AnyArgument') return { kind: 'argument', index: null };
  if (text === 'AnyParameter') return { kind: 'parameter', index: null };
  if (text === 'ReturnValue') return { kind: 'return' };
  if (text === 'Instance') return { kind: 'instance' };
  if (text === 'Element') return { kind: 'element' };
  return { kind: text === 'Subclass' ? 'subclass' : 'decorated' };
}

export interface Matcher {
  matches(value: Value, package_: string, path: AccessPath): boolean;
  ancestorOfType(value: ApiValue, package_: string, type: string): ApiValue | null;
}

/** `baseOf` gives the API value behind a workspace class or instance that extends an API class. */
export function createMatcher(typesOf: TypesOf, baseOf: (value: Value) => Value): Matcher {
  const memory = new WeakMap<ApiValue, Map<string, boolean>>();

  function matches(value: Value, package_: string, path: AccessPath): boolean {
    if (value.kind === 'union') return value.values.some((member) => matches(member, package_, path));
    if (value.kind === 'instance' || value.kind === 'class') {
      const base = baseOf(value);
      return base.kind !== 'instance' && base.kind !== 'class' && matches(base, package_, path);
    }
    return value.kind === 'api' && plainName(value.package) === plainName(package_) && remembered(value, path, 0);
  }

  function remembered(value: ApiValue, path: AccessPath, depth: number): boolean {
    const known = memory.get(value) ?? new Map<string, boolean>();
    memory.set(value, known);
    const before = known.get(path);
    if (before !== undefined) return before;
    if (depth > 40) return false;
    known.set(path, false);
    const { head, segments } = compilePath(path);
    const result = along(value, segments, segments.length, head, depth);
    known.set(path, result);
    return result;
  }

  function along(value: ApiValue, segments: readonly Segment[], at: number, head: string, depth: number): boolean {
    const last = segments[at - 1];
    if (!last) return isHead(value, head, depth);
    const before = segments[at - 2];
    const { token, parent } = value;
    // `aws-sdk/clients/sqs` is what `Member[SQS]` of the package is.
    if (!token || !parent) return last.kind === 'member' && subpathIs(value, last.names) && at === 1 && head === 'Package';
    if (token.kind === 'type')
      return last.kind === 'instance' && isInstanceOf(token.name, before)
        ? along(parent, segments, before?.kind === 'member' ? at - 2 : at - 1, head, depth) || at <= 2
        : false;
    if (!stepMatches(token, last)) return false;
    return along(parent, segments, at - 1, head, depth);
  }

  function isHead(value: ApiValue, head: string, depth: number): boolean {
    if (head === 'Package') return value.parent === null;
    if (value.token?.kind === 'type' && value.token.name === head) return true;
    const paths = typesOf(value.package).get(head) ?? [];
    const emitter = emitterBehind(value);
    return paths.some((path) => remembered(value, path, depth + 1)) || (emitter !== null && depth < 40 && isHead(emitter, head, depth + 1));
  }

  function ancestorOfType(value: ApiValue, package_: string, type: string): ApiValue | null {
    for (let at: ApiValue | null = value; at; at = at.parent) if (matches(at, package_, type)) return at;
    return null;
  }

  return { matches, ancestorOfType };
}

/** `consumer.on('ready', start).on('data', handle)`: what adds a listener to an emitter gives back that emitter. */
function emitterBehind({ token, parent }: ApiValue): ApiValue | null {
  if (token?.kind !== 'return' || parent?.token?.kind !== 'member') return null;
  return listening.has(parent.token.name) ? parent.parent : null;
}

const listening: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener']);

function stepMatches(token: NonNullable<ApiValue['token']>, wanted: Segment): boolean {
  switch (token.kind) {
    case 'member':
      return wanted.kind === 'member' && (wanted.names === null || wanted.names.has(token.name));
    case 'return':
      return wanted.kind === 'return';
    case 'instance':
      return wanted.kind === 'instance';
    case 'subclass':
      return wanted.kind === 'instance' || wanted.kind === 'subclass';
    case 'element':
      return wanted.kind === 'element' || (wanted.kind === 'member' && wanted.names === null);
    case 'argument':
    case 'parameter':
      return wanted.kind === token.kind && (wanted.index === null || wanted.index === token.index);
    default:
      return false;
  }
}

/** A type named like a class is that class's instance; the default export's type is called `default`. */
function isInstanceOf(type: string, before: Segment | undefined): boolean {
  if (before?.kind === 'member') return before.names?.has(type) ?? false;
  return before === undefined && type === 'default';
}

function subpathIs(root: ApiValue, names: ReadonlySet<string> | null): boolean {
  const last = root.specifier
    .slice(root.package.length)
    .split('/')
    .at(-1)
    ?.replace(/\.[cm]?js$/, '')
    .toLowerCase();
  if (!last || !names) return false;
  return [...names].some((name) => name.toLowerCase() === last);
}

/** Steps forward along a path from an API value, as far as no call is needed. */
export function walkApi(value: ApiValue, segments: readonly Segment[]): ApiValue | null {
  let at: ApiValue = value;
  for (const step of segments) {
    if (step.kind === 'member') {
      const [name] = step.names ?? [];
      if (name === undefined) return null;
      at = apiChild(at, { kind: 'member', name });
    } else if (step.kind === 'argument' || step.kind === 'parameter') at = apiChild(at, { kind: step.kind, index: step.index ?? 0 });
    else if (step.kind !== 'decorated') at = apiChild(at, { kind: step.kind });
  }
  return at;
}

/** Builtin modules may be written with or without `node:`. */
function plainName(package_: string): string {
  return package_.startsWith('node:') ? package_.slice('node:'.length) : package_;
}
