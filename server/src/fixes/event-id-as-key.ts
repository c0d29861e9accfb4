// A key that is made anew in every delivery deduplicates nothing: the event's ID takes its place.
import ts from 'typescript';
import { ordered, replaceNode } from './edits.ts';
import { keysAt } from './event-key.ts';
import { effectsOf, isWithin, nodeAt, type FixMaker, type JudgedEffect, type Subject } from './subject.ts';

export const eventIdAsKey: FixMaker = {
  id: 'event-id-as-key',
  offers(subject) {
    return effectsOf(subject.report).flatMap((effect) => {
      const key = unstableKey(subject, effect);
      if (key === null || subject.handler === null || !isWithin(key, subject.handler)) return [];
      return keysAt(subject, key)
        .filter((choice) => !choice.isPlaceholder)
        .slice(0, 2)
        .map((choice) => ({
          title: `Use ${choice.expression} as the key: the same on every delivery`,
          kind: 'quickfix' as const,
          rules: ['unstable-key'],
          needsConfirmation: 'The receiver takes a second call with the same key for the first one.',
          place: effect.fact.place,
          variant: choice.expression,
          edits: () => ({ edits: ordered([...choice.bind, replaceNode(subject.source, key, choice.expression)]), newFiles: [], toDo: [] }),
        }));
    });
  },
};

const makers = /^(crypto\.)?(randomUUID|uuid|uuidv4|v4|nanoid|ulid|cuid|createId)\(|^Date\.now\(|^Math\.random\(|^new Date\(/;

/** The innermost expression that is new in each delivery, in the key or the call's options. */
function unstableKey(subject: Subject, { fact }: JudgedEffect): ts.Expression | null {
  if (fact.repeat.mask !== 'unstable-key') return null;
  const place = fact.repeat.place ?? fact.place;
  const around = nodeAt(subject.source, place, ts.isExpression);
  let found: ts.Expression | null = null;
  const visit = (node: ts.Node): void => {
    if (found === null && ts.isExpression(node) && makers.test(node.getText())) found = node;
    if (found === null) ts.forEachChild(node, visit);
  };
  if (around) visit(around);
  return found;
}
