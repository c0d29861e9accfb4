// AWS clients besides DynamoDB: in v3 the command class says what is done, in v2 the method; v2 requests are lazy until `.promise()` or a callback.
import type { EffectModel } from '../schema.ts';

const fifo = 'for 5 minutes, on a FIFO queue or topic';

export const awsMessaging = {
  format: 1,
  package: [
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-kinesis',
    '@aws-sdk/client-firehose',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-iot-data-plane',
    '@aws-sdk/client-apigatewaymanagementapi',
    '@aws-sdk/client-scheduler',
  ],
  types: {
    Client: ['Package.Member[SQS,SNS,EventBridge,Kinesis,Firehose,Lambda,SFN,IoTDataPlane,ApiGatewayManagementApi,Scheduler].Instance'],
  },
  effects: [
    {
      at: 'Package.Member[SendMessageCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'sends to SQS',
      write: 'send',
      key: { at: 'Command.Argument[0].Member[MessageDeduplicationId]', lifetime: fifo },
    },
    {
      at: 'Package.Member[SendMessageBatchCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'sends to SQS',
      write: 'send',
      key: {
        at: 'Command.Argument[0].Member[Entries].Element.Member[MessageDeduplicationId]',
        lifetime: fifo,
      },
      resolvesWithFailure: 'failed entries come back in Failed',
    },
    {
      at: 'Package.Member[PublishCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'publishes to SNS',
      write: 'send',
      key: { at: 'Command.Argument[0].Member[MessageDeduplicationId]', lifetime: fifo },
    },
    {
      at: 'Package.Member[PublishBatchCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'publishes to SNS',
      write: 'send',
      resolvesWithFailure: 'failed entries come back in Failed',
    },
    {
      at: 'Package.Member[PutEventsCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'puts events on EventBridge',
      write: 'send',
      resolvesWithFailure: 'failed entries are counted in FailedEntryCount',
    },
    {
      at: 'Package.Member[PutRecordCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'puts a record on the stream',
      write: 'send',
    },
    {
      at: 'Package.Member[PutRecordsCommand,PutRecordBatchCommand].Instance',
      carriedBy: 'send',
      kind: 'publish',
      verb: 'puts records on the stream',
      write: 'send',
      resolvesWithFailure: 'failed records are counted in the answer',
    },
    {
      at: 'Package.Member[InvokeCommand,InvokeAsyncCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'invokes a function',
      write: 'send',
      key: { at: 'Command.Argument[0].Member[DurableExecutionName]' },
    },
    {
      at: 'Package.Member[StartExecutionCommand,StartSyncExecutionCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'starts a state machine',
      write: 'send',
      key: {
        at: 'Command.Argument[0].Member[name]',
        lifetime: 'for 90 days, on a standard workflow',
      },
    },
    {
      at: 'Package.Member[SendTaskSuccessCommand,SendTaskFailureCommand,StopExecutionCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'reports to a state machine',
      write: 'set',
    },
    {
      at: 'Package.Member[PostToConnectionCommand].Instance',
      carriedBy: 'send',
      kind: 'push',
      verb: 'posts to a web socket',
      write: 'send',
    },
    {
      at: 'Package.Member[CreateScheduleCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'creates a schedule',
      write: 'set',
    },
    {
      at: 'Client.Member[sendMessage]',
      kind: 'publish',
      verb: 'sends to SQS',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[MessageDeduplicationId]', lifetime: fifo },
    },
    {
      at: 'Client.Member[sendMessageBatch,publishBatch,putEvents,putRecords,putRecordBatch]',
      kind: 'publish',
      verb: 'publishes on AWS',
      write: 'send',
      resolvesWithFailure: 'entries that failed come back in the answer',
    },
    {
      at: 'Client.Member[publish,putRecord,invoke,startExecution,postToConnection]',
      kind: 'publish',
      verb: 'publishes on AWS',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[MessageDeduplicationId]', 'Call.Argument[0].Member[name]'],
      },
    },
  ],
  harmless: [
    {
      at: 'Package.Member[DeleteMessageCommand,DeleteMessageBatchCommand,ChangeMessageVisibilityCommand].Instance',
      kind: 'other',
    },
  ],
  otherwise: 'read',
  sources: ['@aws-sdk/client-sqs@3.1169', '@aws-sdk/client-sns@3.1169', '@aws-sdk/client-eventbridge@3.1169', '@aws-sdk/client-sfn@3.1163'],
} as const satisfies EffectModel;

export const awsMail = {
  format: 1,
  package: ['@aws-sdk/client-ses', '@aws-sdk/client-sesv2', '@aws-sdk/client-pinpoint'],
  types: { Client: ['Package.Member[SES,SESv2,Pinpoint].Instance'] },
  effects: [
    {
      at: 'Package.Member[SendEmailCommand,SendRawEmailCommand,SendTemplatedEmailCommand,SendBounceCommand,SendMessagesCommand].Instance',
      carriedBy: 'send',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
    },
    {
      at: 'Package.Member[SendBulkEmailCommand,SendBulkTemplatedEmailCommand].Instance',
      carriedBy: 'send',
      kind: 'email',
      verb: 'sends mails',
      write: 'send',
      resolvesWithFailure: 'each destination has a status of its own',
    },
    {
      at: 'Client.Member[sendEmail,sendRawEmail,sendTemplatedEmail,sendBulkEmail,sendBulkTemplatedEmail]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['@aws-sdk/client-sesv2@3.1169 dist-types/models'],
} as const satisfies EffectModel;

export const s3 = {
  format: 1,
  package: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage', 'minio', 'nestjs-minio-client'],
  types: {
    Client: ['Package.Member[S3].Instance'],
    Minio: ['Package.Member[Client].Instance', 'Package.Member[MinioService].Instance.Member[client]'],
  },
  effects: [
    {
      at: 'Package.Member[PutObjectCommand,CopyObjectCommand,PutObjectTaggingCommand,PutObjectAclCommand,CompleteMultipartUploadCommand,RestoreObjectCommand].Instance',
      carriedBy: 'send',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Command.Argument[0].Member[Key]' },
    },
    {
      at: 'Package.Member[CreateMultipartUploadCommand,UploadPartCommand].Instance',
      carriedBy: 'send',
      kind: 'storage',
      verb: 'uploads a part',
      write: 'set',
    },
    {
      at: 'Package.Member[DeleteObjectCommand,DeleteObjectsCommand,AbortMultipartUploadCommand].Instance',
      carriedBy: 'send',
      kind: 'storage',
      verb: 'deletes an object',
      write: 'delete',
    },
    {
      at: 'Package.Member[Upload].Instance.Member[done]',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Call.This.Argument[0].Member[params].Member[Key]' },
    },
    {
      at: 'Client.Member[putObject,copyObject,upload,putObjectTagging]',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Call.Argument[0].Member[Key]' },
    },
    {
      at: 'Client.Member[deleteObject,deleteObjects]',
      kind: 'storage',
      verb: 'deletes an object',
      write: 'delete',
    },
    {
      at: 'Minio.Member[putObject,fPutObject,copyObject]',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Call.Argument[1]' },
    },
    {
      at: 'Minio.Member[removeObject,removeObjects]',
      kind: 'storage',
      verb: 'deletes an object',
      write: 'delete',
    },
  ],
  otherwise: 'read',
  sources: ['@aws-sdk/client-s3@3.1169', 'minio@8.0.7 dist/main/internal/client.d.ts'],
} as const satisfies EffectModel;

export const awsOther = {
  format: 1,
  package: [
    '@aws-sdk/client-cognito-identity-provider',
    '@aws-sdk/client-ssm',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-transcribe',
    '@aws-sdk/client-rekognition',
    '@aws-sdk/client-textract',
    '@aws-sdk/client-mediaconvert',
    '@aws-sdk/client-s3-control',
    '@aws-sdk/client-ecs',
    '@aws-sdk/client-batch',
    '@aws-sdk/client-cloudfront',
    '@aws-sdk/client-glue',
    '@aws-sdk/client-athena',
    '@aws-sdk/client-rds-data',
    '@aws-sdk/client-timestream-write',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-ec2',
  ],
  effects: [
    {
      at: 'Package.Member[AdminCreateUserCommand,SignUpCommand,AdminUpdateUserAttributesCommand,AdminSetUserPasswordCommand,AdminDisableUserCommand,AdminEnableUserCommand,AdminDeleteUserCommand,AdminAddUserToGroupCommand,AdminRemoveUserFromGroupCommand].Instance',
      carriedBy: 'send',
      kind: 'http',
      verb: 'changes a user',
      write: 'set',
    },
    {
      at: 'Package.Member[PutParameterCommand,PutSecretValueCommand,UpdateSecretCommand,WriteRecordsCommand].Instance',
      carriedBy: 'send',
      kind: 'state',
      verb: 'writes a value',
      write: 'set',
    },
    {
      at: 'Package.Member[StartTranscriptionJobCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'starts a job',
      write: 'send',
      key: {
        at: 'Command.Argument[0].Member[TranscriptionJobName]',
        lifetime: 'while the job is kept',
      },
    },
    {
      at: 'Package.Member[StartDocumentTextDetectionCommand,StartDocumentAnalysisCommand,StartLabelDetectionCommand,CreateJobCommand,SubmitJobCommand,RunTaskCommand,StartJobRunCommand,StartQueryExecutionCommand,CreateInvalidationCommand].Instance',
      carriedBy: 'send',
      kind: 'job',
      verb: 'starts a job',
      write: 'send',
      key: {
        at: ['Command.Argument[0].Member[ClientRequestToken]', 'Command.Argument[0].Member[clientToken]'],
      },
    },
    {
      at: 'Package.Member[ExecuteStatementCommand,BatchExecuteStatementCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Command.Argument[0].Member[sql]' },
    },
  ],
  otherwise: 'read',
  sources: ['@aws-sdk/client-cognito-identity-provider@3.1169'],
} as const satisfies EffectModel;

/** Parameters and secrets are fetched over the network, kept for a few seconds. */
export const powertoolsParameters = {
  format: 1,
  package: '@aws-lambda-powertools/parameters',
  effects: [],
  otherwise: 'read',
  sources: ['@aws-lambda-powertools/parameters@2.35 lib/esm/base/BaseProvider.js'],
} as const satisfies EffectModel;
