// amqplib's `noAck: true` makes RabbitMQ forget a message as it sends it. Switched off, with an acknowledgement at the handler's end.
import ts from 'typescript';
import { insertAt, ordered, replaceNode } from './edits.ts';
import type { FixEdits } from './fix.ts';
import { indentOf, isWithin, type FixMaker, type Subject } from './subject.ts';

export const acknowledgeExplicitly: FixMaker = {
  id: 'acknowledge-explicitly',
  offers(subject) {
    const { report } = subject;
    if (report.handler.library !== 'amqplib' || report.handler.delivery.acknowledged !== 'on-delivery') return [];
    const edits = acknowledging(subject);
    if (edits === null) return [];
    return [
      {
        title: 'Turn noAck off and acknowledge at the end: a crash brings the message again',
        kind: 'quickfix',
        rules: ['at-most-once-transport', 'acknowledged-before-effect'],
        needsConfirmation: 'RabbitMQ keeps each message until it is acknowledged, and delivers again what a crash left open. Set a prefetch.',
        place: report.handler.place,
        variant: '',
        edits: () => edits,
      },
    ];
  },
};

function acknowledging({ source, handler, style }: Subject): FixEdits | null {
  const call = handler?.parent;
  if (!handler || !call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || !handler.body || !ts.isBlock(handler.body))
    return null;
  const option = call.arguments.flatMap((argument) => (ts.isObjectLiteralExpression(argument) ? argument.properties : [])).find(isNoAck);
  const [message] = handler.parameters;
  const last = handler.body.statements.at(-1);
  if (!option || !message || !ts.isIdentifier(message.name) || !last || leaves(handler.body, last)) return null;
  const channel = call.expression.expression.getText(source);
  const acknowledge = `${channel}.ack(${message.name.text})${style.semicolon}`;
  return {
    edits: ordered([replaceNode(source, option.initializer, 'false'), insertAt(source, last.end, `${style.newline}${indentOf(source, last)}${acknowledge}`)]),
    newFiles: [],
    toDo: ['Decide what an error leads to: channel.nack(message) for another try, or a dead-letter exchange for the ones that never succeed.'],
  };
}

function isNoAck(property: ts.ObjectLiteralElementLike): property is ts.PropertyAssignment {
  return ts.isPropertyAssignment(property) && property.name.getText() === 'noAck' && property.initializer.kind === ts.SyntaxKind.TrueKeyword;
}

/** A return in the middle would leave a message open for ever. */
function leaves(body: ts.Block, last: ts.Statement): boolean {
  let found = ts.isReturnStatement(last) || ts.isThrowStatement(last);
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && isWithin(node, body)) found = true;
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  body.statements.forEach(visit);
  return found;
}
