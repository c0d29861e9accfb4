// Metrics, logs and traces are harmless; what is watched, kept and handed on of them is a setting like another.
import type { EffectModel } from '../schema.ts';

export const awsMetrics = {
  format: 1,
  package: [
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-cloudwatch-logs',
    'aws-xray-sdk',
    'aws-xray-sdk-core',
    'aws-embedded-metrics',
    '@aws-lambda-powertools/logger',
    '@aws-lambda-powertools/metrics',
    '@aws-lambda-powertools/tracer',
  ],
  effects: [
    {
      at: 'Package.Member[PutSubscriptionFilterCommand,PutRetentionPolicyCommand,PutMetricFilterCommand,PutDestinationCommand,PutDestinationPolicyCommand,PutResourcePolicyCommand,AssociateKmsKeyCommand,PutMetricAlarmCommand,PutCompositeAlarmCommand,PutDashboardCommand,EnableAlarmActionsCommand,DisableAlarmActionsCommand,SetAlarmStateCommand].Instance',
      carriedBy: 'send',
      kind: 'state',
      verb: 'changes a setting',
      write: 'set',
    },
    {
      at: 'Package.Member[DeleteSubscriptionFilterCommand,DeleteRetentionPolicyCommand,DeleteMetricFilterCommand,DeleteLogGroupCommand,DeleteLogStreamCommand,DeleteAlarmsCommand,DeleteDashboardsCommand].Instance',
      carriedBy: 'send',
      kind: 'state',
      verb: 'deletes a setting',
      write: 'delete',
    },
  ],
  otherwise: 'harmless',
  sources: ['@aws-sdk/client-cloudwatch@3.1169', '@aws-sdk/client-cloudwatch-logs@3.1169 dist-types/commands'],
} as const satisfies EffectModel;
