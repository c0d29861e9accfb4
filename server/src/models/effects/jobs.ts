// Job queues, producer side. A job id deduplicates only while the queue still keeps the job.
import type { EffectModel } from '../schema.ts';

const kept = 'while the queue still keeps the job';

/** From version 10 on a singletonKey on a standard queue deduplicates only within a time slot (plans.js, index job_i4). */
const pgBossWindows = [
  { at: 'Call.Argument[2].Member[singletonKey]', with: 'Call.Argument[2].Member[singletonSeconds,singletonMinutes,singletonHours]' },
  {
    at: 'Call.Argument[0].Member[options].Member[singletonKey]',
    with: 'Call.Argument[0].Member[options].Member[singletonSeconds,singletonMinutes,singletonHours]',
  },
] as const;

export const pgBoss = {
  format: 1,
  package: 'pg-boss',
  types: {
    Boss: ['Package.Instance', 'Package.Member[PgBoss].Instance', 'PgBoss', 'Boss.Member[start].ReturnValue'],
  },
  effects: [
    {
      at: 'Boss.Member[send,publish]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: {
        at: ['Call.Argument[2].Member[id]', 'Call.Argument[0].Member[options].Member[id]'],
        together: pgBossWindows,
        lifetime: 'while the row is kept',
      },
    },
    {
      at: 'Boss.Member[sendAfter,publishAfter,sendOnce,publishOnce,sendSingleton,sendThrottled,publishThrottled,sendDebounced,publishDebounced]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: {
        at: 'Call.Argument[2].Member[id]',
        together: pgBossWindows,
        lifetime: 'while the row is kept',
      },
    },
    {
      at: 'Boss.Member[insert]',
      kind: 'job',
      verb: 'adds jobs',
      write: 'send',
      key: {
        at: ['Call.Argument[1].Element.Member[id]', 'Call.Argument[0].Element.Member[id]'],
        lifetime: 'while the row is kept',
      },
    },
    {
      at: 'Boss.Member[schedule,unschedule,cancel,resume,deleteQueue,createQueue,updateQueue,deleteJob,purgeQueue]',
      kind: 'job',
      verb: 'changes a job',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: ['pg-boss@12.38.0 dist/types.d.ts, plans.js'],
} as const satisfies EffectModel;

export const graphileWorker = {
  format: 1,
  package: 'graphile-worker',
  types: {
    Helpers: [
      'Package.Member[makeWorkerUtils].ReturnValue',
      'JobHelpers',
      'WorkerUtils',
      'Package.Member[run,runOnce].Argument[0].Member[taskList].AnyMember.Parameter[1]',
      'Package.Member[runTaskList,runTaskListOnce].Argument[1].AnyMember.Parameter[1]',
    ],
    Client: ['Helpers.Member[withPgClient].Argument[0].Parameter[0]', 'Helpers.Member[withPgClient].Member[withRetries].Argument[0].Parameter[0]'],
  },
  effects: [
    {
      at: 'Helpers.Member[addJob]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: { at: 'Call.Argument[2].Member[jobKey]', lifetime: kept },
    },
    {
      at: 'Package.Member[quickAddJob]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: { at: 'Call.Argument[3].Member[jobKey]', lifetime: kept },
    },
    {
      at: 'Helpers.Member[query]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Client.Member[query]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
  ],
  harmless: [{ at: 'Helpers.Member[logger].AnyMember', kind: 'log' }],
  otherwise: 'read',
  sources: ['graphile-worker@0.17.3 dist/interfaces.d.ts'],
} as const satisfies EffectModel;

export const workflowEngines = {
  format: 1,
  package: [
    '@temporalio/client',
    'inngest',
    '@trigger.dev/sdk',
    '@upstash/qstash',
    '@upstash/workflow',
    '@vercel/queue',
    'agenda',
    '@hokify/agenda',
    'zeebe-node',
    '@camunda8/sdk',
    'node-resque',
    '@hatchet-dev/typescript-sdk',
    '@dbos-inc/dbos-sdk',
    '@restatedev/restate-sdk',
  ],
  types: {
    Workflow: ['Package.Member[Client].Instance.Member[workflow]', 'Package.Member[WorkflowClient].Instance', 'WorkflowClient'],
    Inngest: ['Package.Member[Inngest].Instance'],
    Step: ['Inngest.Member[createFunction].Argument[2].Parameter[0].Member[step]', 'Inngest.Member[createFunction].Argument[1].Parameter[0].Member[step]'],
    Task: ['Package.Member[task,schemaTask].ReturnValue'],
    Qstash: ['Package.Member[Client].Instance'],
    Hatchet: ['Package.Member[Hatchet,HatchetClient,default].Member[init].ReturnValue.Member[task,durableTask,workflow].ReturnValue'],
    VercelQueue: ['Package', 'Package.Member[QueueClient,PollingQueueClient].Instance'],
    Agenda: ['Package.Member[Agenda,default].Instance', 'Package.Instance', 'Agenda'],
    Zeebe: [
      'Package.Member[ZBClient].Instance',
      'ZeebeGrpcClient',
      'Package.Member[Camunda8].Instance.Member[getZeebeGrpcApiClient].ReturnValue',
      'Package.Member[ZeebeGrpcClient].Instance',
      'IZeebeClient',
    ],
  },
  effects: [
    {
      at: 'Workflow.Member[start,execute,signalWithStart]',
      kind: 'job',
      verb: 'starts a workflow',
      write: 'send',
      key: { at: 'Call.Argument[1].Member[workflowId]', lifetime: 'while that workflow runs' },
    },
    {
      at: 'Workflow.Member[getHandle].ReturnValue.Member[signal]',
      kind: 'job',
      verb: 'signals a workflow',
      write: 'send',
    },
    {
      at: 'Workflow.Member[getHandle].ReturnValue.Member[cancel,terminate]',
      kind: 'job',
      verb: 'stops a workflow',
      write: 'set',
    },
    {
      at: 'Inngest.Member[send]',
      kind: 'publish',
      verb: 'sends an event',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[id]', 'Call.Argument[0].Element.Member[id]'],
        lifetime: 'for 24 hours',
      },
    },
    // The function sends by itself before the step is recorded; what it invokes is started by the server, once for a step of that name.
    {
      at: 'Step.Member[sendEvent]',
      kind: 'publish',
      verb: 'sends an event',
      write: 'send',
      key: {
        at: ['Call.Argument[1].Member[id]', 'Call.Argument[1].Element.Member[id]'],
        lifetime: 'for 24 hours',
      },
    },
    { at: 'Step.Member[sendSignal]', kind: 'publish', verb: 'sends a signal', write: 'send' },
    { at: 'Step.Member[invoke]', kind: 'job', verb: 'runs another function', write: 'send', key: { at: 'Call.Argument[0]', lifetime: 'for the run' } },
    {
      at: 'Package.Member[tasks].Member[trigger,batchTrigger,triggerAndWait,batchTriggerAndWait]',
      kind: 'job',
      verb: 'triggers a task',
      write: 'send',
      key: { at: 'Call.Argument[2].Member[idempotencyKey]', lifetime: 'for 30 days' },
    },
    {
      at: 'Task.Member[trigger,batchTrigger,triggerAndWait,batchTriggerAndWait]',
      kind: 'job',
      verb: 'triggers a task',
      write: 'send',
      key: { at: 'Call.Argument[1].Member[idempotencyKey]', lifetime: 'for 30 days' },
    },
    {
      at: 'Qstash.Member[publish,publishJSON,batch,batchJSON,enqueue,enqueueJSON,trigger]',
      kind: 'publish',
      verb: 'publishes to QStash',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[deduplicationId]', 'Call.Argument[0].Member[workflowRunId]'],
        lifetime: 'for 10 minutes',
      },
    },
    {
      at: 'Qstash.Member[queue].ReturnValue.Member[enqueue,enqueueJSON]',
      kind: 'publish',
      verb: 'publishes to QStash',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[deduplicationId]', lifetime: 'for 10 minutes' },
    },
    {
      at: 'VercelQueue.Member[send]',
      kind: 'publish',
      verb: 'publishes to a Vercel queue',
      write: 'send',
      key: { at: 'Call.Argument[2].Member[idempotencyKey]', lifetime: 'for 24 hours' },
    },
    {
      at: 'Package.Member[DBOS].Member[send]',
      kind: 'publish',
      verb: 'sends a message to a workflow',
      write: 'send',
      key: { at: 'Call.Argument[3]', lifetime: 'while the workflow is kept' },
    },
    { at: 'Hatchet.Member[runNoWait,run,runAndWait]', kind: 'job', verb: 'runs a task', write: 'send' },
    { at: 'Agenda.Member[now,schedule]', kind: 'job', verb: 'schedules a job', write: 'send' },
    {
      at: 'Agenda.Member[every,cancel,disable,enable]',
      kind: 'job',
      verb: 'changes a schedule',
      write: 'set',
    },
    {
      at: 'Agenda.Member[create].ReturnValue.Member[save]',
      kind: 'job',
      verb: 'schedules a job',
      write: 'send',
    },
    {
      at: 'Zeebe.Member[createProcessInstance,createProcessInstanceWithResult]',
      kind: 'job',
      verb: 'starts a process',
      write: 'send',
    },
    {
      at: 'Zeebe.Member[publishMessage]',
      kind: 'publish',
      verb: 'publishes a message to the process engine',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[messageId]', lifetime: "for the message's time to live" },
    },
    {
      at: 'Zeebe.Member[cancelProcessInstance,deployResource,setVariables,resolveIncident,completeJob]',
      kind: 'job',
      verb: 'changes a process',
      write: 'set',
    },
    {
      at: 'Package.Member[Queue].Instance.Member[enqueue,enqueueIn,enqueueAt]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
    },
  ],
  harmless: [{ at: 'Package.Member[DBOS].Member[logger].AnyMember', kind: 'log' }],
  otherwise: 'read',
  sources: ['@temporalio/client@1.24.0', 'inngest@4.24.0', '@trigger.dev/sdk@4.8.3', '@upstash/qstash@2.12.0', 'agenda@6.2.6', 'zeebe-node@8.3'],
} as const satisfies EffectModel;
