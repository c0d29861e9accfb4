// @platformatic/kafka hands messages out as a stream, and commits what it has fetched as it puts it in there (autocommit default). Only in the mode `committed` does a stream
// begin at what is committed: `latest`, the default, and `earliest` look at the topic alone.
import type { Condition, DeliveryRow, TransportModel } from '../schema.ts';

const isManual = (options: string): readonly Condition[] => [{ option: `${options}.Member[autocommit]`, is: false }];
/** A consumer's own autocommit is what its streams go by that do not say. */
const isManualByConsumer = (options: string): readonly Condition[] => [
  { option: `${options}.Member[autocommit]`, is: 'absent' },
  { option: 'Consumer.Argument[0].Member[autocommit]', is: false },
];

const inMode = (options: string, is: string, rows: readonly DeliveryRow[]): readonly DeliveryRow[] =>
  rows.map((row) => ({ ...row, when: [{ option: `${options}.Member[mode]`, is }, ...(row.when ?? [])] }));

const byHand = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  passesOver: true,
  onError: 'stuck',
  onCrash: 'redelivered',
  why: 'autocommit is off: an offset is committed only where the code says so',
  unless: ['the group has committed nothing yet: fallbackMode, latest by default, then says where it begins'],
} as const satisfies DeliveryRow;

const automatic = {
  guarantee: 'none',
  acknowledged: 'on-delivery',
  onError: 'dropped',
  why: 'the offsets of what was fetched are committed as it is put into the stream, and nothing waits for that (autocommit default)',
} as const satisfies DeliveryRow;

const automatically = (options: string): readonly DeliveryRow[] => [
  {
    when: [{ option: `${options}.Member[autocommit]`, is: 'unknown' }],
    ...automatic,
    unless: ['autocommit is switched off by a value computed elsewhere'],
  },
  automatic,
];

const fromLatest = {
  guarantee: 'none',
  acknowledged: 'on-delivery',
  onError: 'dropped',
  why: 'mode is latest (default): a new start begins after all that is there, whatever was committed',
} as const satisfies DeliveryRow;

/** `options`: where those of `consume` stand. */
function delivery(options: string, promise: 'awaited' | 'ignored'): readonly DeliveryRow[] {
  const committed: readonly DeliveryRow[] = [
    { when: isManual(options), ...byHand },
    { when: isManualByConsumer(options), ...byHand },
    ...automatically(options),
  ];
  const rows: readonly DeliveryRow[] = [
    ...inMode(options, 'committed', committed),
    ...inMode(options, 'earliest', [
      {
        guarantee: 'at-least-once',
        acknowledged: 'explicit',
        onError: 'stuck',
        onCrash: 'redelivered',
        why: 'mode is earliest: each start reads the topic from its beginning, whatever was committed',
      },
    ]),
    ...inMode(options, 'manual', [
      {
        guarantee: 'unknown',
        acknowledged: 'on-success',
        why: 'mode is manual: a start begins at the offsets that the code hands over, wherever it keeps them',
      },
    ]),
    ...inMode(options, 'latest', [fromLatest]),
    // A mode that is worked out elsewhere.
    ...[isManual(options), isManualByConsumer(options)].map((when) => ({
      ...byHand,
      when: [{ option: `${options}.Member[mode]`, is: 'unknown' } as const, ...when],
      unless: ['mode is another than committed: a new start then does not go by what was committed'],
    })),
    { when: [{ option: `${options}.Member[mode]`, is: 'unknown' }], ...automatic },
    fromLatest,
  ];
  return rows.map((row) => ({ ...row, promise }));
}

const topics = (options: string): readonly string[] => [`${options}.Member[topics]`, `${options}.Member[topics].Element`];

export const platformaticKafka: TransportModel = {
  format: 1,
  package: '@platformatic/kafka',
  transport: 'kafka',
  types: {
    Consumer: 'Package.Member[Consumer].Instance',
    Stream: 'Consumer.Member[consume].ReturnValue',
    Message: ['Stream.Element', 'Stream.Member[on,addListener].Argument[1].Parameter[0]', 'Stream.Member[forEach].Argument[0].Parameter[0]'],
  },
  handlers: [
    {
      at: 'Stream.Member[on,addListener].Argument[1]',
      events: ['data'],
      message: 'Parameter[0]',
      source: topics('Stream.Argument[0]'),
      delivery: delivery('Stream.Argument[0]', 'ignored'),
    },
    // Node's own: it waits for the promise, and an error ends the stream.
    {
      at: 'Stream.Member[forEach].Argument[0]',
      message: 'Parameter[0]',
      source: topics('Stream.Argument[0]'),
      delivery: delivery('Stream.Argument[0]', 'awaited'),
    },
  ],
  loops: [
    {
      at: 'Consumer.Member[consume]',
      message: 'Element',
      iterated: true,
      source: topics('Call.Argument[0]'),
      delivery: delivery('Call.Argument[0]', 'awaited'),
    },
  ],
  settles: [
    { at: 'Message.Member[commit]', does: 'acknowledge' },
    { at: 'Consumer.Member[commit]', does: 'acknowledge' },
  ],
  identity: [
    { at: 'Member[headers]', stable: 'redelivery', isKey: false, coversDuplicatePublish: true },
    { at: 'Member[offset]', stable: 'redelivery', expression: '`${${m}.topic}-${${m}.partition}-${${m}.offset}`' },
    { at: 'Member[timestamp]', stable: 'redelivery', isKey: false },
  ],
  sources: [
    '@platformatic/kafka@1.35.0 dist/clients/consumer/messages-stream.js (pushRecords, kAutocommit, refreshOffsets)',
    '@platformatic/kafka@1.35.0 dist/clients/consumer/consumer.js consume',
  ],
};
