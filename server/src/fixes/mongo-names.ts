// How the handler's code says the client, the database, the connection of a MongoDB call: followed from the call's receiver to what made it, within the file.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';

/** `orders`, `this.orders`, `context.models.Order`: can be written again without doing anything twice. */
export function isPath(node: ts.Expression): boolean {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  return ts.isPropertyAccessExpression(node) && isPath(node.expression);
}

/** What a name was given where it was declared, or a field where the class declares it; the expression itself when nothing is in sight. */
function behind(node: ts.Expression): ts.Expression {
  const inner = withoutAwait(node);
  if (ts.isIdentifier(inner)) {
    const declared = resolveName(inner.text, inner);
    const given = declared !== null && ts.isVariableDeclaration(declared) && ts.isIdentifier(declared.name) ? declared.initializer : undefined;
    return given === undefined ? inner : withoutAwait(given);
  }
  if (ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword) {
    const cls = ts.findAncestor(inner, ts.isClassLike);
    const field = cls?.members.find((member) => ts.isPropertyDeclaration(member) && member.name.getText() === inner.name.text);
    return field && ts.isPropertyDeclaration(field) && field.initializer ? withoutAwait(field.initializer) : inner;
  }
  return inner;
}

function withoutAwait(node: ts.Expression): ts.Expression {
  const inner = bare(node);
  return ts.isAwaitExpression(inner) ? withoutAwait(inner.expression) : inner;
}

/** The receiver of a call of one of these methods; null for anything else. */
function receiverOf(node: ts.Expression, methods: RegExp): ts.Expression | null {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && methods.test(node.expression.name.text)
    ? node.expression.expression
    : null;
}

/** Whether the name means at the handler what it means where it was found. */
function isSame(found: ts.Expression, at: ts.Node): boolean {
  let root = found;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  if (!ts.isIdentifier(root)) return root.kind === ts.SyntaxKind.ThisKeyword;
  return resolveName(root.text, root) === resolveName(root.text, at);
}

function nameAt(found: ts.Expression | null, at: ts.Node): string | null {
  return found !== null && isPath(found) && isSame(found, at) ? found.getText() : null;
}

export interface Database {
  /** `client`: what starts sessions. */
  readonly client: string | null;
  /** `db`, `client.db('shop')`; null where it is the one of the connection string. */
  readonly db: string | null;
}

/** Of `orders.insertOne(...)`, through the driver. */
export function databaseOf(collection: ts.Expression, at: ts.Node): Database {
  const db = receiverOf(behind(collection), /^(collection|createCollection)$/);
  if (db === null) return { client: null, db: null };
  const made = behind(db);
  const client = nameAt(receiverOf(made, /^db$/), at);
  const isNamed = ts.isCallExpression(made) && made.arguments.length > 0;
  const named =
    nameAt(db, at) ??
    (client !== null && isNamed && ts.isCallExpression(made) ? `${client}.db(${made.arguments.map((one) => one.getText()).join(', ')})` : null);
  return { client, db: client !== null && !isNamed ? null : named };
}

/** The client or connection that started a session. */
export function startedBy(session: ts.Expression, at: ts.Node): ts.Expression | null {
  const started = receiverOf(behind(session), /^startSession$/);
  if (started !== null) return nameAt(started, at) === null ? null : started;
  // `client.withSession(async (session) => ...)`
  const declared = ts.isIdentifier(session) ? resolveName(session.text, session) : null;
  const callback = declared !== null && ts.isParameter(declared) ? declared.parent : null;
  const call = callback !== null && ts.isCallExpression(callback.parent) ? callback.parent : null;
  const client = call === null ? null : receiverOf(call, /^withSession$/);
  return nameAt(client, at) === null ? null : client;
}

/** The connection of the model that a call of mongoose is made on: `Order.db`; null where no model is in sight. */
export function connectionOf(call: ts.CallExpression, at: ts.Node): string | null {
  if (!ts.isPropertyAccessExpression(call.expression)) return null;
  const receiver = withoutAwait(call.expression.expression);
  const collection = receiverOf(behind(receiver), /^collection$/);
  if (collection !== null) return nameAt(collection, at);
  const model = /^(save|deleteOne|updateOne|remove|delete|update)$/.test(call.expression.name.text) ? modelOf(receiver) : receiver;
  const name = nameAt(model, at);
  return name === null ? null : `${name}.db`;
}

const finding = /^(find|findOne|findById|findOneAndUpdate|findByIdAndUpdate|create|hydrate)$/;

/** Of a document: `new Order(...)`, `await Order.findById(...)`. A name that nothing is known of is taken for a model if it is not the document of a `save`. */
function modelOf(document: ts.Expression): ts.Expression | null {
  const made = behind(document);
  if (ts.isNewExpression(made)) return made.expression;
  for (let at: ts.Expression = made; ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression); at = at.expression.expression) {
    if (finding.test(at.expression.name.text)) return at.expression.expression;
  }
  return isModel(document) ? document : null;
}

/** `Order`, `this.orderModel`: imported, injected, or made by `model(...)`. */
function isModel(node: ts.Expression): boolean {
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
  const made = behind(node);
  const maker = ts.isCallExpression(made) ? made.expression : null;
  const isMade = maker !== null && /^(model|getModelForClass)$/.test(ts.isPropertyAccessExpression(maker) ? maker.name.text : maker.getText());
  return isMade || /^[A-Z]/.test(name) || /model$/i.test(name);
}

/** Of mongoose: the connection that a session was started on. `mongoose.startSession()` means its default one. */
export function connectionOfSession(session: ts.Expression, at: ts.Node): string | null {
  const started = startedBy(session, at);
  if (started === null) return null;
  const declared = ts.isIdentifier(started) ? resolveName(started.text, started) : null;
  const isLibrary = declared !== null && (ts.isImportClause(declared) || ts.isNamespaceImport(declared) || isRequired(declared));
  if (isLibrary) return `${started.getText()}.connection`;
  return isModel(started) ? `${started.getText()}.db` : started.getText();
}

function isRequired(declared: ts.Node): boolean {
  return ts.isVariableDeclaration(declared) && (declared.initializer?.getText() ?? '').startsWith('require(');
}
