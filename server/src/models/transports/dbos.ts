// DBOS runs an interrupted workflow again from its start and remembers what its steps returned; a step whose result was not recorded runs again. An error ends the workflow, which is kept.
import type { TransportModel } from '../schema.ts';

const row = {
  message: 'Parameter[0]',
  delivery: [
    {
      guarantee: 'at-least-once',
      acknowledged: 'on-success',
      onError: 'parked',
      onCrash: 'redelivered',
      resumes: true,
      why: 'a workflow that a crash interrupted runs again and skips the steps that were recorded; one that throws is kept as failed',
    },
  ],
} as const;

export const dbos = {
  format: 1,
  package: '@dbos-inc/dbos-sdk',
  transport: 'jobs',
  handlers: [
    { at: 'Package.Member[DBOS].Member[registerWorkflow].Argument[0]', source: ['Call.Argument[1].Member[name]'], ...row },
    { at: 'Package.Member[DBOS].Member[workflow].ReturnValue.DecoratedMember', ...row },
  ],
  sources: ['@dbos-inc/dbos-sdk@5.3.0 dist/src/dbos.d.ts', 'https://docs.dbos.dev/typescript/tutorials/workflow-tutorial'],
} as const satisfies TransportModel;
