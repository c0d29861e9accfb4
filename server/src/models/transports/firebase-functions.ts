// A Firebase function's event is dropped when it throws (retry is off by default), and may still be delivered twice. Task queues try three times.
import type { DeliveryRow, HandlerRow, TransportModel } from '../schema.ts';

const dropped = {
  guarantee: 'none',
  acknowledged: 'on-settled',
  onError: 'dropped',
  onCrash: 'lost',
  why: 'retry is off (default): an error drops the event, and it may still come twice',
} as const;
const retried = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'redelivered',
  why: 'retry is on: the event comes again until the function succeeds, for a day',
} as const;

const delivery: readonly DeliveryRow[] = [{ when: [{ option: 'Call.Argument[0].Member[retry]', is: true }], ...retried }, dropped];
/** Version 1 asks for it in its builder, as `true` or `{ retry: {} }`. */
const policy = 'Configured.Argument[0].Member[failurePolicy]';
const chained: readonly DeliveryRow[] = [
  { when: [{ option: policy, is: false }], ...dropped },
  { when: [{ option: policy, is: 'present' }], ...retried },
  dropped,
];
const tasks: readonly DeliveryRow[] = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-dropped',
    why: 'a task is tried again until its attempts are used up, then discarded',
  },
];

const source = ['Call.Argument[0].Member[topic]', 'Call.Argument[0].Member[document]', 'Call.Argument[0].Member[ref]', 'Call.Argument[0]'] as const;

const eventTriggers = [
  'onMessagePublished',
  'onDocumentWritten',
  'onDocumentCreated',
  'onDocumentUpdated',
  'onDocumentDeleted',
  'onDocumentWrittenWithAuthContext',
  'onDocumentCreatedWithAuthContext',
  'onDocumentUpdatedWithAuthContext',
  'onDocumentDeletedWithAuthContext',
  'onValueWritten',
  'onValueCreated',
  'onValueUpdated',
  'onValueDeleted',
  'onObjectFinalized',
  'onObjectArchived',
  'onObjectDeleted',
  'onObjectMetadataUpdated',
  'onCustomEventPublished',
  'onMutationExecuted',
  'onAlertPublished',
  'onTestMatrixCompleted',
  'onConfigUpdated',
  'onNewFatalIssuePublished',
  'onNewNonfatalIssuePublished',
  'onRegressionAlertPublished',
  'onStabilityDigestPublished',
  'onVelocityAlertPublished',
  'onNewAnrIssuePublished',
  'onNewTesterIosDevicePublished',
  'onInAppFeedbackPublished',
  'onThresholdAlertPublished',
  'onPlanUpdatePublished',
  'onPlanAutomatedUpdatePublished',
] as const;

/** Version 1 ends its chains in these; the receivers are told apart by their builders. */
const chains: readonly { readonly builder: string; readonly ends: string }[] = [
  { builder: 'Member[pubsub].Member[topic].ReturnValue', ends: 'onPublish' },
  { builder: 'Member[firestore].Member[document].ReturnValue', ends: 'onCreate,onUpdate,onDelete,onWrite' },
  { builder: 'Member[database].Member[ref].ReturnValue', ends: 'onCreate,onUpdate,onDelete,onWrite' },
  { builder: 'Member[storage].Member[object].ReturnValue', ends: 'onFinalize,onDelete,onArchive,onMetadataUpdate' },
  { builder: 'Member[auth].Member[user].ReturnValue', ends: 'onCreate,onDelete' },
  { builder: 'Member[remoteConfig]', ends: 'onUpdate' },
  { builder: 'Member[analytics].Member[event].ReturnValue', ends: 'onLog' },
  { builder: 'Member[testLab].Member[testMatrix].ReturnValue', ends: 'onComplete' },
];

const last = (argument: number): HandlerRow => ({
  at: `Triggers.Member[${eventTriggers.join(',')}].Argument[${argument}]`,
  message: 'Parameter[0]',
  source,
  delivery,
});

export const firebaseFunctions: TransportModel = {
  format: 1,
  package: 'firebase-functions',
  transport: 'gcp-functions',
  types: {
    Triggers: [
      'Package',
      'Package.AnyMember',
      'Package.Member[v2].AnyMember',
      'Package.Member[alerts].AnyMember',
      'Package.Member[v2].Member[alerts].AnyMember',
    ],
    FunctionBuilder: ['Package', 'Package.Member[v1]', 'FunctionBuilder.Member[region,runWith].ReturnValue'],
    Watched: 'FunctionBuilder.AnyMember.Member[topic,document,ref].ReturnValue',
    Configured: 'FunctionBuilder.Member[runWith].ReturnValue',
  },
  handlers: [
    last(0),
    last(1),
    { at: 'Triggers.Member[onTaskDispatched].Argument[0]', message: 'Parameter[0]', delivery: tasks },
    { at: 'Triggers.Member[onTaskDispatched].Argument[1]', message: 'Parameter[0]', delivery: tasks },
    ...chains.map(({ builder, ends }): HandlerRow => ({
      at: `FunctionBuilder.${builder}.Member[${ends}].Argument[0]`,
      message: 'Parameter[0]',
      source: ['Watched.Argument[0]'],
      delivery: chained,
    })),
    { at: 'FunctionBuilder.Member[tasks].Member[taskQueue].ReturnValue.Member[onDispatch].Argument[0]', message: 'Parameter[0]', delivery: tasks },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery' },
    { at: 'Member[eventId]', stable: 'redelivery' },
    { at: 'Member[data].Member[message].Member[messageId]', stable: 'redelivery' },
    { at: 'Member[retryCount]', stable: 'delivery-scoped' },
  ],
  sources: [
    'firebase-functions@7.4.0 lib/v2/providers/*.d.ts',
    'firebase-functions@3.24.1 lib/function-configuration.d.ts',
    'https://firebase.google.com/docs/functions/retries',
  ],
};
