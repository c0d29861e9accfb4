// Answers that are found once and kept: one a node, one an exported type, one instance a class or construction.
import type ts from 'typescript';
import type { Evaluator, TypeMeaning } from './evaluator.ts';
import type { CallSite, InstanceValue } from './values.ts';

/** Notes down that an answer rests on what stands around a node. */
export type InFileOf = <Result>(node: ts.Node, work: () => Result) => Result;

/** One answer a node; while it is being found, `meanwhile` stands for it. */
export function oncePerNode<Subject, Answer>(
  inFileOf: InFileOf,
  meanwhile: Answer,
  nodeOf: (subject: Subject) => ts.Node,
  find: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const kept = new WeakMap<ts.Node, { readonly answer: Answer }>();
  return (subject) => {
    const node = nodeOf(subject);
    const known = kept.get(node);
    if (known) return inFileOf(node, () => known.answer);
    kept.set(node, { answer: meanwhile });
    const answer = inFileOf(node, () => find(subject));
    kept.set(node, { answer });
    return answer;
  };
}

export function oncePerType(find: (file: string, name: string) => TypeMeaning | null): Evaluator['typeExported'] {
  const kept = new Map<string, TypeMeaning | null>();
  return (file, name) => {
    const key = `${file}\0${name}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    kept.set(key, null);
    const found = find(file, name);
    kept.set(key, found);
    return found;
  };
}

/** Instances are shared, so that what is known of their members is too. */
export function sharedInstances(): Evaluator['instanceOf'] {
  const instances = new WeakMap<ts.Node, InstanceValue>();
  const made = new WeakMap<CallSite, InstanceValue>();
  return (cls, site) => {
    if (site) {
      const known = made.get(site) ?? { kind: 'instance', class: cls, made: site };
      made.set(site, known);
      return known.class.node === cls.node ? known : { kind: 'instance', class: cls, made: site };
    }
    if (cls.env) return { kind: 'instance', class: cls, made: null };
    const known = instances.get(cls.node) ?? { kind: 'instance', class: cls, made: null };
    instances.set(cls.node, known);
    return known;
  };
}
