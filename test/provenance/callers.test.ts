// Outward: who calls a function or constructs a class, through imports, instances, injection and subclasses. And reading and matching what calls are given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import type { Program } from '../../server/src/provenance/program.ts';
import { programOf, show } from './probe.ts';

// The declaration that the word `target` in a comment stands before.
function targetIn(program: Program, files: Readonly<Record<string, string>>): ts.Node {
  for (const [file, text] of Object.entries(files)) {
    const at = text.indexOf('/*target*/');
    const source = program.sourceFile(file);
    if (at < 0 || !source) continue;
    let found: ts.Node | null = null;
    const visit = (node: ts.Node): void => {
      if (!found && node.getStart(source) === at + '/*target*/'.length && (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isInterfaceDeclaration(node)))
        found = node;
      if (!found) ts.forEachChild(node, visit);
    };
    visit(source);
    if (found) return found;
  }
  throw new Error('no target');
}

function callers(name: string, files: Readonly<Record<string, string>>, ...expected: readonly string[]): void {
  test(name, () => {
    const program = programOf(files);
    const sites = program.callsOf(targetIn(program, files));
    assert.deepEqual(
      sites.map((site) => `${program.fileOf(site.node)}: ${site.node.getText()}`),
      expected,
    );
  });
}

callers(
  'a function called under other names',
  {
    'a.ts': `/*target*/export function start(fn) {}`,
    'b.ts': `import { start as go } from './a'; go(1); start(2)`,
    'c.ts': `import * as a from './a'; a.start(3)`,
  },
  'b.ts: go(1)',
  'c.ts: a.start(3)',
);
test('a decorator in more files than a name is looked for in', () => {
  const users = Array.from({ length: 250 }, (_, at) => [`u${at}.ts`, `import { On } from './a'; class U${at} { @On('t${at}') run() {} }`] as const);
  const files = { 'a.ts': `/*target*/export function On(topic) { return () => {}; }`, ...Object.fromEntries(users) };
  const program = programOf(files);
  assert.equal(program.decoratorsOf(targetIn(program, files)).length, 250);
});
callers(
  'a default export',
  { 'lib/start.ts': `/*target*/export default function (fn) {}`, 'b.ts': `import whatever from './lib/start'; whatever(1)` },
  'b.ts: whatever(1)',
);
callers(
  'module.exports = function',
  { 'start.js': `module.exports = /*target*/function (fn) {}`, 'b.js': `const begin = require('./start'); begin(1)` },
  'b.js: begin(1)',
);
callers(
  'a method through instances, injection and subclasses',
  {
    'q.ts': `export class QueueService { /*target*/createWorker(name, fn) {} }`,
    'b.ts': `import { QueueService } from './q'; new QueueService().createWorker('x', a); class X { constructor(private q: QueueService) { q.createWorker('y', b) } m() { this.q.createWorker('z', c) } }`,
    'c.ts': `import { QueueService } from './q'; class Y extends QueueService { m() { this.createWorker('w', d) } } class Other { createWorker() {} } new Other().createWorker()`,
  },
  `b.ts: new QueueService().createWorker('x', a)`,
  `b.ts: q.createWorker('y', b)`,
  `b.ts: this.q.createWorker('z', c)`,
  `c.ts: this.createWorker('w', d)`,
);
callers(
  'constructions, super calls and inherited constructors',
  {
    'base.ts': `/*target*/export class Base { constructor(topic, fn) {} }`,
    'b.ts': `import { Base } from './base'; class B extends Base { constructor() { super('b', 1) } } class C extends Base {} new C('c', 2); new Base('d', 3); new B()`,
  },
  `b.ts: new Base('d', 3)`,
  `b.ts: super('b', 1)`,
  `b.ts: new C('c', 2)`,
);
callers(
  'an arrow in an object',
  { 'a.ts': `export const bus = { on: /*target*/(topic, fn) => {} }`, 'b.ts': `import { bus } from './a'; bus.on('t', 1); other.on('t', 2)` },
  `b.ts: bus.on('t', 1)`,
);
callers(
  'a decorator of the workspace',
  {
    'a.ts': `/*target*/export function Subscribe(topic) { return (t, k, d) => d }`,
    'b.ts': `import { Subscribe } from './a'; class X { @Subscribe('t') m() {} }`,
  },
  `b.ts: Subscribe('t')`,
);

test('subclasses, transitively, and implementations', () => {
  const files = {
    'a.ts': `/*target*/export abstract class Base { abstract onMessage(m): void; run() { this.onMessage(1) } }`,
    'b.ts': `import { Base } from './a'; export class B extends Base { onMessage() {} }`,
    'c.ts': `import { B } from './b'; class C extends B { onMessage() {} }`,
  };
  const program = programOf(files);
  const target = targetIn(program, files);
  assert.ok(ts.isClassLike(target));
  assert.deepEqual(
    program.subclassesOf({ kind: 'class', node: target, env: null }).map((cls) => cls.node.name?.text),
    ['B', 'C'],
  );
  const [call] = program.callsNamed('a.ts', 'onMessage');
  assert.ok(call && ts.isCallExpression(call));
  assert.equal(program.functionsOf(program.valueOf(call.expression, null)).length, 2);
});

test('options are read through constants, spreads and shared objects', () => {
  const program = programOf({
    'a.ts': `import { base } from './b'; function on(m) {} const opts = { ...base, handler: on }; go('t', opts, { retry: { retries: 3 } }, ...[1, 2])`,
    'b.ts': `export const base = { autoCommit: false, topics: ['x', 'y'] }`,
  });
  const [call] = program.callsNamed('a.ts', 'go');
  assert.ok(call);
  const read = (path: string): string => {
    const found = program.readPath({ node: call, env: null }, path);
    return found ? show(found.value) : 'absent';
  };
  assert.deepEqual(
    [
      'Argument[0]',
      'Argument[1].Member[autoCommit]',
      'Argument[1].Member[handler]',
      'Argument[1].Member[topic,topics].Element',
      'Argument[1].Member[missing]',
      'Argument[2].Member[retry].Member[retries]',
      'Argument[3]',
      'Argument[9]',
    ].map(read),
    ['"t"', 'false', 'function on', '"x" | "y"', 'absent', '3', '1', 'absent'],
  );
});

test('models match by path, by type name, by annotation, through subclasses and subpaths', () => {
  const program = programOf({
    'a.ts': `import { Kafka, Consumer } from 'kafkajs'; import Stripe from 'stripe'; import SQS from 'aws-sdk/clients/sqs'; import { PrismaClient } from '@prisma/client';
class P extends PrismaClient {} function f(c: Consumer, s: Stripe, k: Kafka) { probe(c.run); probe(new Kafka().consumer().run); probe(s.charges); probe(k.consumer()); probe(new P().user); probe(new SQS().sendMessage); probe(new P()) }`,
  });
  const values = program
    .callsNamed('a.ts', 'probe')
    .map((call) => program.valueOf(ts.isCallExpression(call) && call.arguments[0] ? call.arguments[0] : ts.factory.createNull(), null));
  const matches = (at: number, package_: string, path: string): boolean => {
    const value = values[at];
    return value !== undefined && program.matches(value, package_, path);
  };
  assert.ok(matches(0, 'kafkajs', 'Consumer.Member[run]'));
  assert.ok(matches(1, 'kafkajs', 'Consumer.Member[run]'));
  assert.ok(matches(1, 'kafkajs', 'Member[Kafka].Instance.Member[consumer].ReturnValue.AnyMember'));
  assert.ok(matches(2, 'stripe', 'Instance.Member[charges]'));
  assert.ok(matches(3, 'kafkajs', 'Consumer'));
  assert.ok(matches(4, '@prisma/client', 'Member[PrismaClient].Instance.Member[user]'));
  assert.ok(matches(5, 'aws-sdk', 'Member[SQS].Instance.Member[sendMessage]'));
  assert.ok(matches(6, '@prisma/client', 'Member[PrismaClient].Instance'));
  assert.ok(!matches(1, 'kafkajs', 'Producer.Member[run]'));
  assert.ok(!matches(2, 'kafkajs', 'Instance.Member[charges]'));
});
