// @nestjs/bullmq runs `process` of a @Processor class that extends WorkerHost; semantics are BullMQ's. Each class is one worker and sees every job name.
import type { TransportModel } from '../schema.ts';
import { jobIdentity, nestJobDelivery } from './bullmq.ts';

export const nestjsBullmq = {
  format: 1,
  package: '@nestjs/bullmq',
  transport: 'bull',
  handlers: [
    {
      at: 'Package.Member[WorkerHost].Subclass.Member[process]',
      message: 'Parameter[0]',
      source: ['Class.Package.Member[Processor].Argument[0]', 'Class.Package.Member[Processor].Argument[0].Member[name]'],
      delivery: [
        {
          when: [{ option: 'Class.Package.Member[Processor].Argument[1].Member[maxStalledCount]', is: 0 }],
          guarantee: 'at-most-once',
          acknowledged: 'on-success',
          onError: 'redelivered-then-parked',
          onCrash: 'lost',
          why: 'maxStalledCount is 0: a job whose worker dies is failed, not run again',
        },
        ...nestJobDelivery,
      ],
    },
  ],
  identity: jobIdentity,
  sources: ['@nestjs/bullmq@12.0.0 dist/bull.explorer.js'],
} as const satisfies TransportModel;
