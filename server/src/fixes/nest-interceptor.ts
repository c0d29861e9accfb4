// A Nest project that depends on an idempotency interceptor has its guard for webhooks: the route is decorated, with a key made from the event. Not for message handlers: these
// interceptors read a request and write a response. Sources: those of models/guards/nestarc-idempotency.ts and nestjs-redisx-idempotency.ts. @node-idempotency/nestjs, whose
// model says why, keeps an error for a day and gives it to every retry: it is not offered.
import ts from 'typescript';
import { isRedelivered } from './claim-effects.ts';
import { insertAt, ordered } from './edits.ts';
import type { FixEdits } from './fix.ts';
import { addImports } from './imports.ts';
import { promiseFor } from './powertools.ts';
import { indentOf, type FixMaker, type FunctionNode, type Offer, type Subject } from './subject.ts';
import { requestKey } from './webhook-key.ts';

interface Library {
  readonly name: string;
  readonly title: string;
  /** The first version with all that is used, as far as its middle number goes. */
  readonly since: readonly [number, number];
  readonly key: string;
  /** A sender may change what stands beside the ID from one attempt to the next: the ID alone tells deliveries apart. */
  readonly settings: readonly string[];
  readonly interceptor: string | null;
  /** The application has set it up, with a store that outlives the process. */
  isSetUp(texts: Texts): boolean;
}

type Texts = (word: string) => readonly string[];

const libraries: readonly Library[] = [
  {
    name: '@nestarc/idempotency',
    title: "NestArc's idempotency",
    since: [0, 4],
    key: 'keyResolver',
    settings: ['fingerprint: false', 'processingTtl: 300', 'ttl: 15 * 86_400'],
    interceptor: 'IdempotencyInterceptor',
    isSetUp: (texts) => texts('IdempotencyModule').length > 0 && [...texts('RedisStorage'), ...texts('PostgresStorage')].length > 0,
  },
  {
    name: '@nestjs-redisx/idempotency',
    title: "RedisX's idempotency",
    since: [1, 0],
    key: 'keyExtractor',
    settings: ["fingerprintFields: ['method', 'path']", 'ttl: 15 * 86_400'],
    interceptor: null,
    isSetUp: (texts) => texts('IdempotencyPlugin').length > 0 && !texts('errorPolicy').some((text) => /errorPolicy:\s*['"`]fail-open/.test(text)),
  },
];

export const useNestInterceptor: FixMaker = {
  id: 'wrap-in-nest-interceptor',
  offers(subject) {
    const { report, handler } = subject;
    if (report.handler.transport !== 'webhook' || report.handler.library !== '@nestjs/common' || !isRedelivered(subject)) return [];
    const library = libraries.find((one) => isUsable(subject, one));
    if (library === undefined || handler === null || !ts.isMethodDeclaration(handler) || !handler.body || !answersByReturning(subject, handler)) return [];
    const key = requestKey(subject, handler);
    const promise = key === null ? null : promiseFor(subject, handler.body);
    return key === null || promise === null ? [] : [offer(subject, handler, library, key, promise)];
  },
};

function isUsable(subject: Subject, { name, since, isSetUp }: Library): boolean {
  const version = /(\d+)\.(\d+)/.exec(subject.workspace.versionOf(subject.source.fileName, name) ?? '');
  if (version === null) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return (major > since[0] || (major === since[0] && minor >= since[1])) && isSetUp(textsOf(subject));
}

function textsOf({ workspace }: Subject): Texts {
  return (word) => workspace.filesNaming(word, 40).flatMap((file) => workspace.read(file) ?? []);
}

/** The answer that an interceptor sees is what the method gives back; one that the method sends itself is not sent again to a duplicate. */
function answersByReturning({ report }: Subject, handler: FunctionNode): boolean {
  const sendsItself = handler.parameters.some((parameter) =>
    (ts.getDecorators(parameter) ?? []).some((one) => /^@(?:Res(?:ponse)?|Next)\b/.test(one.getText())),
  );
  const isSettledInside = report.graph.steps.some((step) => step.kind === 'acknowledge' || step.kind === 'fork');
  const isMarked = (ts.canHaveDecorators(handler) ? (ts.getDecorators(handler) ?? []) : []).some((one) => /^@\w*Idempotent\w*\(/.test(one.getText()));
  return report.handler.delivery.acknowledged === 'on-success' && !sendsItself && !isSettledInside && !isMarked;
}

function offer(subject: Subject, handler: ts.MethodDeclaration, library: Library, key: string, promise: string): Offer {
  return {
    title: `Put ${library.title} in front of the route by ${key}${promise}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation:
      'A duplicate of an event that has been handled gets the same answer and does nothing; one that arrives while it is being handled is refused or waits.',
    place: subject.report.handler.place,
    variant: `nest ${library.name} ${key}`,
    edits: () => edits(subject, handler, library, key),
  };
}

function edits(subject: Subject, handler: ts.MethodDeclaration, library: Library, key: string): FixEdits | null {
  const { source, style } = subject;
  const last = ts.getDecorators(handler)?.at(-1);
  if (last === undefined) return null;
  const interceptor = library.interceptor !== null && !isApplied(subject, handler, library.interceptor) ? library.interceptor : null;
  const { local, edits: imports } = addImports(source, style, [
    { name: 'Idempotent', from: library.name },
    ...(interceptor === null
      ? []
      : [
          { name: interceptor, from: library.name },
          { name: 'UseInterceptors', from: '@nestjs/common' },
        ]),
  ]);
  const named = (name: string) => local[name] ?? name;
  const { newline, indent } = style;
  const line = `${newline}${indentOf(source, handler)}`;
  const quoted = (code: string) => code.replaceAll("'", style.quote);
  const use = interceptor === null ? '' : `${line}@${named('UseInterceptors')}(${named(interceptor)})`;
  const resolver = `${library.key}: (context) => context.switchToHttp().getRequest().${quoted(key)}`;
  const settings = [resolver, ...library.settings.map(quoted)].map((setting) => `${line}${indent}${setting},`);
  const mark = `${line}@${named('Idempotent')}({${settings.join('')}${line}})`;
  return {
    edits: ordered([...imports, insertAt(source, last.end, `${use}${mark}`)]),
    newFiles: [],
    toDo: ['Set ttl to more than the time in which the event can be delivered again.'],
  };
}

/** Twice in front of one route it would refuse the request that it has just let in. */
function isApplied(subject: Subject, handler: ts.MethodDeclaration, name: string): boolean {
  const around = [handler, handler.parent].flatMap((node) => (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []));
  const isEverywhere = textsOf(subject)(name).some((text) => /\bAPP_INTERCEPTOR\b|\buseGlobalInterceptors\(/.test(text));
  return isEverywhere || around.some((one) => one.getText().includes(name));
}
