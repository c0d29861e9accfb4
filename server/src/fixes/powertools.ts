// A Lambda project that depends on Powertools' idempotency has its guard: the event's handler, or what is done with one record of a batch, is made idempotent by it.
// Source: @aws-lambda-powertools/idempotency 2.35.0, lib/esm/makeIdempotent.js: the key is taken from the first argument; an invocation's context as the second one ends
// the claim with the invocation. lib/esm/IdempotencyHandler.js, persistence/BasePersistenceLayer.js: the prefix is kept in the store's object and the function's name is
// not part of the key, so that each wrapped function gets a store and a prefix of its own.
// @aws-lambda-powertools/batch 2.35.0, lib/esm/BatchProcessor.js: the record's handler is given the context of the options.
import ts from 'typescript';
import { ancestors } from '../guards/code-style.ts';
import { isRedelivered, openEffects, order } from './claim-effects.ts';
import { around, insertAt, ordered } from './edits.ts';
import { handlerName } from './event-key.ts';
import type { FixEdit, FixEdits } from './fix.ts';
import { foresee } from './foresee.ts';
import { addImports, addTypeImport, unusedName } from './imports.ts';
import { isFunctionNode, nodeAt, type FixMaker, type FunctionNode, type Offer, type Subject } from './subject.ts';
import { blockOf, linesIn } from './wrap-handler.ts';

const library = '@aws-lambda-powertools/idempotency';

export const usePowertools: FixMaker = {
  id: 'wrap-in-powertools',
  offers(subject) {
    if (subject.report.handler.library !== 'aws-lambda' || !dependsOn(subject, library) || !isRedelivered(subject)) return [];
    const site = recordHandlerOf(subject) ?? ownFunctionOf(subject) ?? messageOfLoop(subject);
    const promise = site === null ? null : promiseFor(subject, site.claimed);
    return site === null || promise === null ? [] : keyPaths(subject, site).map((path) => offer(subject, site, path, promise));
  },
};

/** What is wrapped, and where. */
interface Site {
  readonly what: string;
  /** The code that the claim is taken around, for the verdict. */
  readonly claimed: ts.Node;
  /** The variable that holds the event or record. */
  readonly message: string;
  readonly body: ts.Node;
  /** The invocation's context has to be told to the configuration, or handed along. */
  wrap(named: Named): readonly FixEdit[] | null;
}

interface Named {
  /** `makeIdempotent`, as the file calls it. */
  readonly make: string;
  readonly options: string;
  readonly config: string;
}

function dependsOn({ workspace, source }: Subject, name: string): boolean {
  return ancestors(source.fileName).some((folder) => workspace.read(`${folder}package.json`)?.includes(`"${name}":`));
}

/** `processPartialResponse(event, onRecord, processor, { context })`: the record's handler is wrapped, where it is written or, for a declared function, where it is named. */
function recordHandlerOf(subject: Subject): Site | null {
  const { handler, source } = subject;
  const [call, ...others] = handler?.body && openEffects(subject).length > 0 ? callsTo(handler.body, 'processPartialResponse') : [];
  const given = call?.arguments[1];
  if (!call || !given || others.length > 0 || handler === null) return null;
  const own = isFunctionNode(given) ? given : ts.isIdentifier(given) ? functionNamed(source, given.text) : null;
  const [parameter] = own?.parameters ?? [];
  if (!own?.body || !parameter || !ts.isIdentifier(parameter.name) || parameter.name.text === 'this') return null;
  const isDeclared = ts.isFunctionDeclaration(own);
  if (!isDeclared && !isTyped(subject, own)) return null;
  const wrapped = isDeclared ? given : own;
  return {
    what: 'the handling of each record',
    claimed: call,
    message: parameter.name.text,
    body: own.body,
    wrap({ make, options }) {
      const told = contextIn(subject, call, handler);
      return told === null ? null : [...around(source, wrapped, `${make}(`, `, ${options})`), ...told];
    },
  };
}

/** The batch processor's options get the context where they have none. */
function contextIn(subject: Subject, call: ts.CallExpression, handler: FunctionNode): readonly FixEdit[] | null {
  const { source } = subject;
  const options = call.arguments[3];
  if (options && (!ts.isObjectLiteralExpression(options) || options.properties.some(ts.isSpreadAssignment))) return null;
  if (options?.properties.some((property) => property.name?.getText() === 'context')) return [];
  const context = contextOf(subject, handler);
  if (context === null || call.arguments.length < 3) return null;
  const text = context.name === 'context' ? 'context' : `context: ${context.name}`;
  const [first] = options?.properties ?? [];
  const last = call.arguments[2];
  if (first) return [...context.edits, insertAt(source, first.getStart(source), `${text}, `)];
  return options || !last ? null : [...context.edits, insertAt(source, last.end, `, { ${text} }`)];
}

/** `export const handler = async (event: Event) => { ... }`: Lambda itself hands the context to what the library gives back. */
function ownFunctionOf(subject: Subject): Site | null {
  const { handler, source, report } = subject;
  const [parameter] = handler?.parameters ?? [];
  if (report.handler.delivery.unit === 'batch' || !handler?.body || !parameter || !ts.isIdentifier(parameter.name)) return null;
  if (!(ts.isArrowFunction(handler) || ts.isFunctionExpression(handler)) || !isTyped(subject, handler)) return null;
  return {
    what: 'the whole handler',
    claimed: handler.body,
    message: parameter.name.text,
    body: handler.body,
    wrap: ({ make, options }) => around(source, handler, `${make}(`, `, ${options})`),
  };
}

/** `for (const record of event.Records) { ... }`, or the same in a callback: the statements become a function that is made idempotent and called for the record. */
function messageOfLoop(subject: Subject): Site | null {
  const { handler, source, style, report } = subject;
  const block = report.handler.delivery.unit === 'batch' ? blockOf(subject) : null;
  const message = block === null ? null : messageAround(block);
  const [first] = block?.statements ?? [];
  const last = block?.statements.at(-1);
  if (!handler?.body || !ts.isBlock(handler.body) || block === null || message === null || !first || !last || givesBack(block)) return null;
  const { body } = handler;
  return {
    what: 'the handling of each record',
    claimed: block,
    message,
    body: block,
    wrap({ make, config, options }) {
      const context = contextOf(subject, handler);
      const [start] = body.statements;
      if (context === null || !start) return null;
      const { newline, indent, semicolon } = style;
      const outer = indentAt(source, first);
      const from = block.getStart(source) + 1;
      const parameter = style.language === 'js' ? '' : `_${message}: typeof ${message}`;
      const told = `${config}.registerLambdaContext(${context.name})${semicolon}${newline}${indentAt(source, start)}`;
      return [
        ...context.edits,
        insertAt(source, start.getStart(source), told),
        insertAt(source, from, `${newline}${outer}await ${make}(async (${parameter}) => {`),
        ...linesIn(source, from, last.end).map((at) => insertAt(source, at, indent)),
        insertAt(source, last.end, `${newline}${outer}}, ${options})(${message})${semicolon}`),
      ];
    },
  };
}

function messageAround(block: ts.Block): string | null {
  for (let node: ts.Node = block.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isForOfStatement(node)) {
      const [declared] = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations : [];
      return declared && ts.isIdentifier(declared.name) ? declared.name.text : null;
    }
    if (ts.isFunctionLike(node)) return node.parameters[0] && ts.isIdentifier(node.parameters[0].name) ? node.parameters[0].name.text : null;
  }
  return null;
}

/** A result of the statements would have to be handed on. */
function givesBack(block: ts.Block): boolean {
  return /\breturn\s+[^;\s}]/.test(block.getText());
}

/** The variable that holds the invocation's context; a parameter for it where there is none. */
function contextOf({ source, style }: Subject, handler: FunctionNode): { readonly name: string; readonly edits: readonly FixEdit[] } | null {
  const [event, context] = handler.parameters;
  if (context) return ts.isIdentifier(context.name) ? { name: context.name.text, edits: [] } : null;
  const isBare = ts.isArrowFunction(handler) && event !== undefined && !source.text.slice(handler.getStart(source), event.end).includes('(');
  if (!event || event.dotDotDotToken || isBare) return null;
  const added = insertAt(source, event.end, `, context${event.type ? ': Context' : ''}`);
  return { name: 'context', edits: event.type ? [added, ...addTypeImport(source, style, 'Context', 'aws-lambda')] : [added] };
}

/** A generic caller tells the function it is given nothing about its parameters: they say it themselves. */
function isTyped({ style }: Subject, { parameters, ...handler }: FunctionNode): boolean {
  return style.language === 'js' || (parameters.every(({ type }) => type !== undefined) && !('typeParameters' in handler && handler.typeParameters));
}

/** The verdict of the fixed code, in words; null unless every effect that is repeated is covered and nothing gets worse. */
export function promiseFor(subject: Subject, claimed: ts.Node): string | null {
  const { report, source } = subject;
  const open = openEffects(subject);
  const isInside = open.every(({ fact }) =>
    (fact.reachedFrom ?? [fact.place]).every((place) => {
      const node = nodeAt(source, place, ts.isExpression);
      return node !== null && node.pos >= claimed.pos && node.end <= claimed.end;
    }),
  );
  const after = open.length > 0 && isInside ? foresee(report, source, [claimed]) : null;
  if (after === null || order.indexOf(after.lost) > order.indexOf(report.verdict.lost)) return null;
  if (!open.every(({ id }) => after.effects.some((one) => one.effect === id && one.repeated !== 'exposed'))) return null;
  return after.headline === 'exactly-once-effect-except-crash-window' ? ': exactly-once effect, except a crash window' : '';
}

/** What every record of a source carries, the same on each delivery. */
const transportPaths: Readonly<Record<string, string>> = {
  sqs: 'messageId',
  kinesis: 'eventID',
  'dynamodb-streams': 'eventID',
  sns: 'Sns.MessageId',
  eventbridge: 'id',
};

/** JMESPath expressions for the event's ID, best first; the last one is the transport's. */
function keyPaths({ report }: Subject, { message, body }: Site): readonly string[] {
  const { eventId, otherEventIds, handler } = report;
  const ids = [...(eventId === null ? [] : [eventId]), ...otherEventIds].flatMap(({ expression }) => pathOf(expression, message, body) ?? []);
  return [...new Set([...ids, ...(transportPaths[handler.transport] === undefined ? [] : [transportPaths[handler.transport] ?? ''])])].slice(0, 2);
}

/** `messageId` for `record.messageId`; `powertools_json(body).id` for `order.id` where `order` is what the record's body says. */
function pathOf(expression: string, message: string, body: ts.Node): string | null {
  const [root = '', ...rest] = expression.split('.');
  if (rest.length === 0 || !rest.every((part) => /^[A-Za-z_]\w*$/.test(part))) return null;
  if (root === message) return rest.join('.');
  const parsed: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === root)
      parsed.push(new RegExp(`^JSON\\.parse\\(${message}\\.([\\w.]+)!?\\)`).exec(node.initializer?.getText() ?? '')?.[1] ?? '');
    ts.forEachChild(node, visit);
  };
  visit(body);
  const [from, ...others] = parsed;
  return !from || others.length > 0 ? null : `powertools_json(${from}).${rest.join('.')}`;
}

function offer(subject: Subject, site: Site, path: string, promise: string): Offer {
  return {
    title: `Wrap ${site.what} in Powertools' idempotency by ${path}${tableOf(subject) === null ? ', table to be filled in' : promise}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation: 'A duplicate of an event that has been handled does nothing; one that arrives while it is being handled fails and comes again later.',
    place: subject.report.handler.place,
    variant: `powertools ${path}`,
    edits: () => edits(subject, site, path),
  };
}

function edits(subject: Subject, site: Site, path: string): FixEdits | null {
  const { source, style } = subject;
  const { newline, semicolon, quote } = style;
  const imports = addImports(source, style, [
    { name: 'makeIdempotent', from: library },
    { name: 'IdempotencyConfig', from: library },
    { name: 'DynamoDBPersistenceLayer', from: `${library}/dynamodb` },
  ]);
  const local = (name: string) => imports.local[name] ?? name;
  const store = unusedName(source, 'persistenceStore');
  const config = unusedName(source, 'idempotency');
  const table = tableOf(subject);
  const text = (value: string) => `${quote}${value}${quote}`;
  const shorthand = store === 'persistenceStore' ? store : `persistenceStore: ${store}`;
  const options = `{ ${shorthand}, config: ${config}, keyPrefix: ${text(handlerName(subject))} }`;
  const wrapped = site.wrap({ make: local('makeIdempotent'), options, config });
  if (wrapped === null) return null;
  const settings = `eventKeyJmesPath: ${text(path)}, throwOnNoIdempotencyKey: true, expiresAfterSeconds: 15 * 86_400`;
  const made = [
    `const ${store} = new ${local('DynamoDBPersistenceLayer')}({ tableName: ${table ?? 'TODO_NAME_OF_THE_TABLE'} })${semicolon}`,
    `const ${config} = new ${local('IdempotencyConfig')}({ ${settings} })${semicolon}`,
  ];
  const at = statementIn(source, site);
  return {
    edits: ordered([...imports.edits, insertAt(source, at, `${made.join(newline)}${newline}${newline}`), ...wrapped]),
    newFiles: [],
    toDo: [
      ...(table === null ? ['Put the name of the table in the place of TODO_NAME_OF_THE_TABLE: partition key id, time to live by expiration.'] : []),
      'Set expiresAfterSeconds to more than the time in which the event can be delivered again.',
    ],
  };
}

/** In front of the first statement that needs them: the record's handler may stand above the handler. */
function statementIn(source: ts.SourceFile, { body, claimed }: Site): number {
  const first = Math.min(body.pos, claimed.pos);
  const statement = source.statements.find(({ end }) => end > first);
  return statement?.getStart(source, true) ?? source.text.length;
}

/** The name of the table that another persistence layer of the project has; one with attributes of its own has another form of table. */
function tableOf({ workspace, style }: Subject): string | null {
  const made =
    /new DynamoDBPersistenceLayer\(\{\s*tableName:\s*(['"][\w.-]+['"]|process\.env(?:\.\w+|\[['"]\w+['"]\]))(!| as string| (?:\?\?|\|\|) ['"]{2})?\s*,?\s*\}/;
  for (const file of workspace.filesNaming('DynamoDBPersistenceLayer', 20)) {
    const found = made.exec(workspace.read(file) ?? '');
    if (found?.[1] !== undefined) return `${found[1]}${style.language === 'js' && !/\?\?|\|\|/.test(found[2] ?? '') ? '' : (found[2] ?? '')}`;
  }
  return null;
}

function callsTo(root: ts.Node, name: string): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** A function of the file's top level, declared or held in a constant. */
function functionNamed(source: ts.SourceFile, name: string): FunctionNode | null {
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
    for (const { name: declared, initializer } of ts.isVariableStatement(statement) ? statement.declarationList.declarations : [])
      if (declared.getText() === name && initializer && isFunctionNode(initializer)) return initializer;
  }
  return null;
}

function indentAt(source: ts.SourceFile, node: ts.Node): string {
  return /^[ \t]*/.exec(source.text.slice(source.text.lastIndexOf('\n', node.getStart(source) - 1) + 1))?.[0] ?? '';
}
