// Functions that an SST app attaches to queues, streams, tables, topics, buckets and buses, in either of its forms: constructs (version 2) and components (version 3).
// @see sst@2.43 constructs/{Queue,KinesisStream,Table,Topic,Bucket,EventBus}.d.ts, sst@3 platform/src/components/aws/{queue,bus,sns-topic,dynamo,kinesis-stream,bucket}.ts
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { calleeOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ConstantValue, Value } from '../provenance/values.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { TriggerSource } from '../workspace/infrastructure/function-trigger.ts';
import { locateHandler, type HandlerLocation } from '../workspace/infrastructure/handler-file.ts';
import { foldersAbove } from '../workspace/package-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { constructsOf } from './constructs.ts';
import type { DeployedFunction } from './draft.ts';

const names = /['"]sst\/constructs['"]|['"]@serverless-stack\/resources['"]|\bsst\.aws\./;

/** What sends events, by the name of the construct or component. */
const sources: Readonly<Record<string, TriggerSource>> = {
  Queue: 'sqs',
  KinesisStream: 'kinesis',
  Table: 'dynamodb-streams',
  Dynamo: 'dynamodb-streams',
  Topic: 'sns',
  SnsTopic: 'sns',
  Bucket: 's3-events',
  EventBus: 'eventbridge',
  Bus: 'eventbridge',
};

/** The functions that a construct is given when it is made: one, a table of them, or a table of rules with a table of targets each. */
const given = ['consumer', 'consumers', 'subscribers', 'notifications', 'rules'];

/** Methods that give it more; what only one construct has says which it is where the object comes from elsewhere. */
const methods: Readonly<Record<string, TriggerSource | null>> = {
  addConsumer: 'sqs',
  addConsumers: null,
  addSubscribers: 'sns',
  addNotifications: 's3-events',
  addRules: 'eventbridge',
  addTargets: 'eventbridge',
  subscribe: null,
  notify: null,
};

/** A place that attaches functions, and what it is told of them. */
interface Attaching {
  readonly at: ts.Node;
  readonly source: TriggerSource;
  readonly definitions: readonly Value[];
  /** Version 3 says beside the function how its batches are answered. */
  readonly options: readonly Value[];
}

export function sstFunctions(program: Program, workspace: Workspace): readonly DeployedFunction[] {
  const files = [...new Set([...workspace.filesNaming('sst', 200), ...workspace.filesNaming('StackContext', 200)])].sort();
  return files
    .filter((file) => !isTest(file) && names.test(workspace.read(file) ?? ''))
    .flatMap((file) => [...madeIn(program, file), ...addedIn(program, file)])
    .flatMap((attaching) => attaching.definitions.flatMap((definition) => deployedBy(program, workspace, attaching, definition)));
}

function madeIn(program: Program, file: string): readonly Attaching[] {
  return Object.entries(sources).flatMap(([name, source]) =>
    program.callsNamed(file, name).flatMap((node): Attaching[] => {
      if (!ts.isNewExpression(node) || !isOfSst(program.valueOf(node, null))) return [];
      const [, , properties] = program.argumentsOf({ node, env: null });
      const definitions = properties ? given.flatMap((member) => definitionsIn(program, program.memberOf(properties, member))) : [];
      return definitions.length > 0 ? [{ at: node, source, definitions, options: [] }] : [];
    }),
  );
}

function addedIn(program: Program, file: string): readonly Attaching[] {
  return Object.entries(methods).flatMap(([name, only]) =>
    program.callsNamed(file, name).flatMap((node): Attaching[] => {
      const callee = ts.isCallExpression(node) ? calleeOf(node) : null;
      if (!callee || !ts.isPropertyAccessExpression(callee)) return [];
      const [construct] = constructsOf(program, receiverOf(program, callee.expression));
      // Nothing but a bus has `subscribe` in version 2.
      const source = (construct ? sources[construct.name] : undefined) ?? only ?? (name === 'subscribe' ? 'eventbridge' : null);
      const args = program.argumentsOf({ node, env: null });
      const notified = name === 'notify' ? membersOf(program.memberOf(args[0] ?? nothing, 'notifications')) : args;
      const listed = notified.flatMap((value) => program.elementsOf(value) ?? [value]);
      return source === null ? [] : [{ at: node, source, definitions: listed.flatMap((value) => definitionsIn(program, value)), options: args }];
    }),
  );
}

const nothing: ConstantValue = { kind: 'constant', value: undefined };

/** The object a method is called on; where `use(Stack)` brings it from another stack, what that stack's function returns. */
function receiverOf(program: Program, expression: ts.Expression): Value {
  const value = program.valueOf(expression, null);
  const inner = bare(expression);
  if (constructsOf(program, value).length > 0 || !ts.isIdentifier(inner)) return value;
  const declared = resolveName(inner.text, inner);
  const member = declared && ts.isBindingElement(declared) ? (declared.propertyName ?? declared.name).getText() : null;
  const holder = declared && ts.isBindingElement(declared) ? declared.parent.parent : declared;
  const call = holder && ts.isVariableDeclaration(holder) && holder.initializer ? bare(holder.initializer) : null;
  const [stack] = call && ts.isCallExpression(call) && call.expression.getText() === 'use' ? call.arguments : [];
  const returned = stack ? program.functionsOf(program.valueOf(stack, null)).flatMap(({ node }) => returnedBy(node)) : [];
  const [result] = returned.map((node) => program.valueOf(node, null));
  if (!result) return value;
  return member === null ? result : program.memberOf(result, member);
}

function returnedBy({ body }: { readonly body?: ts.Node }): readonly ts.Expression[] {
  if (!body || !ts.isBlock(body)) return [];
  return body.statements.flatMap((statement) => (ts.isReturnStatement(statement) && statement.expression ? [statement.expression] : []));
}

function isOfSst(value: Value): boolean {
  return membersOf(value).some((one) => {
    if (one.kind !== 'api') return false;
    if (one.package !== 'global') return one.specifier === 'sst/constructs' || one.package === '@serverless-stack/resources';
    let at = one;
    while (at.parent?.parent) at = at.parent;
    return at.token?.kind === 'member' && at.token.name === 'sst';
  });
}

/** Definitions of functions in what a construct is given: one of them, or a table whose entries are; a rule's are its targets. */
function definitionsIn(program: Program, value: Value, depth = 0): readonly Value[] {
  if (pathIn(program, value, 0) !== null) return [value];
  if (depth > 2) return [];
  return membersOf(value).flatMap((one) => {
    if (one.kind !== 'object') return [];
    const keys = one.node.properties.flatMap(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : []));
    return keys
      .filter((key) => !/^(?:bind|environment|permissions|defaults|cdk|pattern)$/.test(key))
      .flatMap((key) => definitionsIn(program, program.memberOf(one, key), depth + 1));
  });
}

/** `'src/orders.handler'`, `{ handler: 'src/orders.handler' }`, `{ function: ... }` with either, or a function construct made before. */
function pathIn(program: Program, value: Value, depth: number): string | null {
  if (depth > 2) return null;
  for (const one of membersOf(value)) {
    if (one.kind === 'constant' && typeof one.value === 'string' && /^[\w./@[\]-]+\.\w+$/.test(one.value)) return one.value;
    const inner = one.kind === 'object' ? ['handler', 'function'].map((name) => program.memberOf(one, name)) : handlersOfConstruct(program, one);
    const found = inner.map((each) => pathIn(program, each, depth + 1)).find((path) => path !== null);
    if (found !== undefined) return found;
  }
  return null;
}

function handlersOfConstruct(program: Program, value: Value): readonly Value[] {
  return constructsOf(program, value).flatMap(({ name, made }) =>
    name === 'Function' ? propertiesOf(program, made).map((properties) => program.memberOf(properties, 'handler')) : [],
  );
}

/** Third of a construct's arguments, second of a component's. */
function propertiesOf(program: Program, made: CallSite): readonly Value[] {
  return program.argumentsOf(made).slice(1);
}

function deployedBy(program: Program, workspace: Workspace, { at, source, options }: Attaching, definition: Value): readonly DeployedFunction[] {
  const { file, line } = program.placeOf(at);
  const { handlerFile, exportName } = handlerAt(workspace, file, pathIn(program, definition, 0));
  if (handlerFile === null) return [];
  const read = (value: Value, path: string): ConstantValue['value'] => {
    const found = path.split('.').reduce((from, name) => program.memberOf(from, name), value);
    return found.kind === 'constant' ? found.value : undefined;
  };
  const isSet = (value: Value, path: string): boolean => {
    const found = path.split('.').reduce((from, name) => program.memberOf(from, name), value);
    return found.kind !== 'unknown' && !(found.kind === 'constant' && !found.value);
  };
  const retries = read(definition, 'cdk.eventSource.retryAttempts');
  const [size] = [read(definition, 'cdk.eventSource.batchSize'), ...options.map((one) => read(one, 'batch.size'))].filter((one) => typeof one === 'number');
  const keeps = ['cdk.eventSource.onFailure', 'deadLetterQueue', 'onFailure', 'function.deadLetterQueue', 'function.onFailure'];
  return [
    {
      file,
      line,
      handlerFile,
      exportName,
      source,
      sourceName: null,
      partialFailures:
        read(definition, 'cdk.eventSource.reportBatchItemFailures') === true || options.some((one) => read(one, 'batch.partialResponses') === true),
      deadLetter: keeps.some((path) => isSet(definition, path)) ? 'dead-letter queue' : null,
      retries: typeof retries === 'number' ? retries : null,
      batchSize: size ?? null,
    },
  ];
}

/** Paths are relative to the folder of the app, which is above the file that attaches. */
function handlerAt(workspace: Workspace, file: string, path: string | null): HandlerLocation {
  return path === null ? { handlerFile: null, exportName: '' } : locateHandler(workspace, [...foldersAbove(file), ''], path);
}
