// Bull, BullMQ and Kue as their producers use them. A repeatable job that is there already is not added again: its key is made of its name and when it repeats.
import type { EffectModel, EffectRow } from '../schema.ts';

const kept = 'while the queue still keeps the job';

const scheduled = { at: 'Queue.Member[add]', kind: 'job', verb: 'schedules a job', write: 'set' } as const satisfies EffectRow;

const addedInBulk = {
  at: 'Queue.Member[addBulk]',
  kind: 'job',
  verb: 'adds jobs',
  write: 'send',
  key: { at: ['Call.Argument[0].Element.Member[opts].Member[jobId]'], lifetime: kept },
} as const satisfies EffectRow;

export const bullmq = {
  format: 1,
  package: ['bullmq', '@nestjs/bullmq', '@taskforcesh/bullmq-pro', '@taskforcesh/nestjs-bullmq-pro'],
  types: {
    Queue: ['Package.Member[Queue,QueuePro].Instance', 'Package.Member[Queue,QueuePro].Subclass', 'Package.Member[InjectQueue].ReturnValue'],
    Flow: ['Package.Member[FlowProducer,FlowProducerPro].Instance', 'Package.Member[InjectFlowProducer].ReturnValue'],
    Job: [
      'Package.Member[Job,JobPro].Instance',
      'Queue.Member[add,getJob].ReturnValue',
      'Queue.Member[getJobs,getFailed,getDelayed,getWaiting,getCompleted,getActive,getPrioritized].ReturnValue.Element',
      'Package.Member[Worker,WorkerPro].Argument[1].Parameter[0]',
      'Package.Member[Worker,WorkerPro].Instance.Member[getNextJob].ReturnValue',
    ],
  },
  effects: [
    { ...scheduled, when: [{ option: 'Call.Argument[2].Member[repeat]', is: 'present' }] },
    {
      at: 'Queue.Member[add]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: {
        at: ['Call.Argument[2].Member[jobId]', 'Call.Argument[2].Member[deduplication].Member[id]'],
        lifetime: kept,
      },
    },
    addedInBulk,
    {
      at: 'Queue.Member[upsertJobScheduler,removeJobScheduler,removeRepeatable,removeRepeatableByKey,remove,obliterate,drain,clean,pause,resume]',
      kind: 'job',
      verb: 'changes the queue',
      write: 'set',
    },
    {
      at: 'Flow.Member[add,addBulk]',
      kind: 'job',
      verb: 'adds a flow of jobs',
      write: 'send',
      key: { at: ['Call.Argument[0].Member[opts].Member[jobId]'], lifetime: kept },
    },
    {
      at: 'Job.Member[remove,retry,promote,changeDelay,changePriority]',
      kind: 'job',
      verb: 'changes a job',
      write: 'set',
    },
  ],
  harmless: [{ at: 'Job.Member[log,updateProgress,updateData,update,extendLock,progress]', kind: 'other' }],
  otherwise: 'read',
  sources: ['bullmq@6.7.0 dist/esm/classes/queue.d.ts, dist/esm/interfaces/base-job-options.d.ts'],
} as const satisfies EffectModel;

export const bull = {
  format: 1,
  package: ['bull', '@nestjs/bull', 'bee-queue'],
  types: {
    Queue: [
      'Package.Instance',
      'Package.ReturnValue',
      'Package.Member[Queue].Instance',
      'Package.Member[Queue].ReturnValue',
      'Package.Member[InjectQueue].ReturnValue',
      'Queue',
      'Queue.Member[on,once,addListener,isReady,ready].ReturnValue',
      'Job.Member[queue]',
    ],
    Job: [
      'Job',
      'Queue.Member[process].AnyArgument.Parameter[0]',
      'Queue.Member[add,getJob].ReturnValue',
      'Queue.Member[getJobs,getFailed,getDelayed,getWaiting,getCompleted,getActive].ReturnValue.Element',
    ],
  },
  effects: [
    { ...scheduled, when: [{ option: 'Call.Argument[2].Member[repeat]', is: 'present' }] },
    // A job without a name.
    {
      ...scheduled,
      when: [
        { option: 'Call.Argument[0]', is: 'unknown' },
        { option: 'Call.Argument[1].Member[repeat]', is: 'present' },
      ],
    },
    {
      at: 'Queue.Member[add]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
      key: { at: ['Call.Argument[2].Member[jobId]'], unnamed: 'Call.Argument[1].Member[jobId]', lifetime: kept },
    },
    addedInBulk,
    {
      at: 'Queue.Member[removeJobs,removeRepeatable,removeRepeatableByKey,obliterate,clean,empty,pause,resume]',
      kind: 'job',
      verb: 'changes the queue',
      write: 'set',
    },
    {
      at: 'Job.Member[remove,retry,promote]',
      kind: 'job',
      verb: 'changes a job',
      write: 'set',
    },
    {
      at: 'Queue.Member[createJob].ReturnValue.Member[save]',
      kind: 'job',
      verb: 'adds a job',
      write: 'send',
    },
  ],
  harmless: [
    { at: 'Package.Member[Job].AnyMember', kind: 'other' },
    // What is written into a job's own data is gone with it.
    { at: 'Job.Member[log,progress,update,extendLock]', kind: 'other' },
  ],
  otherwise: 'read',
  sources: ['bull@4.16.5 index.d.ts'],
} as const satisfies EffectModel;

export const kue = {
  format: 1,
  package: 'kue',
  types: {
    Queue: 'Package.Member[createQueue].ReturnValue',
    Job: [
      'Queue.Member[create,createJob].ReturnValue',
      'Job.Member[priority,attempts,delay,backoff,ttl,removeOnComplete,searchKeys,events,on,once,save,update].ReturnValue',
      'Package.Member[Job].Instance',
      'Package.Member[Job].Member[get].AnyArgument.Parameter[1]',
      'Package.Member[Job].Member[rangeByState,rangeByType].AnyArgument.Parameter[1].Member[forEach].Argument[0].Parameter[0]',
    ],
  },
  effects: [
    { at: 'Job.Member[save]', kind: 'job', verb: 'adds a job', write: 'send', fireAndForget: 'without-callback' },
    {
      at: 'Job.Member[update,remove,state,inactive,active,delayed,complete,failed]',
      kind: 'job',
      verb: 'changes a job',
      write: 'set',
      fireAndForget: 'without-callback',
    },
    { at: 'Package.Member[Job].Member[remove]', kind: 'job', verb: 'changes a job', write: 'set', fireAndForget: 'without-callback' },
  ],
  harmless: [
    { at: 'Job.Member[log,progress]', kind: 'other' },
    // What a processor keeps of the job in its hands.
    { at: 'Queue.Member[process].AnyArgument.Parameter[0].Member[log,progress,set,update,save,remove]', kind: 'other' },
  ],
  otherwise: 'read',
  sources: ['kue@0.11.6 lib/queue/job.js'],
} as const satisfies EffectModel;
