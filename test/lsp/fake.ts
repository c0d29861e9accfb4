// A made-up engine for tests of the server alone: one Kafka handler a file, found by searching the text, with whatever names the test wants.
import { pathToFileURL } from 'node:url';
import type { Place } from '../../server/src/base/place.ts';
import { Cancelled, type Cancellation } from '../../server/src/base/cancellation.ts';
import type { Session } from '../../server/src/engine/engine.ts';
import type { Finding, HandlerReport } from '../../server/src/facts/handler.ts';
import type { Fix } from '../../server/src/fixes/fix.ts';
import type { Backend } from '../../server/src/lsp/backend.ts';

export const root = '/fake/shop';
export const uri = pathToFileURL(`${root}/orders.ts`).href;

export const orders = `import { Kafka } from 'kafkajs';
await consumer.run({
  eachMessage: async ({ message }) => {
    await stripe.charges.create({ amount: 500 });
    await consumer.commitOffsets([]);
  },
});
`;

export interface FakeNames {
  readonly name?: string;
  readonly source?: string;
  readonly verb?: string;
  readonly why?: string;
  readonly relevant?: boolean;
}

export interface FakeBackend extends Backend {
  readonly opened: string[];
  readonly disposed: string[];
  /** While set, analysis waits for it. */
  gate: Promise<void> | null;
  asked: number;
}

export function fakeBackend(names: FakeNames = {}): FakeBackend {
  const backend: FakeBackend = {
    opened: [],
    disposed: [],
    gate: null,
    asked: 0,
    openSession(folder) {
      backend.opened.push(folder);
      return fakeSession(folder, names, backend);
    },
    fixesFor: async (_session, finding) => fixesOf(finding.place, [finding.rule]),
    fixesAt: async (_session, handler) => fixesOf(handler, []),
    editsOf: async (_session, fix) => ({
      edits: [{ file: fix.place.file, start: 0, end: 0, newText: "import { once } from './idempotency';\n" }],
      newFiles: [{ file: 'idempotency.ts', text: 'export {};\n' }],
      toDo: ['Run the migration.'],
    }),
    render: (audit, format) => `${format} of ${audit.handlers.length}`,
    pageOf: (rule) => `https://example.org/rules/${rule}`,
  };
  return backend;
}

function fixesOf(place: Place, rules: readonly string[]): readonly Fix[] {
  return ['a', 'b', 'c', 'd'].map((variant) => ({
    id: 'wrap-in-guard',
    title: `Wrap in a guard (${variant})`,
    kind: 'quickfix',
    rules,
    isPreferred: variant === 'a',
    needsConfirmation: 'Changes when effects happen.',
    place,
    handler: place,
    variant,
  }));
}

function fakeSession(folder: string, names: FakeNames, backend: FakeBackend): Session {
  const texts = new Map<string, string>();
  const all = () => [...texts].flatMap(([file, text]) => reportOf(file, text, names) ?? []);
  const analysed = async <Found>(find: () => Found, cancellation?: Cancellation): Promise<Found> => {
    backend.asked++;
    if (backend.gate !== null) await backend.gate;
    if (cancellation?.isCancellationRequested === true) throw new Cancelled();
    return find();
  };
  const inFile = (file: string) => all().filter((report) => report.handler.place.file === file);
  return {
    root: folder,
    workspace: () => Promise.reject(new Error('the made-up engine has no files')),
    edit(file, text) {
      if (text === null) texts.delete(file);
      else texts.set(file, text);
    },
    changed() {},
    isRelevant: async () => names.relevant ?? true,
    handlersIn: (file, cancellation) => analysed(() => inFile(file), cancellation),
    handlersTouching: (file, cancellation) => analysed(() => inFile(file), cancellation),
    findingsIn: (file, cancellation) => analysed(() => inFile(file).map(findingOf), cancellation),
    handlers: (cancellation) => analysed(all, cancellation),
    audit: (options) =>
      analysed(
        () => ({
          root: folder,
          handlers: all(),
          findings: all().map(findingOf),
          skipped: [],
          stats: { filesDiscovered: 1, filesRead: 1, filesParsed: 1, milliseconds: 1 },
        }),
        options?.cancellation,
      ),
    skipped: () => [],
    problems: () => [],
    dispose: () => void backend.disposed.push(folder),
  };
}

function findingOf(report: HandlerReport): Finding {
  const effect = report.graph.effects[0];
  const place = effect?.place ?? report.handler.place;
  return {
    rule: 'unguarded-effect',
    severity: 'error',
    place,
    message: 'Charges the card again when the message comes again.',
    handler: report.handler.place,
    related: [{ place: report.handler.registration, message: 'registered here' }],
  };
}

function reportOf(file: string, text: string, names: FakeNames): HandlerReport | null {
  if (!text.includes('eachMessage')) return null;
  const handler = placeOf(file, text, /async \(\{ message \}\)[\s\S]*?\n {2}\}/u);
  const charge = placeOf(file, text, /stripe\.[\s\S]*?\)(?=;)/u);
  const commit = placeOf(file, text, /consumer\.commitOffsets\(.*?\)/u);
  const registration = placeOf(file, text, /consumer\.run\([\s\S]*\)(?=;)/u);
  const why = names.why ?? 'no idempotency key; the acknowledgement comes after it';
  const step = { onError: null, says: 'x' } as const;
  return {
    handler: {
      place: handler,
      name: names.name ?? 'handleOrder',
      transport: 'kafka',
      library: 'kafkajs',
      registration,
      source: names.source ?? 'orders.created',
      delivery: {
        guarantee: 'at-least-once',
        acknowledged: 'explicit',
        promise: 'awaited',
        onError: 'redelivered',
        onCrash: 'redelivered',
        rejected: 'dropped',
        replicas: false,
        unit: 'message',
        partialFailures: false,
        passesOver: false,
        why: [],
        unless: [],
      },
    },
    graph: {
      steps: [
        { ...step, kind: 'effect', place: charge, says: 'charges the card', next: [1], effect: 0, failureIgnored: false },
        { ...step, kind: 'acknowledge', place: commit, says: 'commits the offset', next: [2] },
        { ...step, kind: 'exit', place: handler, next: [], outcome: 'returned' },
      ],
      entry: 0,
      effects: [
        {
          place: charge,
          call: 'stripe.charges.create',
          kind: 'payment',
          verb: names.verb ?? 'charges the card',
          repeat: { mask: 'exposed', why: '' },
          transaction: null,
          floating: false,
          neverSent: false,
          attemptScoped: false,
          assumed: false,
        },
      ],
      marks: [],
      transactions: [],
      opaque: [],
      harmless: [],
      isAsync: true,
      truncated: false,
      swallows: [],
    },
    verdict: {
      headline: 'at-least-once',
      lost: 'never',
      repeated: 'exposed',
      verified: true,
      unless: [],
      effects: [
        {
          effect: 0,
          lost: 'never',
          repeated: 'exposed',
          why,
          causes: {},
          how: {
            repeated: [
              { text: 'charges the card', place: charge },
              { text: 'the process dies before the offset is committed' },
              { text: 'delivered again' },
              { text: 'charges the card again', place: charge },
            ],
          },
        },
      ],
      delivery: {
        guarantee: 'at-least-once',
        acknowledgement: { mode: 'explicit', place: commit },
        why: [{ text: 'the offset is committed after the handler', place: commit }],
      },
    },
    guard: null,
    eventId: { expression: 'message.key', coversDuplicatePublish: true, isInReach: true },
    otherEventIds: [],
  };
}

function placeOf(file: string, text: string, pattern: RegExp): Place {
  const found = pattern.exec(text);
  const start = found?.index ?? 0;
  const end = start + (found?.[0].length ?? 0);
  const at = (offset: number) => ({ line: text.slice(0, offset).split('\n').length, column: offset - text.lastIndexOf('\n', offset - 1) });
  return { file, line: at(start).line, column: at(start).column, endLine: at(end).line, endColumn: at(end).column };
}
