// Names that need no model: what they do stays in the process, or their name says what they do.
import type { EffectKind } from '../facts/vocabulary.ts';

/** Functions of arrays and collections that run their callback once an element. */
export const loopMethods: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'reduce',
  'reduceRight',
  'flatMap',
  'sort',
  'each',
  'eachSeries',
  'eachLimit',
  'eachOf',
  'mapSeries',
  'mapLimit',
  'eachAsync',
  'mapValues',
  'mapKeys',
  'forOwn',
  'forIn',
  'times',
  'findLast',
  'partition',
  'groupBy',
  'keyBy',
  'uniqBy',
  'sortBy',
  'orderBy',
  'toSorted',
  'pMap',
  'pEachSeries',
  'concatMap',
  'mergeMap',
  'switchMap',
]);

/** The platform's own ways to run a function later. */
export const timers: ReadonlySet<string> = new Set(['setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'queueMicrotask', 'requestIdleCallback']);

/** Functions that run their callback later, with nobody waiting. */
export const deferringNames: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener', 'addEventListener', 'waitUntil', 'defer', 'after']);

/** A receiver or function that writes logs, told by its name. */
export function looksLikeLog(text: string): boolean {
  return (
    /(^|[.\s])_?(logger|log|logging|console|debug|winston|pino|l)_?\??\.(log|info|warn|warning|error|debug|trace|verbose|silly|fatal|notice|critical|child|setContext|http|write|time|timeEnd|table|dir|group|groupEnd|addContext|success|start|end|event|exception|metadata|appendKeys)$/i.test(
      text,
    ) ||
    /(^|\.)\w*logger_?\??\.\w+$/i.test(text) ||
    /^(log|debug|logger|warn)$/.test(text)
  );
}

/** A level of a logger's, on a receiver that is called one: `this.logger.error(...)`, `log.info(...)`, `this.logger.logInfo(...)`. What an audit's logger keeps is the application's. */
export function speaksToLog(text: string): boolean {
  return /(^|\.)_?(?!\w*(?:audit|activity|event|history))(?:\w*logger|log)_?\??\.(?:log|(?:log_?)?(?:info|warn|warning|error|debug|trace|verbose|silly|fatal|notice|critical))$/i.test(
    text,
  );
}

export function looksLikeMetric(text: string): boolean {
  return (
    /(^|[.\s_])(metrics?|statsd|tracer|span|sentry|newrelic|histogram|counter|gauge|telemetry|apm|monitoring|meter|xray)\w*\??\.\w+$/i.test(text) ||
    /\.(captureException|captureMessage|startSpan|setAttribute|recordException)$/.test(text)
  );
}

const verbs: readonly (readonly [RegExp, EffectKind, string])[] = [
  [/^(charge|refund|capture|payout|pay)([A-Z_]|$)/, 'payment', 'moves money'],
  [/^send(Mail|Email)|^(email|mail)([A-Z_]|$)/, 'email', 'sends an email'],
  [/^sendSms|^sms([A-Z_]|$)/i, 'sms', 'sends a text message'],
  [/^(publish|produce|emit|broadcast|dispatch)([A-Z_]|$)/, 'publish', 'publishes'],
  [/^(enqueue|schedule|addJob|trigger)([A-Z_]|$)/, 'job', 'queues work'],
  [/^upload([A-Z_]|$)/, 'storage', 'uploads'],
  [/^(insert|save|persist|upsert)([A-Z_]|$)/, 'database', 'writes'],
  [
    /^(send|post|put|patch|notify|transfer|deploy|execute|push|submit|create|update|delete|remove|destroy|write|set|add|register|subscribe|unsubscribe|cancel|revoke|grant|mint|burn|approve|reply|answer|invite|import|move|rename|archive|restart|start|stop|terminate)([A-Z_]|$)/,
    'other',
    'changes something outside',
  ],
];

/** What a library is told for its own process. */
const setting = /^set\w*(Locale|Lang|Language|Timezone|TimeZone|LogLevel)$/;

/** What a call on a library without a model seems to do, told by the name it is called by; null when the name says nothing. */
export function assumedEffect(name: string): { readonly kind: EffectKind; readonly verb: string } | null {
  const found = setting.test(name) ? undefined : verbs.find(([pattern]) => pattern.test(name));
  return found === undefined ? null : { kind: found[1], verb: found[2] };
}

/** Methods of strings, arrays, maps, promises and dates: on an unknown receiver they are taken for those. */
export const builtinMethods: ReadonlySet<string> = new Set([
  'toString',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'split',
  'join',
  'slice',
  'splice',
  'substring',
  'substr',
  'replace',
  'replaceAll',
  'match',
  'matchAll',
  'test',
  'exec',
  'includes',
  'indexOf',
  'lastIndexOf',
  'startsWith',
  'endsWith',
  'padStart',
  'padEnd',
  'concat',
  'reverse',
  'fill',
  'flat',
  'at',
  'keys',
  'values',
  'entries',
  'has',
  'get',
  'push',
  'pop',
  'shift',
  'unshift',
  'charAt',
  'charCodeAt',
  'codePointAt',
  'localeCompare',
  'normalize',
  'repeat',
  'toFixed',
  'toPrecision',
  'valueOf',
  'toISOString',
  'getTime',
  'toJSON',
  'getFullYear',
  'bind',
  'call',
  'apply',
  'then',
  'next',
  'toArray',
  'isValid',
  'format',
  'hasOwnProperty',
  'toNumber',
  'equals',
  'clone',
  'copy',
  'readUInt32BE',
  'readInt32BE',
  'toLocaleString',
  'freeze',
  'assign',
  'parse',
  'safeParse',
  'stringify',
  'isArray',
  'from',
  'of',
  'clear',
  'unref',
  'ref',
  'abort',
  'throwIfAborted',
  'reject',
  'resolve',
  'off',
  'removeListener',
  'removeEventListener',
  'toObject',
  'toDate',
  'getDate',
  'setDate',
  'getHours',
  'setHours',
  'setMinutes',
  'getMonth',
  'setMonth',
  'setFullYear',
  'digest',
  'verify',
  'sign',
  // Of a page's document.
  'appendChild',
  'removeChild',
  'replaceChild',
  'insertBefore',
  'insertAdjacentElement',
  'insertAdjacentHTML',
  'setAttribute',
  'removeAttribute',
  'cloneNode',
  'importNode',
  'createElement',
  'createTextNode',
  'createDocumentFragment',
  'getElementById',
  'getElementsByTagName',
  'querySelector',
  'querySelectorAll',
  'replaceWith',
  'replaceChildren',
]);

/** Of those, the ones that no client of a store or service has: on what such a client answered they are plain too. */
export const plainMethods: ReadonlySet<string> = new Set([
  'toString',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'split',
  'join',
  'slice',
  'substring',
  'replace',
  'replaceAll',
  'includes',
  'indexOf',
  'startsWith',
  'endsWith',
  'padStart',
  'padEnd',
  'concat',
  'reverse',
  'flat',
  'charAt',
  'localeCompare',
  'match',
  'matchAll',
  'charCodeAt',
  'codePointAt',
  'normalize',
  'toFixed',
  'valueOf',
  'toISOString',
  'getTime',
  'toJSON',
  'hasOwnProperty',
  'toLocaleString',
  'toObject',
  'toDate',
  'shift',
  'pop',
  'unshift',
  'at',
  'bind',
]);
