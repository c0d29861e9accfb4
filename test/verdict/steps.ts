// A handler written as a list of steps, for tests of the verdict: one line a step, falling through to the next; errors go to a throw unless `else` says where.
// Lines: `call x`, `effect x`, `ack`, `nack to`, `check m seen=L`, `claim m done=L busy=L`, `complete m`, `release m`, `begin t`, `commit t`, `rollback t`,
// `branch L...`, `fork L`, `goto L`, `return`, `throw`, `end`; labels as `L:`; ends with `else L` or `else -` (can't fail) or `else ignored` (nobody looks).
// Before them: `delivery words`, `mark m words`, `transaction t words`. After `//` on an effect's line: its two answers.
import type { DeliveryFact } from '../../server/src/facts/delivery.ts';
import type { EffectFact, MarkFact, Step, StepGraph, TransactionFact } from '../../server/src/facts/steps.ts';
import { answers, guarantees } from '../../server/src/facts/vocabulary.ts';

export interface Written {
  readonly graph: StepGraph;
  readonly delivery: DeliveryFact;
  /** Expected answers by effect, as written. */
  readonly expected: readonly { readonly call: string; readonly lost: string; readonly repeated: string }[];
}

interface Line {
  readonly number: number;
  readonly label: string | null;
  readonly words: readonly string[];
  readonly onError: string | null;
  readonly expectation: string | null;
}

export function readSteps(text: string): Written {
  const lines = text
    .split('\n')
    .map(readLine)
    .filter((line) => line.words.length > 0);
  const declared = new Set(['delivery', 'mark', 'transaction']);
  const code = lines.filter((line) => !declared.has(line.words[0] ?? ''));
  const named = (kind: string): Line[] => lines.filter((line) => line.words[0] === kind);
  const transactions = named('transaction').map((line) => line.words[1] ?? '');
  const marks = named('mark').map((line) => line.words[1] ?? '');
  const label = new Map(code.flatMap((line, index) => (line.label === null ? [] : [[line.label, index] as const])));
  const calls = [...new Set(code.flatMap((line) => (line.words[0] === 'effect' ? [line.words[1] ?? ''] : [])))];
  const thrown = code.length;
  const target = (name: string | undefined): number => {
    if (name === 'throw') return thrown;
    const found = label.get(name ?? '');
    if (found === undefined) throw new Error(`no label ${name}`);
    return found;
  };
  const steps = code.map((line, index) => stepOf(line, index, { target, marks, transactions, calls, thrown }));
  steps.push({ kind: 'exit', outcome: 'threw', place: placeAt(99), says: 'throws', next: [], onError: null });
  const graph: StepGraph = {
    steps,
    entry: 0,
    effects: calls.map((call) => effectOf(call, code, transactions)),
    marks: named('mark').map((line) => markOf(line, transactions)),
    transactions: named('transaction').map(transactionOf),
    opaque: [],
    harmless: [],
    isAsync: true,
    truncated: false,
    swallows: [],
  };
  return { graph, delivery: deliveryOf(named('delivery')[0]?.words.slice(1) ?? []), expected: code.flatMap(expectationOf) };
}

function readLine(text: string, index: number): Line {
  const [source = '', expectation] = text.split('//');
  const [, label, rest = ''] = /^\s*(?:(\w+):\s)?(.*)$/.exec(source.replace(/^(\w+):$/, '$1: goto next')) ?? [];
  const [body = '', onError] = rest.split(' else ');
  return {
    number: index + 1,
    label: label ?? null,
    words: body.split(' ').filter(Boolean),
    onError: onError?.trim() ?? null,
    expectation: expectation?.trim() ?? null,
  };
}

interface Names {
  readonly target: (name: string | undefined) => number;
  readonly marks: readonly string[];
  readonly transactions: readonly string[];
  readonly calls: readonly string[];
  readonly thrown: number;
}

function placeAt(line: number): Step['place'] {
  return { file: 'handler.ts', line, column: 1, endLine: line, endColumn: 9 };
}

function stepOf(line: Line, index: number, names: Names): Step {
  const [word = '', name = ''] = line.words;
  const option = (key: string): number => names.target(line.words.find((each) => each.startsWith(`${key}=`))?.slice(key.length + 1));
  const onError = line.onError === '-' || line.onError === 'ignored' ? null : line.onError === null ? names.thrown : names.target(line.onError);
  const base = { place: placeAt(line.number), says: line.words.join(' '), next: [index + 1], onError };
  const mark = names.marks.indexOf(name);
  const transaction = names.transactions.indexOf(name);
  switch (word) {
    case 'call':
      return { ...base, kind: 'call' };
    case 'effect':
      return { ...base, kind: 'effect', effect: names.calls.indexOf(name), failureIgnored: line.onError === 'ignored' };
    case 'ack':
      return { ...base, kind: 'acknowledge', says: 'acknowledges the message' };
    case 'nack':
      if (name === 'item') return { ...base, kind: 'reject', to: 'redelivery', item: true };
      return { ...base, kind: 'reject', to: name === 'parked' || name === 'rejected' ? name : 'redelivery' };
    case 'check':
      return { ...base, kind: 'check', mark, seen: option('seen') };
    case 'claim':
      return { ...base, kind: 'claim', mark, done: option('done'), busy: option('busy') };
    case 'complete':
      return { ...base, kind: 'complete', mark };
    case 'release':
      return { ...base, kind: 'release', mark };
    case 'begin':
      return { ...base, kind: 'begin', transaction };
    case 'commit':
      return { ...base, kind: 'commit', transaction };
    case 'rollback':
      return { ...base, kind: 'rollback', transaction };
    case 'branch':
      return { ...base, kind: 'branch', next: line.words.slice(1).map(names.target), onError: null };
    case 'goto':
      return { ...base, kind: 'branch', next: [name === 'next' ? index + 1 : names.target(name)], onError: null };
    case 'fork':
      return { ...base, kind: 'fork', thread: names.target(name), onError: null };
    case 'return':
      return { ...base, kind: 'exit', outcome: 'returned', next: [], onError: null };
    case 'throw':
      return { ...base, kind: 'exit', outcome: 'threw', next: [], onError: null };
    case 'end':
      return { ...base, kind: 'exit', outcome: 'thread-ended', next: [], onError: null };
    default:
      throw new Error(`line ${line.number}: ${word}?`);
  }
}

function effectOf(call: string, code: readonly Line[], transactions: readonly string[]): EffectFact {
  const line = code.find((each) => each.words[0] === 'effect' && each.words[1] === call);
  const words = line?.words ?? [];
  const mask = (['natural', 'keyed', 'unstable-key'] as const).find((each) => words.includes(each)) ?? 'exposed';
  const transaction = transactions.findIndex((name) => words.includes(`in=${name}`));
  return {
    place: placeAt(line?.number ?? 1),
    call,
    kind: words.includes('payment') ? 'payment' : 'other',
    verb: `does ${call}`,
    repeat: { mask, why: `${mask} by the test` },
    transaction: transaction < 0 ? null : transaction,
    floating: words.includes('floating'),
    neverSent: words.includes('never-sent'),
    attemptScoped: words.includes('attempt-scoped'),
    assumed: words.includes('assumed'),
  };
}

function markOf(line: Line, transactions: readonly string[]): MarkFact {
  const words = line.words;
  const transaction = transactions.findIndex((name) => words.includes(`in=${name}`));
  return {
    place: placeAt(line.number),
    guard: 'claim',
    key: 'event.id',
    keyStable: words.includes('undecided-key') ? null : !words.includes('unstable'),
    keyCoversDuplicatePublish: true,
    inMemory: words.includes('memory'),
    expiry: words.includes('lease') ? 'lease' : 'none',
    transaction: transaction < 0 ? null : transaction,
    atomicBy: (['unique-key', 'row-lock', 'serializable', 'nothing'] as const).find((each) => words.includes(each)) ?? 'conditional-write',
    ...(words.includes('colliding') ? { collides: 'another handler uses the same key' } : {}),
    ...(words.includes('outlived') ? { outlived: true } : {}),
  };
}

function transactionOf(line: Line): TransactionFact {
  return { place: placeAt(line.number), kind: line.words.includes('kafka') ? 'kafka' : 'database', retries: line.words.includes('retries') };
}

function deliveryOf(words: readonly string[]): DeliveryFact {
  const first = <T extends string>(all: readonly T[], otherwise: T): T => all.find((each) => words.includes(each)) ?? otherwise;
  const option = (key: string): string => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const acknowledged = first(['on-delivery', 'on-settled', 'explicit'] as const, 'on-success');
  return {
    guarantee: first(guarantees, acknowledged === 'on-delivery' ? 'at-most-once' : 'at-least-once'),
    acknowledged: words.includes('no-memory') ? 'never' : acknowledged,
    promise: words.includes('promise-ignored') ? 'ignored' : 'awaited',
    onError:
      (['redelivered-then-parked', 'redelivered-then-dropped', 'parked', 'dropped', 'stuck'] as const).find((each) => option('error') === each) ??
      'redelivered',
    onCrash: option('crash') === 'lost' ? 'lost' : 'redelivered',
    rejected: option('rejected') === 'parked' ? 'parked' : 'dropped',
    replicas: words.includes('replicas'),
    unit: 'message',
    partialFailures: false,
    passesOver: false,
    why: [],
    unless: [],
  };
}

function expectationOf(line: Line): Written['expected'][number][] {
  if (line.words[0] !== 'effect' || line.expectation === null) return [];
  const [lost = '', repeated = ''] = line.expectation.split('/').map((word) => word.trim());
  for (const word of [lost, repeated]) if (!answers.some((answer) => answer === word)) throw new Error(`line ${line.number}: ${word} is no answer`);
  return [{ call: line.words[1] ?? '', lost, repeated }];
}
