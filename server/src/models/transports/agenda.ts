// Agenda moves a job on before it runs it: an error is not retried (unless a back-off is set), a crash is noticed when the lock expires.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    when: [{ parameters: 2 }],
    guarantee: 'none',
    acknowledged: 'explicit',
    promise: 'ignored',
    onError: 'stuck',
    onCrash: 'redelivered',
    why: 'the job takes `done`: it is finished when that is called, and an error told to it is not retried; a crash runs again when the lock expires (10 minutes)',
  },
  {
    when: [{ option: 'Call.Argument[2].Member[backoff]', is: 'present' }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-dropped',
    why: 'a back-off is set: an error is retried; a crash runs again when the lock expires',
  },
  {
    guarantee: 'none',
    acknowledged: 'on-settled',
    onError: 'dropped',
    onCrash: 'redelivered',
    why: 'an error is not retried; a crash runs again when the lock expires (10 minutes)',
  },
] as const;

/** What is told an error does not bring the job back. */
const done = { does: 'acknowledge', recovery: { argument: 1, plans: [] } } as const;

const source = ['Call.Argument[0]'] as const;

export const agenda = {
  format: 1,
  package: ['agenda', '@hokify/agenda'],
  transport: 'jobs',
  types: { Agenda: ['Package.Instance', 'Package.Member[Agenda].Instance', 'Package.Member[default].Instance'] },
  handlers: [
    { at: 'Agenda.Member[define].Argument[1]', message: 'Parameter[0]', source, delivery },
    { at: 'Agenda.Member[define].Argument[2]', message: 'Parameter[0]', source, delivery },
    { at: 'Package.Member[Define].ReturnValue.DecoratedMember', message: 'Parameter[0]', delivery },
  ],
  settles: [
    { at: 'Agenda.Member[define].Argument[1].Parameter[1]', ...done },
    { at: 'Agenda.Member[define].Argument[2].Parameter[1]', ...done },
  ],
  identity: [{ at: 'Member[attrs].Member[_id]', stable: 'redelivery' }],
  sources: ['agenda@6.2.6 dist/Job.js'],
} as const satisfies TransportModel;
