// Libraries that carry no message and change nothing outside, and still decide what runs, what is given and what an answer means.
// Lists of packages by what their functions do; a list's comment names the functions.

/** Their function runs what it is given until that succeeds, and gives its result: `await retry(() => connect(url))`. A name after the package is the function's; without one it is the package's default. */
export const retryRunners: ReadonlySet<string> = new Set([
  'p-retry',
  'async-retry',
  'promise-retry',
  'exponential-backoff.backOff',
  '@lifeomic/attempt.retry',
  'ts-retry-promise.retry',
  'ts-retry.retryAsync',
]);

/** Their objects are made with a function, and run it by a method of one of these names: `await new CircuitBreaker(charge).fire(order)` (opossum 9.0.0, lib/circuit.js). */
export const madeToRun: ReadonlyMap<string, ReadonlySet<string>> = new Map([['opossum', new Set(['fire', 'call'])]]);

/**
 * What their functions are handed to run is waited for, and what it gives they give: `tracer.startActiveSpan('connect', () => connect())`, `limit(() => connect())`
 * (@opentelemetry/api 1.9.0, trace/ProxyTracer.ts, api/context.ts; @sentry/core 9.0.0, tracing/trace.ts; p-limit 6.2.0, index.js; async-mutex 0.5.0, Mutex.ts).
 */
export const resultRunners: ReadonlySet<string> = new Set(
  (
    '@opentelemetry/api @opentelemetry/core @sentry/node @sentry/nestjs @sentry/nextjs @sentry/core @sentry/bun @sentry/cloudflare @sentry/serverless @sentry/aws-serverless ' +
    '@sentry/google-cloud-serverless dd-trace newrelic elastic-apm-node node:async_hooks async_hooks nestjs-cls cls-hooked p-limit p-queue bottleneck async-mutex cockatiel ' +
    '@google-cloud/trace-agent aws-xray-sdk aws-xray-sdk-core cls-rtracer'
  ).split(' '),
);

/** They run the tasks that they are given, and tell a callback in Node's manner how it went: `waterfall([load, save], done)`, `eachSeries(orders, save, done)` (async 3.2.6, waterfall.js, eachOf.js). */
export const taskRunners: ReadonlySet<string> = new Set(['async', 'async-es', 'neo-async', 'run-series', 'run-parallel', 'run-waterfall']);

/** `const [error, row] = await to(save())`: they wait for the promise, and give its error and its result as a pair (await-to-js 3.0.0, dist/await-to-js.es5.js). */
export const pairGivers: ReadonlySet<string> = new Set(['await-to-js']);

/** They hand the work a function that fails the attempt: `retry` of promise-retry, `bail` of async-retry. */
export const attemptFailers: ReadonlySet<string> = new Set(['promise-retry', 'async-retry']);

/** `extend({}, original, { handle })` copies as `Object.assign` does; `keyBy(list, 'topic')`, `_(list).compact().value()` make lists and tables of what they are given. */
export const objectCopiers: ReadonlySet<string> = new Set(['lodash', 'lodash-es', 'underscore']);

/** Their chains of arms come to what one of these gives. */
export const patternMatchers: ReadonlySet<string> = new Set(['ts-pattern']);

/** Containers that hold nothing but what the workspace registered: what they give under an unknown name may be anything of it. */
export const ownContainers: ReadonlySet<string> = new Set(['inversify', 'tsyringe', 'typedi', 'awilix', 'diod']);

/** `container.get(TOKEN)`, `moduleRef.resolve(Orders)`. */
export const containers: ReadonlySet<string> = new Set([...ownContainers, '@nestjs/core', '@nestjs/common', '@nestjs/testing', 'node-dependency-injection']);

/**
 * `commandBus.execute(new PlaceOrder())` runs the class that a decorator registers for that command, `eventBus.publish(new OrderPlaced())` each of those that one registers for
 * that event, and tells nobody what becomes of it: what a decorated class is run by (@nestjs/cqrs 12.0.0, dist/decorators, dist/command-bus.js, dist/event-bus.js).
 */
export const mediator = {
  package: '@nestjs/cqrs',
  runs: { CommandHandler: 'execute', QueryHandler: 'execute', EventsHandler: 'handle' },
  execute: 'execute',
  publish: 'publish',
  /** A member with this decorator turns events, picked by their class, into commands that the bus executes. */
  saga: 'Saga',
  picks: 'ofType',
} as const;

/**
 * `emitter.emit('order.paid', order)` runs the methods marked with `@OnEvent('order.paid')`, in the process, and waits for none of them. `emitAsync` waits, and hears of
 * no error: it is logged where the method is run (@nestjs/event-emitter 12.0.1, dist/event-subscribers.loader.js).
 */
export const eventEmitter = {
  packages: ['@nestjs/event-emitter', 'eventemitter2'] as readonly string[],
  /** What it hands out is one emitter for all of an application. */
  shared: '@nestjs/event-emitter',
  emit: 'emit',
  methods: ['emit', 'emitAsync'] as readonly string[],
  marks: 'OnEvent',
} as const;

/** Emitters in the process that run what listens with `on`, one after the other, and wait for no promise (nodejs.org/api/events.html, eventemitter3 5.0.1, index.js). */
export const processEmitters: readonly string[] = ['events', 'node:events', 'eventemitter3', 'eventemitter2'];

export interface DecoratedServer {
  readonly package: string;
  /** Their functions are handed the server. */
  readonly plugins: string | null;
  readonly interface: string;
  readonly method: string;
  /** What stands before the name in a call of the method. */
  readonly before: readonly string[];
  /** What the server has of its own. */
  readonly own: ReadonlySet<string>;
}

/** Frameworks whose plugins put things on the server that it has not of its own. */
export const decoratedServers: readonly DecoratedServer[] = [
  // `fastify.decorate('kafka', kafka)` (fastify 5.6.1, lib/decorate.js, types/instance.d.ts).
  {
    package: 'fastify',
    plugins: 'fastify-plugin',
    interface: 'FastifyInstance',
    method: 'decorate',
    before: [],
    own: new Set(
      (
        'log get head post put delete options patch all search trace route register after ready listen close inject use addHook decorate decorateRequest decorateReply ' +
        'hasDecorator hasRequestDecorator hasReplyDecorator addSchema getSchema getSchemas setErrorHandler errorHandler setNotFoundHandler setValidatorCompiler ' +
        'setSerializerCompiler withTypeProvider addContentTypeParser hasContentTypeParser printRoutes printPlugins server version prefix pluginName initialConfig default'
      ).split(' '),
    ),
  },
  // `server.decorate('server', 'queues', queues)` (@hapi/hapi 21.4.0, lib/server.js).
  {
    package: '@hapi/hapi',
    plugins: null,
    interface: 'Server',
    method: 'decorate',
    before: ['server'],
    own: new Set(
      (
        'server Server default app auth decorations cache events info listener load methods mime plugins registrations settings states type version realm bind control decoder ' +
        'decorate dependency encoder event expose ext inject log lookup match method path register route rules state table validator start initialize stop'
      ).split(' '),
    ),
  },
];

/** `new Observable((subscriber) => subscriber.next(message))`, `subject.next(message)`; operators that may do something with what comes by, where others only let it by. */
export const observables = {
  package: 'rxjs',
  feed: 'next',
  made: ['Observable'] as readonly string[],
  subjects: ['Subject', 'BehaviorSubject', 'ReplaySubject', 'AsyncSubject'] as readonly string[],
  workingOperators: ['tap', 'map', 'mergeMap', 'flatMap', 'concatMap', 'switchMap', 'exhaustMap'] as readonly string[],
} as const;

/** Types of packages with the member that is of the type they are given: `EntryPointParameters<Components>` has `components` (@well-known-components/interfaces, lifecycle.d.ts). */
export const typesHandedThrough: ReadonlyMap<string, string> = new Map([['EntryPointParameters', 'components']]);

/** `ok(receipt)`, `err(error)`: results that are asked by `isOk()` and `isErr()`. */
export const resultLibraries: ReadonlySet<string> = new Set(['neverthrow', 'ts-results', 'ts-results-es', 'oxide.ts', 'true-myth']);

/** They put functions together: who waits for what they make waits for what each of these gives, `pipe(order, save, TE.map(log))`. */
export const functionComposers: ReadonlySet<string> = new Set(['fp-ts', 'ramda', 'remeda', 'lodash']);

/** Their schemas add functions of the workspace's own to models and documents. */
export const schemaPackages: ReadonlySet<string> = new Set([
  'mongoose',
  '@nestjs/mongoose',
  '@typegoose/typegoose',
  'nestjs-typegoose',
  '@m8a/nestjs-typegoose',
]);

/** `const routes: FastifyPluginAsync<Options> = async (app, options) => ...`: the type argument is what the second parameter is given (fastify 5, types/plugin.d.ts). */
export const pluginTypes = { package: 'fastify', names: new Set(['FastifyPluginAsync', 'FastifyPluginCallback', 'FastifyPlugin']), options: 1 } as const;

/** A middleware that makes item failures of the results of `allSettled` that a batch handler returns (@middy/sqs-partial-batch-failure 6.4.5, index.js). */
export const settledReporter = '@middy/sqs-partial-batch-failure';

/** Clients whose functions give no promise: `channel.publish(...)` throws at once, or never. */
export const promiseless: ReadonlySet<string> = new Set([
  'amqplib',
  'node-rdkafka',
  'nats',
  'node-nats-streaming',
  'mqtt',
  'ws',
  'socket.io',
  'socket.io-client',
  'node:events',
]);

/** Libraries without a model that compute, only run what they are given, or tell of the request (`headers()` of Next): calling them changes nothing outside. */
export const computing: ReadonlySet<string> = new Set(
  (
    'ajv-formats query-string cbor bson pako http-status-codes http-status eventemitter2 eventemitter3 p-timeout promise-retry cockatiel opossum bottleneck async-mutex sleep-promise ts-invariant ' +
    'graphql graphql-tag i18next sanitize-html tiktoken gpt-tokenizer rrule country-list node:dns node:process node:worker_threads cls-hooked cls-rtracer express-http-context nestjs-cls next micro'
  ).split(' '),
);

/** Functions that give the time: `now`, `hrtime`, `utc`. */
export const clocks: ReadonlySet<string> = new Set(['global', 'moment', 'moment-timezone', 'dayjs', 'luxon', 'process', 'perf_hooks']);

/** What they make of a text and values put into its `%L`, `%I` and `%s` is that text (pg-format 1.0.4, lib/index.js). */
export const textFormatters: ReadonlySet<string> = new Set(['pg-format', '@scaleleap/pg-format', 'util', 'node:util']);
