// Bull completes a job after the processor's promise (or `done`) and runs a stalled one again: at-least-once; a job out of attempts stays in the failed set.
import type { SettleRow, TransportModel } from '../schema.ts';
import { jobDelivery, jobIdentity } from './bullmq.ts';

const source = ['Queue.Argument[0]'] as const;
/** A processor that takes the callback: Bull looks at how many parameters it has. */
export const withDone = {
  when: [{ parameters: 2 }],
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  promise: 'ignored',
  onError: 'stuck',
  onCrash: 'redelivered',
  why: 'the processor takes `done`: the job is completed when it is called',
} as const;

/** Calls of a processor's callback; that of a method which Nest runs is known by its type. */
export const doneSettles = [
  { at: 'Queue.Member[process].Argument[0].Parameter[1]', does: 'acknowledge' },
  { at: 'Queue.Member[process].Argument[1].Parameter[1]', does: 'acknowledge' },
  { at: 'Queue.Member[process].Argument[2].Parameter[1]', does: 'acknowledge' },
  { at: 'DoneCallback', does: 'acknowledge', told: true },
] as const satisfies readonly SettleRow[];

export const bull = {
  format: 1,
  package: 'bull',
  transport: 'bull',
  types: {
    Queue: [
      'Package.Instance',
      'Package.ReturnValue',
      'Package.Member[default].Instance',
      'Package.Member[Queue].Instance',
      'Bull',
      // Listeners chain, and `isReady` resolves to the queue itself.
      'Queue.Member[isReady].ReturnValue',
    ],
  },
  handlers: [
    { at: 'Queue.Member[process].Argument[0]', file: true, message: 'Parameter[0]', source, delivery: [withDone, ...jobDelivery] },
    { at: 'Queue.Member[process].Argument[1]', file: true, message: 'Parameter[0]', source, delivery: [withDone, ...jobDelivery] },
    { at: 'Queue.Member[process].Argument[2]', file: true, message: 'Parameter[0]', source, delivery: [withDone, ...jobDelivery] },
  ],
  settles: doneSettles,
  identity: jobIdentity,
  sources: ['bull@4.16.5 lib/queue.js', 'bull@4.16.5 README.md, Important Notes'],
} as const satisfies TransportModel;
