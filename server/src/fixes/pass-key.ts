// Receivers that deduplicate on a key get one: the event's ID. Stripe and its like in their call options, BullMQ as the job's ID, SQS FIFO as the deduplication ID.
import ts from 'typescript';
import type { CodeStyle } from '../guards/code-style.ts';
import { insertAt, ordered, separatorBefore } from './edits.ts';
import { effectName, handlerName, keysAt, keysGivenTo } from './event-key.ts';
import type { FixEdit } from './fix.ts';
import { effectsOf, isWithin, nodeAt, type FixMaker, type JudgedEffect, type Subject } from './subject.ts';

interface Receiver {
  readonly id: string;
  /** The call as facts describe it. */
  readonly call: RegExp;
  readonly kinds: readonly JudgedEffect['fact']['kind'][];
  readonly name: string;
  /** Which argument holds it; -1: the first argument's object, or that of the command in it. */
  readonly argument: (call: ts.CallExpression) => number;
  readonly title: (key: string) => string;
  /** Something else the call must say for the key to count. */
  readonly needs?: RegExp;
}

const receivers: readonly Receiver[] = [
  {
    id: 'pass-idempotency-key',
    call: /^stripe\b/i,
    kinds: ['payment'],
    name: 'idempotencyKey',
    // create(params, options); update(id, params, options), confirm(id, params, options)
    argument: (call) => (/\.(create|list)$/.test(call.expression.getText()) ? 1 : 2),
    title: (key) => `Pass ${key} to Stripe as the idempotency key`,
  },
  {
    id: 'job-id',
    call: /queue.*\.add$|^bull(mq)?\b.*\.add$/i,
    kinds: ['job', 'publish'],
    name: 'jobId',
    argument: () => 2,
    title: (key) => `Give the job the ID ${key}: a second one is not added while it is kept`,
  },
  {
    id: 'deduplication-id',
    call: /sqs|SendMessageCommand|sendMessage/i,
    kinds: ['publish', 'job'],
    name: 'MessageDeduplicationId',
    argument: () => -1,
    title: (key) => `Send ${key} as MessageDeduplicationId (five minutes)`,
    needs: /MessageGroupId/,
  },
];

export const passKeys: readonly FixMaker[] = receivers.map((receiver) => ({
  id: receiver.id,
  offers: (subject) => effectsOf(subject.report).flatMap((effect) => offersFor(subject, receiver, effect)),
}));

function offersFor(subject: Subject, receiver: Receiver, effect: JudgedEffect): ReturnType<FixMaker['offers']> {
  const { fact, verdict } = effect;
  const isOpen = verdict.repeated !== 'never' && fact.repeat.mask === 'exposed' && receiver.kinds.includes(fact.kind) && receiver.call.test(fact.call);
  const source = isOpen ? subject.parse(fact.place.file) : null;
  const call = source && nodeAt(source, fact.place, ts.isCallExpression);
  if (!source || !call || subject.handler === null || (receiver.needs && !receiver.needs.test(call.getText()))) return [];
  const all = effectsOf(subject.report).filter((other) => receiver.call.test(other.fact.call));
  const keys = isWithin(call, subject.handler) ? keysAt(subject, call) : keysGivenTo(subject, fact, call);
  return keys
    .filter((choice) => !choice.isPlaceholder)
    .slice(0, 2)
    .flatMap(({ expression, bind }) => {
      const value = all.length > 1 || receiver.name === 'jobId' ? template(expression, `${handlerName(subject)}-${effectName(effect, all)}`) : expression;
      const edit = withProperty(source, subject.style, call, receiver, value);
      if (edit === null) return [];
      return [
        {
          title: receiver.title(expression),
          kind: 'quickfix' as const,
          rules: ['unguarded-effect'],
          needsConfirmation: 'The receiver takes a second call with the same key for the first one.',
          place: fact.place,
          variant: expression,
          edits: () => ({ edits: ordered([...bind, edit]), newFiles: [], toDo: [] }),
        },
      ];
    });
}

function template(expression: string, suffix: string): string {
  return `\`\${${expression}}-${suffix}\``;
}

function withProperty(source: ts.SourceFile, style: CodeStyle, call: ts.CallExpression, receiver: Receiver, value: string): FixEdit | null {
  const index = receiver.argument(call);
  const object = index < 0 ? commandInput(call) : call.arguments[index];
  const property = `${receiver.name}: ${value}`;
  if (object && ts.isObjectLiteralExpression(object)) return inObject(source, style, object, receiver.name, property);
  if (object || index < 0 || call.arguments.length === 0) return null;
  const missing = index - call.arguments.length;
  const last = call.arguments.at(-1);
  if (missing > 1 || last === undefined || call.arguments.some(ts.isSpreadElement)) return null;
  return insertAt(source, last.end, `,${separatorBefore(source, style.newline, last)}${missing === 1 ? '{}, ' : ''}{ ${property} }`);
}

function inObject(source: ts.SourceFile, style: CodeStyle, object: ts.ObjectLiteralExpression, name: string, property: string): FixEdit | null {
  if (object.properties.some((one) => one.name?.getText(source) === name)) return null;
  const last = object.properties.at(-1);
  if (last === undefined) return insertAt(source, object.getStart(source) + 1, ` ${property} `);
  return insertAt(source, last.end, `,${separatorBefore(source, style.newline, last)}${property}`);
}

/** `send(new SendMessageCommand({ ... }))` and `sendMessage({ ... })`. */
function commandInput(call: ts.CallExpression): ts.Expression | undefined {
  const [first] = call.arguments;
  return first && ts.isNewExpression(first) ? first.arguments?.[0] : first;
}
