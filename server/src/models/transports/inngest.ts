// Inngest runs a function for an event and calls it again for each step: what a step has returned is remembered, what stands between steps runs anew each time.
// An error is retried; a run out of retries is kept as failed, and can be replayed.
import type { TransportModel } from '../schema.ts';

const retried = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'redelivered-then-parked',
  onCrash: 'redelivered',
  resumes: true,
  why: 'an error is retried (4 times unless `retries` says otherwise), a step until its result is recorded; a run out of retries is kept as failed',
} as const;

const delivery = [
  {
    when: [{ option: 'Call.Argument[0].Member[retries]', is: 0 }],
    guarantee: 'at-most-once',
    acknowledged: 'on-success',
    onError: 'parked',
    onCrash: 'parked',
    resumes: true,
    why: 'retries is 0: a run that fails is kept as failed, not run again',
  },
  retried,
] as const;

const row = { message: 'Parameter[0].Member[event]', delivery } as const;
const triggers = 'Call.Argument[0].Member[triggers]';

export const inngest = {
  format: 1,
  package: 'inngest',
  transport: 'jobs',
  types: { Inngest: 'Package.Member[Inngest].Instance' },
  // What a schedule starts is no message. Up to version 3 the trigger stands between the options and the function.
  handlers: [
    // `const trigger = job.cron ? { cron: job.cron } : { event: job.name }`: an event starts some of them.
    {
      at: 'Inngest.Member[createFunction].Argument[2]',
      when: [
        { option: 'Call.Argument[1].Member[cron]', is: 'present' },
        { option: 'Call.Argument[1].Member[event]', is: 'present' },
      ],
      source: ['Call.Argument[1].Member[event]'],
      ...row,
    },
    {
      at: 'Inngest.Member[createFunction].Argument[2]',
      when: [{ option: 'Call.Argument[1].Member[cron]', is: 'absent' }],
      source: ['Call.Argument[1].Member[event]'],
      ...row,
    },
    {
      at: 'Inngest.Member[createFunction].Argument[1]',
      when: [{ option: `${triggers}.Member[event]`, is: 'present' }],
      source: [`${triggers}.Member[event]`],
      ...row,
    },
    {
      at: 'Inngest.Member[createFunction].Argument[1]',
      when: [{ option: `${triggers}.Element.Member[event]`, is: 'present' }],
      source: [`${triggers}.Element.Member[event]`],
      ...row,
    },
    { at: 'Inngest.Member[createFunction].Argument[1]', when: [{ option: triggers, is: 'eventType' }], ...row },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[ts]', stable: 'redelivery', isKey: false },
  ],
  sources: [
    'inngest@4.24.0 components/Inngest.d.ts, components/InngestFunction.d.ts',
    'https://www.inngest.com/docs/durable-execution/guides-and-advanced/error-handling/retries',
  ],
} as const satisfies TransportModel;
