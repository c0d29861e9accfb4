// @nestjs/bull runs the @Process methods of a @Processor class, bound to it; semantics are Bull's, and so is the callback of those that take one.
import type { TransportModel } from '../schema.ts';
import { doneSettles, withDone } from './bull.ts';
import { jobIdentity, nestJobDelivery } from './bullmq.ts';

export const nestjsBull = {
  format: 1,
  package: ['@nestjs/bull', 'nestjs-bull', 'nest-bull'],
  transport: 'bull',
  handlers: [
    {
      at: 'Package.Member[Process].ReturnValue.DecoratedMember',
      message: 'Parameter[0]',
      source: ['Class.Package.Member[Processor].Argument[0]', 'Class.Package.Member[Processor].Argument[0].Member[name]'],
      delivery: [withDone, ...nestJobDelivery],
    },
  ],
  settles: doneSettles,
  identity: jobIdentity,
  sources: ['@nestjs/bull@12.0.0 dist/bull.explorer.js'],
} as const satisfies TransportModel;
