// What is sent on a confirming channel fails at the later call that waits for the broker's confirms, where nothing that matters lies between the two.
import ts from 'typescript';

/**
 * Whether `await receiver.method()` follows the call `receiver.send(...)` in its block, or in the block around its loop, with nothing called in between but the receiver.
 * Source: amqplib 2.3.1, lib/channel_model.js: `ConfirmChannel.waitForConfirms` rejects if the broker rejected one of the messages sent since the last one.
 */
export function isConfirmed(node: ts.Node, method: string | undefined): boolean {
  const receiver = method === undefined || !ts.isCallExpression(node) ? null : receiverOf(node);
  if (receiver === null) return false;
  let statement = ts.findAncestor(node, ts.isStatement);
  while (statement !== undefined) {
    const around: ts.Node = statement.parent;
    if (ts.isBlock(around) || ts.isSourceFile(around)) {
      for (const next of around.statements.slice(around.statements.indexOf(statement) + 1)) {
        if (waits(next, receiver, method)) return true;
        if (callsAnother(next, receiver)) return false;
      }
    }
    const outer: ts.Node = ts.isBlock(around) ? around.parent : around;
    statement = ts.isIterationStatement(outer, false) ? outer : undefined;
  }
  return false;
}

function receiverOf({ expression }: ts.CallExpression): string | null {
  return ts.isPropertyAccessExpression(expression) ? expression.expression.getText() : null;
}

function waits(statement: ts.Statement, receiver: string, method: string | undefined): boolean {
  const awaited = ts.isExpressionStatement(statement) && ts.isAwaitExpression(statement.expression) ? statement.expression.expression : null;
  return (
    awaited !== null &&
    ts.isCallExpression(awaited) &&
    ts.isPropertyAccessExpression(awaited.expression) &&
    awaited.expression.name.text === method &&
    receiverOf(awaited) === receiver
  );
}

function callsAnother(node: ts.Node, receiver: string): boolean {
  if (ts.isAwaitExpression(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  if (ts.isCallExpression(node) && receiverOf(node) !== receiver && !/^(?:Buffer|JSON)$/.test(receiverOf(node) ?? '')) return true;
  return ts.forEachChild(node, (child) => callsAnother(child, receiver) || undefined) ?? false;
}
