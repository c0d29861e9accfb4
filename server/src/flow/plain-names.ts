// Packages and names that need no model: what they do stays in the process, or their name says what they do.
import type { EffectKind } from '../facts/vocabulary.ts';

/** Libraries that compute: calling them changes nothing outside, whatever the function. */
export const purePackages: ReadonlySet<string> = new Set([
  'lodash', 'lodash-es', 'ramda', 'remeda', 'radash', 'underscore', 'zod', 'joi', 'yup', 'valibot', 'superstruct', 'io-ts', 'fp-ts', 'effect', 'neverthrow', 'ts-pattern', 'runtypes', 'class-validator', 'class-transformer', 'reflect-metadata', 'ajv', 'ajv-formats', '@sinclair/typebox',
  'uuid', 'nanoid', 'ulid', 'cuid', 'short-uuid', '@paralleldrive/cuid2', 'date-fns', 'date-fns-tz', 'dayjs', 'luxon', 'moment', 'moment-timezone', 'ms', 'chalk', 'debug', 'picocolors', 'fast-deep-equal', 'immer', 'deepmerge', 'qs', 'query-string', 'slugify', 'pluralize', 'validator', 'semver', 'mime', 'mime-types', 'he', 'marked', 'handlebars', 'ejs', 'mustache', 'pug', 'cheerio', 'xml2js', 'fast-xml-parser', 'yaml', 'js-yaml', 'dotenv', 'convict', 'envalid', 'env-var',
  'rxjs', 'decimal.js', 'bignumber.js', 'bn.js', 'big.js', 'jsonwebtoken', 'jose', 'bcrypt', 'bcryptjs', 'argon2', 'crypto-js', 'tweetnacl', 'bs58', 'avsc', 'protobufjs', 'msgpackr', '@msgpack/msgpack', 'cbor', 'bson', 'iconv-lite', 'papaparse', 'csv-parse', 'csv-stringify', 'pako', 'http-errors', 'http-status-codes', 'http-status', 'inversify', 'tsyringe', 'typedi', 'awilix', 'events', 'eventemitter3', 'tslib', 'p-limit', 'p-map', 'p-queue', 'p-retry', 'p-timeout', 'async-retry', 'promise-retry', 'cockatiel', 'opossum', 'bottleneck', 'async', 'async-mutex', 'delay', 'sleep-promise', 'tiny-invariant', 'ts-invariant', 'graphql', 'graphql-tag', 'i18next', 'sanitize-html', 'tiktoken', 'gpt-tokenizer', 'cron-parser', 'rrule', 'libphonenumber-js', 'country-list', 'emojis', 'stripe-event-types', 'node:util', 'node:path', 'node:crypto', 'node:url', 'node:buffer', 'node:querystring', 'node:assert', 'node:os', 'node:events', 'node:async_hooks', 'node:perf_hooks', 'node:timers', 'node:timers/promises', 'node:string_decoder', 'node:zlib', 'node:stream', 'node:stream/promises', 'node:process', 'node:v8', 'node:worker_threads', 'node:readline',
]);

/** Loggers, metrics and traces: nobody minds losing or repeating what they send. */
export const harmlessPackages: ReadonlyMap<string, 'log' | 'metric' | 'trace'> = new Map([
  ...['winston', 'pino', 'bunyan', 'log4js', 'loglevel', 'consola', 'signale', 'tslog', 'npmlog', 'roarr', 'nestjs-pino', 'pino-http', 'morgan', '@aws-lambda-powertools/logger', '@google-cloud/logging', 'lambda-log', 'electron-log', 'logform', '@logtail/node'].map((name) => [name, 'log'] as const),
  ...['prom-client', 'hot-shots', 'node-statsd', 'statsd-client', 'dd-trace', 'datadog-metrics', '@aws-lambda-powertools/metrics', 'newrelic', 'appoptics-apm', '@opentelemetry/api-metrics', 'lightship'].map((name) => [name, 'metric'] as const),
  ...['@opentelemetry/api', '@opentelemetry/sdk-node', '@sentry/node', '@sentry/nestjs', '@sentry/serverless', '@sentry/aws-serverless', '@sentry/core', '@sentry/cloudflare', '@sentry/nextjs', '@sentry/google-cloud-serverless', '@bugsnag/js', 'rollbar', 'aws-xray-sdk', 'aws-xray-sdk-core', '@aws-lambda-powertools/tracer', 'elastic-apm-node', 'opentracing', 'cls-hooked', 'express-http-context', 'nestjs-cls', 'honeycomb-beeline', '@honeybadger-io/js', 'applicationinsights'].map((name) => [name, 'trace'] as const),
]);

/** Functions of arrays and collections that run their callback once an element. */
export const loopMethods: ReadonlySet<string> = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'reduce', 'reduceRight', 'flatMap', 'sort', 'each', 'eachSeries', 'eachLimit', 'eachOf', 'mapSeries', 'mapLimit', 'eachAsync', 'mapValues', 'mapKeys', 'forOwn', 'forIn', 'times', 'findLast', 'partition', 'groupBy', 'keyBy', 'uniqBy', 'sortBy', 'orderBy', 'toSorted', 'pMap', 'pEachSeries', 'concatMap', 'mergeMap', 'switchMap']);

/** Functions that run their callback later, with nobody waiting. */
export const deferringNames: ReadonlySet<string> = new Set(['setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'queueMicrotask', 'requestIdleCallback', 'on', 'once', 'addListener', 'prependListener', 'addEventListener', 'waitUntil', 'defer', 'after']);

/** A receiver or function that writes logs, told by its name. */
export function looksLikeLog(text: string): boolean {
  return /(^|[.\s])_?(logger|log|logging|console|debug|winston|pino|l)\??\.(log|info|warn|warning|error|debug|trace|verbose|silly|fatal|notice|critical|child|setContext|http|write|time|timeEnd|table|dir|group|groupEnd|addContext|success|start|end|event|exception|metadata|appendKeys)$/i.test(text) || /(^|\.)\w*logger\??\.\w+$/i.test(text) || /^(log|debug|logger|warn)$/.test(text);
}

export function looksLikeMetric(text: string): boolean {
  return /(^|[.\s_])(metrics?|statsd|tracer|span|sentry|newrelic|histogram|counter|gauge|telemetry|apm|monitoring|meter|xray)\w*\??\.\w+$/i.test(text) || /\.(captureException|captureMessage|startSpan|setAttribute|recordException)$/.test(text);
}

const verbs: readonly (readonly [RegExp, EffectKind, string])[] = [
  [/^(charge|refund|capture|payout|pay)([A-Z_]|$)/, 'payment', 'moves money'],
  [/^send(Mail|Email)|^(email|mail)([A-Z_]|$)/, 'email', 'sends an email'],
  [/^sendSms|^sms([A-Z_]|$)/i, 'sms', 'sends a text message'],
  [/^(publish|produce|emit|broadcast|dispatch)([A-Z_]|$)/, 'publish', 'publishes'],
  [/^(enqueue|schedule|addJob|trigger)([A-Z_]|$)/, 'job', 'queues work'],
  [/^upload([A-Z_]|$)/, 'storage', 'uploads'],
  [/^(insert|save|persist|upsert)([A-Z_]|$)/, 'database', 'writes'],
  [/^(send|post|put|patch|notify|transfer|deploy|execute|push|submit|create|update|delete|remove|destroy|write|set|add|register|subscribe|unsubscribe|cancel|revoke|grant|mint|burn|approve|reply|answer|invite|import|move|rename|archive|restart|start|stop|terminate)([A-Z_]|$)/, 'other', 'changes something outside'],
];

/** What a call on a library without a model seems to do, told by the name it is called by; null when the name says nothing. */
export function assumedEffect(name: string): { readonly kind: EffectKind; readonly verb: string } | null {
  const found = verbs.find(([pattern]) => pattern.test(name));
  return found === undefined ? null : { kind: found[1], verb: found[2] };
}

/** Methods of strings, arrays, maps, promises and dates: on an unknown receiver they are taken for those. */
export const builtinMethods: ReadonlySet<string> = new Set([
  'toString', 'toLowerCase', 'toUpperCase', 'trim', 'split', 'join', 'slice', 'splice', 'substring', 'substr', 'replace', 'replaceAll', 'match', 'matchAll', 'test', 'exec', 'includes', 'indexOf', 'lastIndexOf', 'startsWith', 'endsWith', 'padStart', 'padEnd', 'concat', 'reverse', 'fill', 'flat', 'at', 'keys', 'values', 'entries', 'has', 'get', 'push', 'pop', 'shift', 'unshift', 'charAt', 'charCodeAt', 'codePointAt', 'localeCompare', 'normalize', 'repeat', 'toFixed', 'toPrecision', 'valueOf', 'toISOString', 'getTime', 'toJSON', 'getFullYear', 'bind', 'call', 'apply', 'then', 'next', 'toArray', 'isValid', 'format', 'hasOwnProperty', 'toNumber', 'equals', 'clone', 'copy', 'readUInt32BE', 'readInt32BE', 'toLocaleString', 'freeze', 'assign', 'parse', 'safeParse', 'stringify', 'isArray', 'from', 'of', 'clear', 'unref', 'ref', 'abort', 'throwIfAborted', 'reject', 'resolve', 'toObject', 'toDate', 'getDate', 'setDate', 'getHours', 'setHours', 'setMinutes', 'getMonth', 'setMonth', 'setFullYear', 'digest', 'verify', 'sign',
]);
